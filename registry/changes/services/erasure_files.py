"""Drafts and files that go with a person who wants to be forgotten; what somebody relied on stays."""

from collections.abc import Callable, Iterable

from cejc import clock
from cejc.lib.hook import Hook
from registry.activities.models import Activity, Evidence
from registry.activities.services.activity import delete, drop
from registry.enums import ActivityState
from registry.machinery.services.forgetting import forget_stored
from registry.people.models import Portrait, Professional, User
from registry.yearly.models import HandbookEdition

# Records that an office has recognised, also where it took the recognition back.
STANDING = (ActivityState.APPROVED, ActivityState.REVOKED)
# The activities that a room relied on, by key: their files stay.
relied_on: Hook[Callable[[Professional], Iterable[int]]] = Hook()


def drop_drafts(actor: User | None, person: Professional) -> int:
    """Drafts go; what was submitted and not approved is discarded, as the person could do alone. How many."""
    ended = (*STANDING, ActivityState.DISCARDED)
    drafts = list(person.activities.select_for_update().exclude(state__in=ended).order_by("pk"))
    for activity in drafts:
        if activity.version:
            drop(actor, activity)
        else:
            delete(actor, activity)
    return len(drafts)


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
