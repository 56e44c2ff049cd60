"""`manage.py policy` and `manage.py load_policy`: the same steps with the login that acts."""

import io

import pytest
from django.core.management import CommandError, call_command

from credits.governing import governing
from registry.models import AuditEntry, PolicyFile
from registry.rules.services import policy_file
from tests.registry.rules import policy_factories as make

pytestmark = pytest.mark.django_db
TEXT = """format = 1
extends = "hunan-2020"
name = "hunan-2021"
application_year = 2021
document_number = "湘人社函〔2020〕46号"
document_date = 2020-06-01
begins = 2021-03-01
title = "关于做好2021年专业技术人员继续教育有关工作的通知"
"""


def said(*words: str, **options) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "hunan-2021.toml"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_steps_from_the_draft_to_being_in_force_each_with_its_login(world, petra_later, file):
    assert all(petra_later)
    said("policy", "draft", file, actor="petra")
    said("policy", "check", "hunan-2021", actor="petra")
    row = PolicyFile.objects.get(name="hunan-2021")
    policy_file.tried(file=row, sha256=row.checked_sha256)
    said("policy", "propose", "hunan-2021", actor="petra")
    with pytest.raises(CommandError, match="提出的人不能自己签发"):
        said("policy", "publish", "hunan-2021", actor="petra")

    answer = said("policy", "publish", "hunan-2021", actor="paul")

    assert answer == "hunan-2021@1　2021　已发布　关于做好2021年专业技术人员继续教育有关工作的通知\n"
    assert governing(year=2021).policy.name == "hunan-2021"
    entry = AuditEntry.objects.get(action="policy_file.published")
    assert entry.actor_label.startswith("潘立")


@pytest.fixture
def petra_later(world, request):
    """The notice of 2020 is there before the officers are."""
    make.of_2020()
    return request.getfixturevalue("petra"), request.getfixturevalue("paul")


def test_withdrawn_by_two_logins(world, petra_later, file):
    make.published(*petra_later)
    said("policy", "ask-withdrawal", "hunan-2021", actor="petra", reason="另行发布")

    answer = said("policy", "withdraw", "hunan-2021", actor="paul")

    assert "已撤回" in answer
    assert "已撤回" in said("policy", "list")


@pytest.mark.parametrize(
    ("words", "options", "why"),
    [
        (("policy", "check", "hunan-2021"), {}, "请用 --actor"),
        (("policy", "check", "hunan-2021"), {"actor": "nobody"}, "账号须存在"),
        (("policy", "check", "nonsense"), {"actor": "petra"}, "没有名为 nonsense 的政策文件"),
        (("policy", "draft", "/nowhere.toml"), {"actor": "petra"}, "文件不存在"),
        (("load_policy", "hunan-2024"), {}, "政策须由两位经办人发布"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(world, petra_later, words, options, why):
    before = PolicyFile.objects.count()

    with pytest.raises(CommandError, match=why):
        said(*words, **options)

    assert PolicyFile.objects.count() == before


def test_setting_up_twice_is_once(world):
    assert "已载入" in said("load_policy", "hunan-2020")
    assert "没有变化" in said("load_policy", "hunan-2020")
    assert PolicyFile.objects.count() == 1
