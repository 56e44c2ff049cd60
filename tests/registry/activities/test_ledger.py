from decimal import Decimal

import pytest

from cejc.lib.hook import Hook
from registry.activities.queries.ledger import certified_years, ledger_of, records_of
from registry.activities.services import activity_review as review
from registry.enums import ActivityState
from registry.models import Activity
from tests.registry.activities.activity_factories import FACTS, lines_on, make_draft, make_submitted

pytestmark = pytest.mark.django_db


def test_records_have_the_shape_of_the_contract(alice):
    activity = make_draft(alice, "paper")

    assert records_of([activity]) == [{"id": str(activity.public_id), "kind": "paper", **FACTS["paper"]}]


def test_drafts_count_for_nothing(alice):
    make_draft(alice, "paper")

    (line,) = ledger_of(alice.professional, [2018]).years

    assert line.total == 0


def test_submitted_and_approved_count_and_map_back(alice, bob):
    paper, award = make_submitted(alice, "paper"), make_submitted(alice, "award")
    review.approve(actor=bob, activity=award)

    ledger = ledger_of(alice.professional, [2016, 2018])

    assert {line.year: line.hours["professional"] for line in ledger.years} == {
        2016: Decimal(60),
        2018: Decimal(10),
    }
    assert [one.hours for one in ledger.awards_of(paper)] == [Decimal(10)]
    assert ledger.activities[str(award.public_id)] == award


def test_only_approved_when_asked(alice, bob):
    make_submitted(alice, "paper")
    award = make_submitted(alice, "award")
    review.approve(actor=bob, activity=award)

    ledger = ledger_of(alice.professional, [2016, 2018], states=[ActivityState.APPROVED])

    assert [line.total for line in ledger.years] == [Decimal(60), Decimal(0)]


def test_of_two_that_collide_the_one_submitted_first_stands(alice):
    first = make_submitted(alice, title="甲班", facts=lines_on("2019-05-06"))
    second = make_submitted(alice, title="乙班", facts=lines_on("2019-05-07"))
    Activity.objects.filter(pk=second.pk).update(facts=lines_on("2019-05-06"))

    ledger = ledger_of(alice.professional, [2019])

    assert ledger.awards_of(first)
    refused = {one.record: one.other for one in ledger.result.refused}
    assert refused == {str(second.public_id): str(first.public_id)}


def test_a_record_that_the_policy_cannot_read_is_set_apart(alice):
    odd = make_submitted(alice, "award")
    Activity.objects.filter(pk=odd.pk).update(kind="吟诗")

    ledger = ledger_of(alice.professional, [2016])

    assert ledger.unread == (odd,)
    assert ledger.years[0].total == 0


def test_certified_and_exempt_years_are_settled(alice):
    ledger = ledger_of(
        alice.professional, [2016, 2017], certified={2016: "湘继教认〔2019〕000001号"}, exempt={2017: "援藏"}
    )

    assert [line.status for line in ledger.years] == ["certified", "exempt"]


def test_another_room_says_which_years_are_certified(alice, monkeypatch):
    from registry.activities.queries import ledger

    monkeypatch.setattr(ledger, "certified_by", Hook())
    ledger.certified_by.add(lambda person: {2016: person.name})

    assert certified_years(alice.professional) == {2016: alice.professional.name}
