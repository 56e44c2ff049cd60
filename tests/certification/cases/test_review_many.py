"""Passing many cases together does what passing each does, in a constant number of statements."""

from itertools import count as counted

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from certification.models import Case, CaseItem, CaseYear, Review, Transition
from certification.services import case as cases
from certification.services import review, review_many
from registry.models import (
    Activity,
    ActivityReview,
    AnnualRegistration,
    AuditEntry,
    Award,
    Evidence,
    EvidenceFlag,
    Message,
)
from registry.people.services.many import Shown
from tests import factories
from tests.certification.rows import on
from tests.certification.stages import cast, complete_years, open_case
from tests.registry.activities.activity_factories import lines_on, make_submitted

pytestmark = pytest.mark.django_db
NUMBERS = counted(1)


@pytest.fixture
def people():
    made = cast()
    with on("2020-05-07 09:00"):
        yield made


def submitted(people, name, prepare=complete_years):
    user = factories.employee_of(people.employer, f"many{next(NUMBERS)}", name)
    user.professional.degree = "doctor"
    user.professional.save(update_fields=["degree"])
    prepare(user)
    case = open_case(user)
    cases.submit_case(actor=user, case=case)
    return case


def capped(user):
    """Three parts of one day: more than a day may count, so that what one earns hangs on the others."""
    complete_years(user)
    for slot in ("morning", "afternoon", "evening"):
        make_submitted(user, "training", title=f"培训{slot}", facts=lines_on("2019-07-01", slot=slot))


def pairs(rows):
    found = Case.objects.filter(pk__in=[case.pk for case in rows]).order_by("pk")
    return [(case, Shown(str(case.public_id), case.edit, case.stage)) for case in found]


def one_by_one(actor, shown):
    return review_many.each(
        (case for case, _one in shown),
        lambda case: review.pass_case(actor=actor, case=case, edit=case.edit, stage=case.stage),
    )


def together(actor, shown):
    return review_many.pass_many(actor, shown)


def state_of_things():
    """All that a pass may write, without what is drawn by lot or by the clock."""
    return {
        "cases": sorted(Case.objects.values_list("pk", "state", "edit", "reached_province")),
        "years": sorted(
            CaseYear.objects.values_list("case", "year", "basis", "public_hours", "total_hours", "result")
        ),
        "items": sorted((pk, repr(awards)) for pk, awards in CaseItem.objects.values_list("pk", "awards")),
        "moves": sorted(
            Transition.objects.values_list(
                "case", "action", "from_state", "to_state", "actor", "office_label"
            )
        ),
        "reviews": sorted(
            (case, round_, stage, decision, person, unit, tuple(sorted(items)))
            for case, round_, stage, decision, person, unit, items in Review.objects.values_list(
                "case", "round", "stage", "decision", "person", "organisation", "items"
            )
        ),
        "records": sorted(
            Activity.objects.values_list("pk", "state", "edit", "version", "is_public_subject")
        ),
        "decided": sorted(
            ActivityReview.objects.values_list("activity", "version", "stage", "decision", "person")
        ),
        "awards": sorted(Award.objects.values_list("activity", "year", "subject", "hours", "why")),
        "registered": sorted(
            (*row[:4], repr(row[4]))
            for row in AnnualRegistration.objects.values_list(
                "professional", "year", "state", "edit", "summary"
            )
        ),
        "told": sorted(Message.objects.values_list("recipient", "kind", "subject", "body", "link")),
        "log": sorted(
            (action, subject, label, repr(before), repr(after), reason)
            for action, subject, label, before, after, reason in AuditEntry.objects.values_list(
                "action", "subject", "subject_label", "before", "after", "reason"
            )
        ),
    }


def compared(actor, rows):
    """(what one by one leaves, what together leaves), each with its list of what became of each."""
    found = []
    for way in (one_by_one, together):
        with transaction.atomic():
            outcome = way(actor, pairs(rows))
            told = [case.pk for case in outcome.done], [(case.pk, why) for case, why in outcome.left_out]
            found.append((told, state_of_things()))
            transaction.set_rollback(True)
    return found


def flagged(people, name):
    case = submitted(people, name)
    files = Evidence.objects.filter(activity__case_items__case=case).order_by("pk")
    EvidenceFlag.objects.create(first=files[0], second=files[1], same_person=True)
    return case


def begun(people, name):
    case = submitted(people, name)
    review.begin_review(actor=people.hr, case=case)
    return case


def changed_since(people, name):
    """A record that the case counts was taken back since: the case counts fewer hours."""
    case = submitted(people, name)
    row = case.items.exclude(awards=[]).first().activity
    Activity.objects.filter(pk=row.pk).update(state="returned")
    return case


MAKERS = {
    "plain": submitted,
    "begun": begun,
    "flagged": flagged,
    "changed": changed_since,
    "capped": lambda people, name: submitted(people, name, capped),
}


@pytest.mark.parametrize(
    "kinds",
    [
        ["plain"],
        ["plain", "begun", "plain"],
        [*MAKERS],
        ["capped", "capped"],
        ["flagged", "plain", "changed"],
    ],
)
def test_together_is_as_one_by_one(people, kinds):
    rows = [MAKERS[kind](people, f"人{number}") for number, kind in enumerate(kinds)]

    single, many = compared(people.hr, rows)

    assert many[0] == single[0]
    for part, wanted in single[1].items():
        assert many[1][part] == wanted, part


def test_second_confirmation_locks_the_years(people):
    rows = [submitted(people, f"人{number}") for number in range(2)]
    for case in rows:
        review.pass_case(actor=people.hr, case=case)
    Case.objects.update(state="confirmation")

    single, many = compared(people.department, rows)

    assert many == single
    assert {row[2] for row in many[1]["registered"]} == {"locked"}


@pytest.mark.parametrize("who", ["outsider", "department", "province", "person"])
def test_who_may_not_pass_one_passes_none_together(people, who):
    rows = [submitted(people, f"人{number}") for number in range(2)]

    single, many = compared(getattr(people, who), rows)

    assert many == single
    assert many[0][0] == []


def test_twice_is_once(people):
    rows = [submitted(people, f"人{number}") for number in range(2)]
    shown = pairs(rows)

    first = review_many.pass_many(people.hr, shown)
    after = state_of_things()
    second = review_many.pass_many(people.hr, shown)

    assert [case.pk for case in second.done] == [case.pk for case in first.done]
    assert state_of_things() == after


@pytest.mark.parametrize("count", [2, 5])
def test_statements_do_not_grow_with_the_cases(people, count):
    rows = [submitted(people, f"人{number}") for number in range(count)]
    shown = pairs(rows)

    with CaptureQueriesContext(connection) as found:
        outcome = review_many.pass_many(people.hr, shown)

    assert len(outcome.done) == count
    assert len(found) == 65
