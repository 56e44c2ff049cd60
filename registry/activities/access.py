"""Fetch for this user, or 404: another's record is as absent as one that does not exist."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from cejc.lib.ids import as_uuid
from registry.activities.models import Activity, Evidence, EvidenceFlag
from registry.activities.permissions import WAITING, review_queue
from registry.activities.queries.evidence import flags_for
from registry.people.access import fetching
from registry.people.models import User


def own_activity(user: User, public_id: UUID) -> Activity:
    """A record of the person behind the login."""
    if user.professional_id is None:
        raise Http404
    rows = Activity.objects.select_related("professional", "organisation")
    return get_object_or_404(rows, public_id=public_id, professional=user.professional_id)


visible_activity = fetching(Activity, "professional", "organisation__supervisor")
# A waiting record at the reader's desk.
reviewable_activity = fetching(Activity, "professional", "organisation__supervisor", among=review_queue)


def desk_activity(user: User, public_id: UUID) -> Activity:
    """A record at the reader's desk or just decided there by someone: a
    quick second reviewer gets a sentence."""
    activity = visible_activity(user, public_id)
    if activity.state in WAITING:
        return reviewable_activity(user, public_id)
    return activity


visible_evidence = fetching(Evidence, "activity")


def own_evidence(activity: Activity, public_id: str) -> Evidence:
    """A current file of one's own record."""
    return get_object_or_404(activity.evidence.current(), public_id=as_uuid(public_id))


def visible_flag(user: User, public_id: UUID) -> EvidenceFlag:
    """A flag about a record that one may review; its owners do not see it."""
    if not user.seats:
        raise Http404
    return get_object_or_404(flags_for(user), public_id=public_id)
