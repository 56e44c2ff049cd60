"""Looks at the pages of evidence, once for the same bytes, and keeps what they are found again by."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from cejc.lib import storage
from cejc.lib.paper.pdf_text import printed_text
from cejc.lib.uploads import alike
from cejc.lib.uploads.alike import Look
from registry.activities.models import Evidence, PaperFile, PaperLook, PaperNumber
from registry.activities.queries.paper import parts_of
from registry.activities.services.evidence_preview import folder, keep

# Of a file that could not be looked at for want of time or memory: it is tried again at the next turn.
UNLOOKED = 0


def look_at(evidence: Evidence) -> PaperFile | None:
    """The file of `evidence` with its looks and numbers, made now where they are missing; None where there
    are no pages to look at. Raises FileNotFoundError."""
    if not alike.can_look(evidence.mime):
        return None
    known = PaperFile.objects.filter(sha256=evidence.sha256).first()
    if known and known.recipe == alike.RECIPE:
        return known
    with storage.open_(evidence.stored_name) as source:
        looks = alike.looks_of(source, evidence.mime)
        words = printed_text(source) if evidence.mime == "application/pdf" else ""  # type: ignore[arg-type]
    for place, one in enumerate(looks or ()):
        keep(_path(evidence.sha256, place), one.picture)
    return _keep(evidence.sha256, looks, alike.own_numbers(words))


def forget(hashes: Iterable[str]) -> None:
    """Forget what the pages of these files look like, unless another record has the same bytes."""
    there = Evidence.objects.filter(sha256__in=hashes, removed_at=None).values("sha256")
    PaperFile.objects.filter(sha256__in=hashes).exclude(sha256__in=there).delete()


def picture_of(evidence: Evidence, place: int) -> Path | None:
    """Where the picture of a look lies; drawn anew on a machine that has not got it. None: it has none."""
    path = _path(evidence.sha256, place)
    if not path.exists():
        with storage.open_(evidence.stored_name) as source:
            for number, one in enumerate(alike.looks_of(source, evidence.mime) or ()):
                keep(_path(evidence.sha256, number), one.picture)
    return path if path.exists() else None


def _path(sha256: str, place: int) -> Path:
    return folder() / f"{sha256}-{place}-look{alike.RECIPE}.webp"


@transaction.atomic
def _keep(sha256: str, looks: list[Look] | None, numbers: set[str]) -> PaperFile:
    recipe = UNLOOKED if looks is None else alike.RECIPE
    row, _created = PaperFile.objects.update_or_create(sha256=sha256, defaults={"recipe": recipe})
    row.looks.all().delete()
    row.numbers.all().delete()
    PaperLook.objects.bulk_create(_row(row, place, one) for place, one in enumerate(looks or ()))
    PaperNumber.objects.bulk_create(PaperNumber(file=row, number=one) for one in sorted(numbers))
    return row


def _row(file: PaperFile, place: int, look: Look) -> PaperLook:
    parts = {f"part{number}": part for number, part in enumerate(parts_of(look.hashes[0]))}
    turned = [f"{one:016x}" for one in look.hashes[1:]]
    return PaperLook(file=file, page=look.page, place=place, turned=turned, signature=look.signature, **parts)
