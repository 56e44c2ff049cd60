"""Files that are not the same bytes and may be the same paper: found by the worker after a submission, and
put to the reviewers. Nothing is refused by it.

Two pages are one paper where their worst places agree, or where both call themselves by one number; never
where each calls itself by another one. What a class or a meeting gives to all who were there is no finding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db.models import QuerySet

from cejc.lib.uploads import alike, limited
from registry.activities.models import Activity, Evidence, PaperFile, PaperLook, PaperNumber
from registry.activities.queries.evidence import by_file, current_evidence
from registry.activities.queries.ledger import CLAIMING
from registry.activities.queries.paper import Close, close_to, handed_in, same_numbers
from registry.activities.queries.shared_sheet import is_shared_sheet
from registry.activities.services.flag import raise_alike, raise_flags
from registry.activities.services.paper_look import UNLOOKED, look_at, picture_of
from registry.enums import Turn
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.job import enqueue, handles

# A number that more files have than this is no paper's own: it names a class, or a notice.
MOST_OF_A_NUMBER = 5


@dataclass(frozen=True)
class Likeness:
    """Two files that may be one paper: `pages` of each (0: found by `number` alone)."""

    mine: Evidence
    other: Evidence
    pages: tuple[int, int]
    number: str = ""


@handles("evidence.flags")
def look_after_submission(job: Job) -> None:
    """Look again after the commit, for of two submissions made at once neither saw the other's file; what is
    alike is left to another job, after what somebody waits for. Papers that the portal itself drew for the
    demo are like no other."""
    row = Activity.objects.filter(public_id=job.payload["activity"], state__in=CLAIMING).first()
    if row:
        service(raise_flags)(row)
        if not job.payload.get("drawn"):
            key = job.key.removeprefix(f"{job.kind}:")
            enqueue("evidence.alike", key, {"activity": f"{row.public_id}"}, turn=Turn.HEAP)


@handles("evidence.alike")
def look_for_likes(job: Job) -> None:
    """Compare the papers of a record that is still handed in."""
    row = Activity.objects.filter(public_id=job.payload["activity"], state__in=CLAIMING).first()
    if row:
        compare(row)


class NotCompared(Exception):
    """Some pages could not be looked at, or compared, for want of time or memory; the rest was."""


def compare(activity: Activity) -> None:
    """Look at the files of a submitted record and put to the reviewers what was handed in before.

    Raises NotCompared at the end, so that the worker tries again, and administrators hear of it at last.
    """
    missed: list[str] = []
    for one, *_kinds in by_file(current_evidence(activity)):
        try:
            file = look_at(one)
        except FileNotFoundError:
            continue  # its bytes are gone: that is told elsewhere
        if file is None:
            continue
        if file.recipe == UNLOOKED:
            missed.append(one.file_name)
        _raise(likenesses(one, file, missed))
    if missed:
        raise NotCompared(f"{len(missed)} of the pages or pairs of {activity.public_id}")


def likenesses(mine: Evidence, file: PaperFile, missed: list[str]) -> list[Likeness]:
    """What other records hold that may be the paper of `mine`; each other file once. What could not be
    compared is put to `missed`."""
    found: dict[int, Likeness] = {}
    for one in (*_by_number(mine, file), *_by_look(mine, file, missed)):
        if not is_shared_sheet(one.mine, one.other):
            found.setdefault(one.other.pk, one)
    return list(found.values())


def _raise(found: Iterable[Likeness]) -> None:
    for one in found:
        raise_alike(one.mine, one.other, {"pages": list(one.pages), "number": one.number})


def _by_number(mine: Evidence, file: PaperFile) -> Iterable[Likeness]:
    for number in sorted(same_numbers(file)):
        files = PaperFile.objects.filter(numbers__number=number).exclude(pk=file.pk)
        rows = list(_others(mine).filter(sha256__in=files.values("sha256"))[: MOST_OF_A_NUMBER + 1])
        if len(rows) <= MOST_OF_A_NUMBER:
            yield from (Likeness(mine, other, (0, 0), number) for other in rows)


def _by_look(mine: Evidence, file: PaperFile, missed: list[str]) -> Iterable[Likeness]:
    others = _others(mine)
    files = PaperFile.objects.filter(recipe=alike.RECIPE, sha256__in=others.values("sha256"))
    for look in file.looks.order_by("place"):
        agreed = _agreed(mine, look, close_to(look, files), missed)
        shas = dict(PaperFile.objects.filter(pk__in=[one.file for one in agreed]).values_list("pk", "sha256"))
        for one in agreed:
            if not _numbered_apart(file, one.file):
                for other in others.filter(sha256=shas[one.file]):
                    yield Likeness(mine, other, (look.page, one.page))


def _others(mine: Evidence) -> QuerySet[Evidence]:
    rows = handed_in(mine.activity).exclude(sha256=mine.sha256).order_by("pk")
    return rows.select_related("activity")


def _agreed(mine: Evidence, look: PaperLook, close: list[Close], missed: list[str]) -> list[Close]:
    """Those that are one paper with `look`, place by place; where that fails for all, each is tried alone."""
    own = picture_of(mine, look.place)
    there = [(one, path) for one in close if (path := _picture(one))]
    if own is None or not there:
        return []
    pairs = [(str(path), -one.turn % 4) for one, path in there]
    try:
        agree = alike.agreements(str(own), pairs)
    except limited.ChildFailed:
        agree = [_alone(str(own), pair, missed) for pair in pairs]
    return [one for (one, _path), how in zip(there, agree, strict=True) if how >= alike.AGREED]


def _alone(own: str, pair: tuple[str, int], missed: list[str]) -> float:
    try:
        return alike.agreements(own, [pair])[0]
    except limited.ChildFailed:
        missed.append(pair[0])
        return 0.0


def _picture(close: Close) -> Path | None:
    sha256 = PaperFile.objects.values_list("sha256", flat=True).get(pk=close.file)
    evidence = Evidence.objects.filter(sha256=sha256).order_by("pk").first()
    try:
        return picture_of(evidence, close.place) if evidence else None
    except FileNotFoundError:
        return None


def _numbered_apart(file: PaperFile, other: int) -> bool:
    """Whether each calls itself by numbers, and none of them is the other's."""
    its = set(PaperNumber.objects.filter(file=other).values_list("number", flat=True))
    mine = same_numbers(file)
    return bool(mine and its and not mine & its)
