"""Batches reach the province inside the window only, from the department only, all or none (R19)."""

from datetime import date

import pytest

from cejc.errors import Refused, Stale
from certification.services import batch as batches
from certification.services import review
from tests.certification.rows import make_case, on
from tests.certification.stages import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-05-20 09:00"):
        yield cast()


def made(people, *persons):
    cases = [
        make_case(one.professional, state="filing", reached_province=False)
        for one in persons or (people.person,)
    ]
    batch = batches.make_batch(
        actor=people.department, organisation=people.department_unit, cases=cases, name="第一批"
    )
    return batch, cases


@pytest.mark.parametrize(
    ("moment", "open_then"),
    [
        ("2020-05-31 23:59", False),
        ("2020-06-01 00:00", True),
        ("2020-07-31 23:59", True),
        ("2020-08-01 00:00", False),
    ],
)
def test_window_is_inclusive_in_shanghai(people, moment, open_then):
    batch, (case,) = made(people)

    with on(moment):
        if open_then:
            batches.file_batch(actor=people.department, batch=batch)
        else:
            with pytest.raises(Refused, match="2020年6月1日至2020年7月31日"):
                batches.file_batch(actor=people.department, batch=batch)

    case.refresh_from_db()
    assert (case.state, case.reached_province) == (("verification", True) if open_then else ("filing", False))


def test_refusal_outside_the_window_says_that_the_window_is_closed(people):
    batch, _cases = made(people)

    with on("2020-08-01 00:00"), pytest.raises(Refused) as refused:
        batches.file_batch(actor=people.department, batch=batch)

    assert refused.value.code == "window_closed"


def test_exception_opens_the_window_for_one_organisation(people):
    batch, (case,) = made(people)
    with on("2020-08-10 09:00"):
        batches.grant_window(
            actor=people.province,
            organisation=people.department_unit,
            route="provincial",
            application_year=2020,
            opens=date(2020, 8, 10),
            closes=date(2020, 8, 10),
            reason="疫情防控延误",
        )
        batches.file_batch(actor=people.department, batch=batch)

    case.refresh_from_db()
    assert case.state == "verification"


def test_exception_for_another_organisation_opens_nothing(people):
    batch, _cases = made(people)

    with on("2020-08-10 09:00"):
        batches.grant_window(
            actor=people.province,
            organisation=people.employer,
            route="provincial",
            application_year=2020,
            opens=date(2020, 8, 10),
            closes=date(2020, 8, 10),
            reason="疫情防控延误",
        )
        with pytest.raises(Refused):
            batches.file_batch(actor=people.department, batch=batch)


@pytest.mark.parametrize("who", ["person", "hr", "outsider", "province", "admin"])
def test_units_and_persons_cannot_make_or_file_a_batch(people, who):
    case = make_case(people.person.professional, state="filing", reached_province=False)
    actor = getattr(people, who)

    with on("2020-06-01 09:00"), pytest.raises(Refused):
        batches.make_batch(actor=actor, organisation=people.employer, cases=[case], name="越级")

    case.refresh_from_db()
    assert case.batch is None


@pytest.mark.parametrize("who", ["person", "hr", "outsider", "province", "admin"])
def test_another_office_cannot_file_the_department_s_batch(people, who):
    batch, _cases = made(people)

    with on("2020-06-01 09:00"), pytest.raises(Refused):
        batches.file_batch(actor=getattr(people, who), batch=batch)


def test_filing_is_all_or_none(people):
    batch, (first, second) = made(people, people.person, people.colleague)
    with on("2020-06-01 09:00"):
        type(second).objects.filter(pk=second.pk).update(state="returned")

        with pytest.raises(Stale):
            batches.file_batch(actor=people.department, batch=batch)

    first.refresh_from_db()
    batch.refresh_from_db()
    assert (first.state, batch.state) == ("filing", "draft")


def test_filing_twice_is_once_and_closes_the_batch(people):
    batch, (case,) = made(people)
    with on("2020-06-01 09:00"):
        batches.file_batch(actor=people.department, batch=batch)
        batches.file_batch(actor=people.department, batch=batch)

        with pytest.raises(Stale):
            batches.take_from_batch(actor=people.department, batch=batch, cases=[case])

    assert [move.action for move in case.transitions.all()] == ["filing.file"]


def test_case_in_one_batch_cannot_go_into_another(people):
    _batch, (case,) = made(people)

    with pytest.raises(Stale):
        batches.make_batch(
            actor=people.department, organisation=people.department_unit, cases=[case], name="第二批"
        )


def test_discarded_batch_sets_its_people_free(people):
    batch, (case,) = made(people)

    batches.discard_batch(actor=people.department, batch=batch)

    case.refresh_from_db()
    assert case.batch is None


def test_province_returns_one_person_and_leaves_the_others(people):
    batch, (first, second) = made(people, people.person, people.colleague)
    with on("2020-06-01 09:00"):
        batches.file_batch(actor=people.department, batch=batch)
        review.return_case(actor=people.province, case=first, text="公需科目证书缺页")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.batch, second.state) == ("returned", None, "verification")


def test_another_department_s_case_cannot_be_put_into_a_batch(people):
    batch, _cases = made(people)
    foreign = make_case(people.outsider.professional, state="filing", reached_province=False)

    with pytest.raises(Refused, match="不由本单位报送"):
        batches.add_to_batch(actor=people.department, batch=batch, cases=[foreign])

    foreign.refresh_from_db()
    assert foreign.batch is None
