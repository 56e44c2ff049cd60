"""A database belongs to the site it was begun under."""

import io

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from registry.machinery.services import keys, site_in_use
from registry.models import SiteInUse

pytestmark = pytest.mark.django_db
OTHER = "lanchuan"


def told():
    return [one.msg for one in run_checks() if one.id == "registry.E005"]


@pytest.fixture
def of_hunan():
    SiteInUse.objects.all().delete()
    site_in_use.agree()


@pytest.fixture
def under_another(of_hunan, settings):
    settings.CEJC_SITE = OTHER


def test_tables_are_made_with_the_name_of_the_site(settings):
    SiteInUse.objects.all().delete()

    site_in_use.note()

    assert site_in_use.kept() == "hunan"


def test_what_is_known_is_never_overwritten(under_another):
    site_in_use.note()

    assert site_in_use.kept() == "hunan"


def test_the_same_site_starts_with_one_question(of_hunan, django_assert_num_queries):
    with django_assert_num_queries(1):
        site_in_use.agree()


def test_another_site_does_not_start_and_hears_what_to_do(under_another):
    with pytest.raises(site_in_use.SiteDiffers) as refused:
        keys.at_start()

    english, chinese = str(refused.value).splitlines()
    assert english.startswith(
        "This database belongs to the site hunan, and SITE says lanchuan. Set SITE=hunan"
    )
    assert chinese.startswith("这个数据库属于站点 hunan，而 SITE 为 lanchuan，没有执行。")
    assert "CEJC_DEMO_DIR" in chinese
    assert site_in_use.kept() == "hunan"


def test_every_command_is_refused_before_it_runs(under_another):
    (said,) = told()
    assert "SITE=hunan" in said


def test_under_its_own_site_nothing_is_said(of_hunan):
    assert told() == []


def test_before_the_tables_are_made_nothing_is_said(under_another, monkeypatch):
    monkeypatch.setattr(site_in_use, "is_begun", lambda: False)

    assert told() == []


def test_a_renamed_folder_is_said_once(under_another):
    out = io.StringIO()

    call_command("site_in_use", "--renew", stdout=out)

    assert out.getvalue() == "database: hunan -> lanchuan; SITE: lanchuan\n"
    assert told() == []
    site_in_use.agree()


def test_command_says_whose_the_database_is(under_another):
    out = io.StringIO()

    call_command("site_in_use", stdout=out)

    assert out.getvalue() == "database: hunan; SITE: lanchuan\n"
    assert site_in_use.kept() == "hunan"


@pytest.mark.parametrize(
    "command",
    [
        ("manage.py", "worker", "--once"),
        ("manage.py", "load_calendar", "2020"),
        ("manage.py", "migrate"),
        ("-m", "gunicorn", "cejc.wsgi:application", "--bind", "127.0.0.1:0", "--no-control-socket"),
    ],
)
def test_processes_of_another_site_end_and_say_why(apart, command):
    apart.python("from registry.machinery.services import site_in_use; site_in_use.agree()")

    process = apart.start(*command, really=True, SITE=OTHER)

    assert process.wait(120) not in (0, None)
    assert "This database belongs to the site hunan, and SITE says lanchuan" in apart.logs()
    assert "这个数据库属于站点 hunan" in apart.logs()


def test_demo_of_another_site_leaves_the_folder_as_it_is(apart):
    code = "import json; from registry.models import SiteInUse as S; print(json.dumps([one.name for one in S.objects.all()]))"
    apart.python("from registry.machinery.services import site_in_use; site_in_use.agree()")
    before = sorted(one.name for one in apart.folder.iterdir() if one.suffix != ".log")

    process = apart.start("manage.py", "prepare_demo", really=True, SITE=OTHER, CEJC_DEMO="true")

    assert process.wait(120) != 0
    assert "这个数据库属于站点 hunan" in apart.logs()
    assert apart.python(code) == ["hunan"]
    assert [one for one in before if one not in {found.name for found in apart.folder.iterdir()}] == []
