"""What a move of a case leaves in its history."""

import pytest

from certification.services import case as cases
from certification.services import review
from registry.models import AuditEntry
from tests.certification.rows import on
from tests.certification.stages import cast, complete_years, open_case

pytestmark = pytest.mark.django_db


def test_move_keeps_who_made_it_from_which_office_and_no_words_that_nobody_said():
    with on("2020-05-05 09:00"):
        people = cast()
        complete_years(people.person)
        case = cases.submit_case(actor=people.person, case=open_case(people.person))
        review.begin_review(actor=people.hr, case=case)

    case.refresh_from_db()
    kept = case.transitions.last()
    assert (kept.actor, kept.actor_label) == (str(people.hr.public_id), str(people.hr))
    assert (kept.to_state, kept.reason) == (case.state, "")
    assert people.employer.name in kept.office_label
    entry = AuditEntry.objects.filter(action__startswith="case.").latest("number")
    assert (entry.after["state"], entry.reason) == (case.state, "")
