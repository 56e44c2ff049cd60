"""Which files prove what, and which of them stand under two records."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from registry.enums import ActivityState, FlagState
from registry.models import Activity, Evidence, EvidenceFlag, User


def current_evidence(activity: Activity) -> list[Evidence]:
    """The files that count, in the order they came."""
    return list(activity.evidence.current().order_by("pk")) if activity.pk else []


def documents_of(activity: Activity) -> list[str]:
    """The document kinds that are there."""
    return [one.document_kind for one in current_evidence(activity)]


def twins_of(evidence: Evidence) -> QuerySet[Evidence]:
    """Rows of other records with the same bytes, of records that were submitted at some time."""
    same = Evidence.objects.filter(sha256=evidence.sha256, removed_at=None, replaced_by=None)
    return same.exclude(activity=evidence.activity_id).exclude(activity__version=0).order_by("pk")


def own_twins(activity: Activity) -> dict[str, str]:
    """sha256 -> title of another record of the same person that uses the file; what the person may know."""
    mine = [one.sha256 for one in current_evidence(activity)]
    same = Evidence.objects.current().filter(sha256__in=mine, activity__professional=activity.professional_id)
    rows = same.exclude(activity=activity).exclude(activity__state=ActivityState.DISCARDED)
    return dict(rows.values_list("sha256", "activity__title"))


def flags_of(activities: Iterable[Activity]) -> dict[int, list[EvidenceFlag]]:
    """Primary key of each activity -> its flags, with both files and records at hand (one query)."""
    keys = [row.pk for row in activities]
    either = Q(first__activity__in=keys) | Q(second__activity__in=keys)
    found: dict[int, list[EvidenceFlag]] = {key: [] for key in keys}
    for flag in _with_records(EvidenceFlag.objects.filter(either)).order_by("pk"):
        for side in {flag.first.activity_id, flag.second.activity_id} & found.keys():
            found[side].append(flag)
    return found


def open_flags(activity: Activity) -> QuerySet[EvidenceFlag]:
    either = Q(first__activity=activity) | Q(second__activity=activity)
    return EvidenceFlag.objects.filter(either, state=FlagState.OPEN)


def flags_for(user: User) -> QuerySet[EvidenceFlag]:
    return _with_records(EvidenceFlag.objects.visible_to(user))


def _with_records(flags: QuerySet[EvidenceFlag]) -> QuerySet[EvidenceFlag]:
    sides = [
        f"{side}__activity__{what}"
        for side in ("first", "second")
        for what in ("professional", "organisation")
    ]
    return flags.select_related(*sides, "decided_by")
