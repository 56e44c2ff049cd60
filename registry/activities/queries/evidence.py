"""Which files prove what, and which of them stand under two records."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cejc.lib.db.ready import Keys, ready
from registry.activities.models import Activity, Evidence, EvidenceFlag
from registry.activities.queries.ledger import CLAIMING
from registry.enums import ActivityState, FlagKind, FlagState
from registry.people.models import User


def current_evidence(activity: Activity) -> list[Evidence]:
    """The files that count, in the order they came."""
    return list(activity.evidence.current().order_by("pk")) if activity.pk else []


def documents_of(activity: Activity) -> list[str]:
    """The document kinds that are there."""
    return [one.document_kind for one in current_evidence(activity) if one.document_kind]


def file_count(activity: Activity) -> int:
    """How many files the record has; one that stands for several documents counts once."""
    return activity.evidence.current().values("sha256").distinct().count()


def unsorted_files(activity: Activity) -> list[str]:
    """Names of the files whose kind the person has yet to say."""
    return list(activity.evidence.current().filter(document_kind="").values_list("file_name", flat=True))


def by_file(rows: Iterable[Evidence]) -> list[list[Evidence]]:
    """The rows of each file together, in the order in which the files came."""
    found: dict[str, list[Evidence]] = {}
    for one in rows:
        found.setdefault(one.sha256, []).append(one)
    return list(found.values())


def shared_by_record(activity: Activity) -> dict[int, list[tuple[Evidence, Evidence]]]:
    """Key of another record, submitted at some time -> the files that both have, as (mine, its)."""
    mine: dict[str, Evidence] = {}
    for one in activity.evidence.current().select_related("activity").order_by("pk"):
        mine.setdefault(one.sha256, one)
    same = Evidence.objects.current().filter(sha256__in=mine).exclude(activity=activity)
    rows = same.exclude(activity__version=0).select_related("activity").order_by("pk")
    found: dict[int, list[tuple[Evidence, Evidence]]] = {}
    for other in rows:
        found.setdefault(other.activity_id, []).append((mine[other.sha256], other))
    return found


def shared_files(flag: EvidenceFlag) -> list[Evidence]:
    """Of the files that the flag is about, those that still stand under
    both records, or their like does; as rows of the first record."""
    first, second = flag.first.activity_id, flag.second.activity_id
    rows = Evidence.objects.current().filter(sha256__in=flag.files)
    if flag.kind == FlagKind.ALIKE:
        return _alike_files(rows, first, second)
    there = rows.filter(activity=second).values("sha256")
    found: dict[str, Evidence] = {}
    for one in rows.filter(activity=first, sha256__in=there).order_by("pk"):
        found.setdefault(one.sha256, one)
    return list(found.values())


def _alike_files(rows: QuerySet[Evidence], first: int, second: int) -> list[Evidence]:
    if not rows.filter(activity=second).exists():
        return []
    return [same[0] for same in by_file(rows.filter(activity=first).order_by("pk"))]


def file_names(flags: Iterable[EvidenceFlag]) -> dict[int, list[str]]:
    """Key of each flag -> the names of its files as its first record has them; one query."""
    rows = list(flags)
    shas = {sha256 for flag in rows for sha256 in flag.files}
    sides = Evidence.objects.current().filter(
        sha256__in=shas, activity__in=[flag.first.activity_id for flag in rows]
    )
    named: dict[tuple[int, str], str] = {}
    for activity, sha256, name in sides.order_by("pk").values_list("activity", "sha256", "file_name"):
        named.setdefault((activity, sha256), name)
    return {
        flag.pk: [named[key] for sha256 in flag.files if (key := (flag.first.activity_id, sha256)) in named]
        for flag in rows
    }


def own_twins(activity: Activity) -> dict[str, str]:
    """sha256 -> title of another record of the same person that uses the file; what the person may know."""
    mine = [one.sha256 for one in current_evidence(activity)]
    same = Evidence.objects.current().filter(sha256__in=mine, activity__professional=activity.professional_id)
    rows = same.exclude(activity=activity).exclude(activity__state=ActivityState.DISCARDED)
    return dict(rows.values_list("sha256", "activity__title"))


def flags_of(activities: Iterable[Activity]) -> dict[int, list[EvidenceFlag]]:
    """Primary key of each activity -> its flags, with both files and records at hand. Most have none, which
    one short query says; a second one reads those that there are."""
    keys = [row.pk for row in activities]
    found: dict[int, list[EvidenceFlag]] = {key: [] for key in keys}
    flagged = [key for (key,) in _flagged(keys)]
    if not flagged:
        return found
    for flag in with_records(EvidenceFlag.objects.filter(pk__in=flagged)).order_by("pk"):
        for side in {flag.first.activity_id, flag.second.activity_id} & found.keys():
            found[side].append(flag)
    return found


@ready
def _flagged(activities: Keys) -> QuerySet[EvidenceFlag, Any]:
    either = Q(first__activity__in=activities) | Q(second__activity__in=activities)
    return EvidenceFlag.objects.filter(either).order_by("pk").values_list("pk")


def open_flags(activity: Activity) -> QuerySet[EvidenceFlag]:
    either = Q(first__activity=activity) | Q(second__activity=activity)
    return EvidenceFlag.objects.filter(either, state=FlagState.OPEN)


def sides_of(flag: EvidenceFlag) -> tuple[Activity, Activity]:
    """The two records under a flag."""
    return flag.first.activity, flag.second.activity


def upheld_against(activity: Activity) -> str:
    """Why `activity` cannot count: a flag about a file that it still has was upheld, and the other record
    counts with that file. "" when nothing of the kind stands."""
    return upheld_against_many([activity]).get(activity.pk, "")


def upheld_against_many(activities: Iterable[Activity]) -> dict[int, str]:
    """`upheld_against` by key, for those it stands against. One query."""
    rows = {row.pk: row for row in activities}
    found: dict[int, str] = {}
    for key, flags in flags_of(rows.values()).items():
        upheld = [flag for flag in flags if flag.state == FlagState.UPHELD]
        if why := next((why for flag in upheld if (why := _why_twice(rows[key], flag))), ""):
            found[key] = why
    return found


def _why_twice(activity: Activity, flag: EvidenceFlag) -> str:
    other = next((one for one in sides_of(flag) if one.pk != activity.pk), None)
    if other is None or other.state not in CLAIMING or later_than(other, activity) or not shared_files(flag):
        return ""
    own = other.professional_id == activity.professional_id
    return _(
        "“%(title)s”与%(other)s使用同一份材料，经核对属重复，不能再计学时（%(note)s）。请更换材料，或作废这条记录。"
    ) % {
        "title": activity,
        "other": f"“{other}”" if own else _("另一人的记录"),
        "note": flag.note.rstrip("。"),
    }


def later_than(one: Activity, other: Activity) -> bool:
    """Was `one` submitted after `other`, which claims its hours too? What is not submitted yet comes last."""
    if other.state not in CLAIMING:
        return False
    return (one.submitted_at or one.created_at, one.pk) > (other.submitted_at or other.created_at, other.pk)


def flags_for(user: User) -> QuerySet[EvidenceFlag]:
    return with_records(EvidenceFlag.objects.visible_to(user))


def with_records(flags: QuerySet[EvidenceFlag]) -> QuerySet[EvidenceFlag]:
    sides = [
        f"{side}__activity__{what}"
        for side in ("first", "second")
        for what in ("professional", "organisation")
    ]
    """With both files and records at hand."""
    return flags.select_related(*sides, "decided_by")
