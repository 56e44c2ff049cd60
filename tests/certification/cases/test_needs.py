"""Applications under a notice that asks for more than yearly hours."""

import pytest
from django.urls import reverse

from cejc.errors import Refused
from certification.queries import case as pages
from certification.queries.ground import short_of
from certification.services import ledger
from credits.engine import read_bytes
from credits.services import load_policy
from tests.certification.rows import make_case
from tests.certification.stages import complete_years
from tests.credits.build import policy

pytestmark = pytest.mark.django_db
NEED = '[[needs]]\nid = "two"\nname = "两年合计"\nhours = 200\nyears = 2\nbasis = "resolution"\n'
CARRY = '[[carries]]\nid = "c"\nsubject = "professional"\ntext = "可结转"\nhours = 20\nbasis = "resolution"\n'


def case_under(person, *tables):
    """A draft of `person` for 2018 and 2019, each with 30 public and 60 professional hours submitted."""
    text = policy().source_text + "\n" + "\n".join(tables)
    row, _changed = load_policy(policy=read_bytes(text.encode(), "x.toml"), publish=True)
    complete_years(person)
    values = {"span_first": 2018, "span_last": 2019, "policy": row.name, "policy_sha256": row.sha256}
    return make_case(person.professional, state="draft", **values)


def test_years_that_are_enough_alone_are_short_of_what_both_have_to_have(alice):
    case = case_under(alice, NEED)

    result = ledger.attach(case)

    assert short_of(case, result) == ["2018年缺110学时", "2019年缺20学时"]
    with pytest.raises(Refused, match="2019年缺20学时"):
        ledger.require_met(case, result)


def test_page_of_the_case_says_how_the_need_stands(alice, login):
    case = case_under(alice, NEED)
    ledger.attach(case)

    page = login(alice).get(reverse("certification:case", args=[case.public_id]))

    assert [year["needs"] for year in page.context["years"]] == [
        ["2017至2018两年合计需200，已有90，还缺110"],
        ["2018至2019两年合计需200，已有180，还缺20"],
    ]
    assert "还缺20" in page.content.decode()


def test_records_of_the_year_before_are_relied_on_where_hours_come_from_it(alice):
    case = case_under(alice, CARRY)
    complete_years(alice, (2017,))

    ledger.attach(case)

    years = {award["year"] for item in case.items.all() for award in item.awards}
    assert years == {2017, 2018, 2019}
    assert {award["year"] for item in _relied(alice) for award in item.awards} == {2018, 2019}


def _relied(user):
    """What a case of the notice as it is relies on."""
    case = make_case(user.professional, state="cancelled", span_first=2018, span_last=2019)
    ledger.attach(case)
    return case.items.all()


def test_year_waits_for_an_officer_until_what_is_approved_is_enough_for_the_need(alice):
    case = case_under(alice)
    ledger.attach(case)

    rows = pages.years(case, case.items.select_related("activity"), [], [])

    assert [(one["met"], one["waits"], one["missing"]) for one in rows] == [(True, True, "")] * 2
