"""Fetch for this user, or 404: another's case is as absent as one that does not exist."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from certification.models import Batch, Case, Notice, Objection
from certification.queries.desk import Tally, tally
from registry.models import Evidence, Membership, User
from registry.people import looking
from registry.people.access import fetching
from registry.people.http import SignedInRequest


def _own(user: User) -> QuerySet[Case]:
    """The cases of the person behind the login."""
    return Case.objects.filter(professional=user.professional_id or 0)


WITH_NAMES = ("professional", "organisation", "department", "batch")
visible_case = fetching(Case, *WITH_NAMES)
own_case = fetching(Case, *WITH_NAMES, among=_own)
visible_notice = fetching(Notice, "organisation")
visible_batch = fetching(Batch, "organisation")
visible_objection = fetching(
    Objection,
    "entry__notice__organisation",
    "entry__notice__published_by",
    "entry__case__professional",
    "entry__case__organisation",
    "entry__case__department",
    "entry__case__county",
    "entry__case__bureau",
)


def case_evidence(case: Case, public_id: UUID) -> Evidence:
    """A file that proves an activity of `case`: who may see the case may see it."""
    rows = Evidence.objects.filter(activity__case_items__case=case).select_related("activity").distinct()
    return looking.note(get_object_or_404(rows, public_id=public_id))


def tally_of(request: SignedInRequest, seat: Membership) -> Tally:
    """What is open on the desk of `seat`, counted once a request, for the page and for the rail."""
    known: Tally | None = getattr(request, "tally", None)
    if known is None or known.seat != seat.pk:
        known = tally(request.user, seat)
        request.tally = known  # type: ignore[attr-defined]
    return known
