"""Drafts and files that go with a person who wants to be forgotten; what somebody relied on stays."""

from collections.abc import Callable, Iterable

from cejc import clock
from cejc.lib.hook import Hook
from registry.activities.models import Activity, Evidence
from registry.activities.services.activity import release_slots
from registry.enums import ActivityState
from registry.machinery.services import audit
from registry.machinery.services.forgetting import forget_stored
from registry.people.models import Portrait, Professional, User
from registry.yearly.models import HandbookEdition

# Records that an office has recognised, also where it took the recognition back.
STANDING = (ActivityState.APPROVED, ActivityState.REVOKED)
# The activities that a room relied on, by key: their files stay.
relied_on: Hook[Callable[[Professional], Iterable[int]]] = Hook()


def drop_drafts(actor: User, person: Professional) -> int:
    """Drafts go; what was submitted and not approved is discarded, as the person could do alone. How many."""
    ended = (*STANDING, ActivityState.DISCARDED)
    drafts = list(person.activities.select_for_update().exclude(state__in=ended).order_by("pk"))
    for activity in drafts:
        if activity.version:
            _discard(actor, activity)
        else:
            _delete(actor, activity)
    return len(drafts)


def _discard(actor: User, activity: Activity) -> None:
    before = activity.state
    activity.state, activity.edit = ActivityState.DISCARDED, activity.edit + 1
    activity.updated_at = clock.now()
    activity.save(update_fields=["state", "edit", "updated_at"])
    release_slots(activity)
    audit.record(
        "activity.discarded",
        activity,
        actor=actor,
        before={"state": before},
        after={"state": activity.state},
        context=activity.professional,
    )


def _delete(actor: User, activity: Activity) -> None:
    kind = {"kind": activity.kind}
    audit.record("activity.deleted", activity, actor=actor, before=kind, context=activity.professional)
    forget_stored(activity.evidence.all())
    activity.evidence.all().delete()
    activity.delete()


def forget_files(person: Professional) -> int:
    """Files of records that nobody relied on, and photographs that no handbook shows. How many files."""
    relied = {key for source in relied_on for key in source(person)}
    loose = Activity.objects.filter(professional=person).exclude(state__in=STANDING).exclude(pk__in=relied)
    proofs = Evidence.objects.filter(activity__in=loose)
    proofs.filter(removed_at=None).update(removed_at=clock.now())
    shown = HandbookEdition.objects.exclude(photo_name="").values("photo_name")
    photos = Portrait.objects.filter(professional=person).exclude(stored_name__in=shown)
    gone = forget_stored(proofs) + forget_stored(photos)
    photos.delete()
    return gone
