"""Fetch for this user, or 404: another's case is as absent as one that does not exist."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from certification.models import Batch, Case, Notice, Objection
from certification.queries.desk import Tally, tally
from registry.models import Evidence, Membership, User
from registry.people.http import SignedInRequest


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("professional", "organisation", "department", "batch")


def visible_case(user: User, public_id: UUID) -> Case:
    rows = Case.objects.visible_to(user).select_related("professional", "organisation", "department", "batch")
    return get_object_or_404(rows, public_id=public_id)


def own_case(user: User, public_id: UUID) -> Case:
    """A case of the person behind the login."""
    return get_object_or_404(_cases(), public_id=public_id, professional=user.professional_id or 0)


def case_evidence(case: Case, public_id: UUID) -> Evidence:
    """A file that proves an activity of `case`: who may see the case may see it."""
    rows = Evidence.objects.filter(activity__case_items__case=case).select_related("activity").distinct()
    return get_object_or_404(rows, public_id=public_id)


def tally_of(request: SignedInRequest, seat: Membership) -> Tally:
    """What is open on the desk of `seat`, counted once a request, for the page and for the rail."""
    known: Tally | None = getattr(request, "tally", None)
    if known is None or known.seat != seat.pk:
        known = tally(request.user, seat)
        request.tally = known  # type: ignore[attr-defined]
    return known


def visible_notice(user: User, public_id: UUID) -> Notice:
    return get_object_or_404(
        Notice.objects.visible_to(user).select_related("organisation"), public_id=public_id
    )


def visible_objection(user: User, public_id: UUID) -> Objection:
    rows = Objection.objects.visible_to(user).select_related(
        "entry__notice__organisation",
        "entry__notice__published_by",
        "entry__case__professional",
        "entry__case__organisation",
        "entry__case__department",
        "entry__case__county",
        "entry__case__bureau",
    )
    return get_object_or_404(rows, public_id=public_id)


def visible_batch(user: User, public_id: UUID) -> Batch:
    return get_object_or_404(
        Batch.objects.visible_to(user).select_related("organisation"), public_id=public_id
    )
