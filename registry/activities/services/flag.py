"""The same files under two records: raised by itself, once for the pair;
what reviewers say is in `flag_decision`."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from registry.activities.models import Activity, Evidence, EvidenceFlag
from registry.activities.models.evidence import pair_of
from registry.activities.moves.evidence_flag import EVIDENCE_FLAG
from registry.activities.queries.evidence import open_flags, shared_by_record, shared_files
from registry.activities.queries.shared_sheet import is_shared_sheet
from registry.enums import FlagKind, FlagState
from registry.machinery.service import service
from registry.machinery.services import audit


def raise_flags(activity: Activity) -> list[EvidenceFlag]:
    """Flag a submitted activity once for each other submitted record that has files of it.

    Drafts raise nothing: what nobody handed in accuses nobody. Inside a service; twice is once.
    """
    close_outdated(activity)
    raised = [raise_between(shared) for shared in shared_by_record(activity).values()]
    return [flag for flag in raised if flag]


def raise_between(shared: Iterable[tuple[Evidence, Evidence]]) -> EvidenceFlag | None:
    """One flag for two records with all files that both have (`shared`, of
    one pair); None where all were asked about.

    What a reviewer has answered is not asked again; a file that came later is, in
    the flag that is still open or in a new one.
    """
    rows = [tuple(sorted(two, key=lambda row: row.pk)) for two in shared if not is_shared_sheet(*two)]
    if not rows:
        return None
    first, second = min(rows, key=lambda two: two[0].pk)
    pair = pair_of(first.activity_id, second.activity_id)
    of_pair = list(EvidenceFlag.objects.select_for_update().filter(pair=pair))
    asked = {sha256 for flag in of_pair if _asked(flag) for sha256 in flag.files}
    fresh = [two for two in rows if two[0].sha256 not in asked]
    if not fresh:
        return None
    files = sorted({one.sha256 for one, _other in fresh})
    waiting = next((flag for flag in of_pair if flag.state == FlagState.OPEN), None)
    if waiting:
        waiting.files = sorted({*waiting.files, *files})
        waiting.save(update_fields=["files"])
        return waiting
    first, second = min(fresh, key=lambda two: two[0].pk)
    same = first.activity.professional_id == second.activity.professional_id
    flag = EvidenceFlag.objects.create(first=first, second=second, files=files, same_person=same)
    told = {"same_person": same, "files": files}
    audit.record("evidence.flagged", first, after=told, context=first.activity)
    return flag


@service
def raise_alike(mine: Evidence, other: Evidence, likeness: dict[str, Any]) -> EvidenceFlag | None:
    """One flag for two records with files that may be one paper; `likeness` as in `EvidenceFlag`, of `mine`
    first. None where their reviewers are asked already, or were asked about these two files."""
    first, second = sorted((mine, other), key=lambda row: row.pk)
    pair, files = pair_of(first.activity_id, second.activity_id), sorted({first.sha256, second.sha256})
    of_pair = EvidenceFlag.objects.select_for_update().filter(pair=pair)
    if any(flag.state == FlagState.OPEN or _answered_for(flag, files) for flag in of_pair):
        return None
    if first.pk != mine.pk:
        likeness = likeness | {"pages": likeness["pages"][::-1]}
    flag = EvidenceFlag.objects.create(
        first=first,
        second=second,
        kind=FlagKind.ALIKE,
        likeness=likeness,
        files=files,
        same_person=first.activity.professional_id == second.activity.professional_id,
    )
    told = {"same_person": flag.same_person, "files": files, "kind": flag.kind}
    audit.record("evidence.flagged", first, after=told, context=first.activity)
    return flag


def _answered_for(flag: EvidenceFlag, files: Iterable[str]) -> bool:
    return flag.decided_by_id is not None and set(files) <= set(flag.files)


def _asked(flag: EvidenceFlag) -> bool:
    """Whether somebody was or is asked about it; what closed by itself was never weighed."""
    return flag.state == FlagState.OPEN or flag.decided_by_id is not None


def close_outdated(activity: Activity) -> None:
    """A flag whose files no longer stand under both records has nothing left to weigh."""
    for flag in open_flags(activity).select_related("first", "second"):
        if not shared_files(flag):
            lapse(flag, _("材料已由本人更换"), activity)


def lapse(flag: EvidenceFlag, note: str, activity: Activity) -> None:
    """Close an open flag that nobody need answer any more. Inside a service."""
    EVIDENCE_FLAG.step("lapse", flag, None).change()
    flag.note, flag.decided_at = note, clock.now()
    flag.save(update_fields=["state", "note", "decided_at"])
    after = {"state": flag.state}
    audit.record("evidence_flag.cleared", flag, after=after, reason=flag.note, context=activity)
