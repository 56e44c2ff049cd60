"""A policy file beside those in force: kinds that are asked about otherwise, names that leave their row."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from credits.governing import governing
from credits.services import load_policy
from registry.enums import PolicyState
from registry.rules.queries.policy_among import faults_among, warnings_of
from registry.rules.queries.policy_text import faults_of, policy_in, policy_of_file
from registry.rules.services import policy_file, publishing
from registry.rules.services.policy_file import Faulty
from tests.certification.rows import on
from tests.credits.beside import accounting_alike, accounting_text, cme_text
from tests.registry.rules import policy_factories as make
from tests.registry.rules.what_if_factories import DRAFT, published

pytestmark = pytest.mark.django_db
OWN_NAME = DRAFT.replace('name = "hunan-2021"', 'name = "next-rules"')


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def of_2020(world):
    return published()


def drafted(actor, text):
    return policy_file.draft(actor=actor, text=text)


def test_kinds_of_one_name_with_other_facts_are_named_at_the_check(of_2020, petra):
    file = drafted(petra, accounting_alike())

    with pytest.raises(Faulty) as refused:
        policy_file.check(actor=petra, file=file)

    paper = next(one for one in refused.value.faults if "paper" in one.message)
    assert paper.path == "kinds[4].facts[0]"
    assert "accounting-2020" in paper.message
    assert "hunan-2020" in paper.message
    file.refresh_from_db()
    assert file.state == PolicyState.DRAFT


@pytest.mark.parametrize("text", [cme_text(), accounting_text()])
def test_with_names_of_their_own_they_are_checked(of_2020, petra, text):
    assert policy_file.check(actor=petra, file=drafted(petra, text)).state == PolicyState.CHECKED


def test_what_came_into_force_after_the_check_is_named_when_it_is_proposed(of_2020, petra):
    text = accounting_alike()
    load_policy(policy=policy_in(cme_text()), publish=True)
    file = make.tried(petra)
    load_policy(policy=policy_in(text), publish=True)

    with pytest.raises(Faulty, match="accounting-2020"):
        publishing.propose(actor=petra, file=file)
    file.refresh_from_db()
    assert file.state == PolicyState.TRIED


def test_people_whom_one_of_them_is_not_for_are_no_matter(of_2020):
    """One for doctors, one for accountants: nobody has records under both."""
    load_policy(policy=policy_in(accounting_alike()), publish=True)
    others = cme_text().replace('"cme_paper"', '"paper"').replace('kind = "paper"', 'kind = "book"')

    told = [one.message for one in faults_among(policy_in(others))]
    assert not any("accounting-2020" in one for one in told)


def test_a_policy_that_governs_for_the_same_people_is_not_read_together(of_2020):
    assert faults_among(policy_in(DRAFT)) == ()


def test_a_text_that_cannot_be_printed_is_a_fault_of_the_file(of_2020, petra):
    text = DRAFT.replace("关于做好2021年", "关于做好2021年\U000133e4")
    file = drafted(petra, text)

    assert "title" in [one.path for one in faults_of(text)]
    with pytest.raises(Faulty, match=r"title：第10个字“\U000133e4”（U\+133E4）打印不出来"):
        policy_file.check(actor=petra, file=file)
    file.refresh_from_db()
    assert file.state == PolicyState.DRAFT


def test_a_name_that_leaves_its_row_is_pointed_out_and_follows_all_the_same(of_2020, petra, login):
    file = drafted(petra, OWN_NAME)

    (said,) = warnings_of(policy_of_file(file))
    assert "next-rules" in said
    assert "hunan-2020" in said
    page = login(petra).get(reverse("registry:policy-file", args=[file.public_id])).content.decode()
    assert said in page
    load_policy(policy=policy_of_file(file), publish=True)
    assert governing(day=policy_of_file(of_2020).reach.begins).following.name == "next-rules"


@pytest.mark.parametrize("text", [DRAFT, OWN_NAME + '[scope]\nset = "next"\n'])
def test_a_name_in_the_row_and_a_row_that_is_said_are_not_pointed_out(of_2020, petra, login, text):
    file = drafted(petra, text)

    assert warnings_of(policy_of_file(file)) == []
    page = login(petra).get(reverse("registry:policy-file", args=[file.public_id])).content.decode()
    assert "[scope]" not in page


def test_where_it_may_follow_two_it_is_asked_which(of_2020):
    scope = '[scope]\nseries = ["health"]\nbeside = true\n'
    for name in ("one-2020", "two-2020"):
        text = f'format = 1\nextends = "hunan-2020"\nname = "{name}"\n'
        load_policy(policy=policy_in(text + scope), publish=True)

    (said,) = warnings_of(policy_in(OWN_NAME + scope))
    assert "one-2020、two-2020" in said


def test_the_command_points_it_out(of_2020, petra, tmp_path):
    path, out = tmp_path / "next.toml", io.StringIO()
    path.write_text(OWN_NAME, encoding="utf-8")

    call_command("policy", "draft", str(path), actor="petra", stdout=out)

    assert "请核对：按名称 next-rules" in out.getvalue()


def test_home_says_that_a_notice_of_another_name_is_coming(of_2020, alice, login):
    load_policy(policy=policy_in(OWN_NAME), publish=True)

    page = login(alice).get(reverse("registry:home")).content.decode()
    assert reverse("registry:policy-change") in page
