"""Is the same paper found when it is handed in again, and are other papers left alone? On the files of the demo.

`python -m bench.alike_run` starts it. Nothing stays in the database: all of it is one transaction that is undone.
"""

import io
import time
from collections import Counter

import numpy
from django.db import transaction
from PIL import Image

from bench.alike_variants import VARIANTS
from cejc.lib import storage
from cejc.lib.uploads import alike, limited
from cejc.lib.uploads.child.alike import _grey, agreement
from registry.activities.models import Evidence, PaperFile, PaperLook
from registry.activities.queries.paper import close_to
from registry.activities.services.paper_look import _row


def main(varied: int, among: int) -> None:
    """Vary `varied` papers in every way among the looks of `among` files; print what was found."""
    with limited.own_files(), transaction.atomic():
        files = _files(among)
        print(f"files {len(files)}")
        kept = {sha: _kept(sha, body, mime) for sha, (body, mime) in files.items()}
        _false(kept)
        _found(dict(list(files.items())[:varied]), kept)
        transaction.set_rollback(True)


def _files(most: int) -> dict[str, tuple[bytes, str]]:
    found: dict[str, tuple[bytes, str]] = {}
    rows = Evidence.objects.filter(mime__in=alike.TYPES).order_by("public_id")
    for one in rows[:most]:
        with storage.open_(one.stored_name) as source:
            found[one.sha256] = (source.read(), one.mime)
    return found


def _kept(sha: str, body: bytes, mime: str) -> tuple[PaperFile, list[PaperLook], list[numpy.ndarray]]:
    file, _made = PaperFile.objects.update_or_create(sha256=sha, defaults={"recipe": alike.RECIPE})
    file.looks.all().delete()
    looks = alike.looks_of(io.BytesIO(body), mime)
    rows = [_row(file, place, one) for place, one in enumerate(looks)]
    return file, PaperLook.objects.bulk_create(rows), [_grey(one.picture) for one in looks]


def _alike(kept: dict, rows: list[PaperLook], pictures: list[numpy.ndarray]) -> set[int]:
    """The files that are called the same paper as one with these looks."""
    by_file = {file.pk: grey for file, _rows, grey in kept.values()}
    found = set()
    for row, picture in zip(rows, pictures, strict=True):
        for one in close_to(row, PaperFile.objects.filter(pk__in=by_file)):
            other = numpy.rot90(by_file[one.file][one.place], -one.turn % 4)
            if agreement(picture, other) >= alike.AGREED:
                found.add(one.file)
    return found


def _false(kept: dict) -> None:
    pairs = {
        tuple(sorted((file.pk, other)))
        for file, rows, pictures in kept.values()
        for other in _alike(kept, rows, pictures)
    }
    of = len(kept) * (len(kept) - 1) // 2
    print(f"pairs of different papers {of}, called the same {len(pairs)}", sorted(pairs)[:9])


def _found(files: dict, kept: dict) -> None:
    found: Counter[str] = Counter()
    wrong, started = 0, time.monotonic()
    for number, (sha, (body, mime)) in enumerate(files.items()):
        page = _page(body, mime)
        for name, vary in VARIANTS.items():
            out = io.BytesIO()
            vary(page, numpy.random.default_rng(number)).save(out, "PNG", compress_level=1)
            file, rows, pictures = _kept(f"{number:032x}{name:>32}"[:64], out.getvalue(), "image/png")
            called = _alike(kept, rows, pictures)
            found[name] += kept[sha][0].pk in called
            wrong += len(called - {kept[sha][0].pk})
            file.delete()
    tried = len(files)
    for name in VARIANTS:
        print(f"{name:16} {found[name]} of {tried}")
    print(f"all {sum(found.values())} of {tried * len(VARIANTS)}, others called the same {wrong}")
    print(f"{(time.monotonic() - started) / (tried * len(VARIANTS)):.2f} s a variant")


def _page(body: bytes, mime: str) -> Image.Image:
    if mime == "application/pdf":
        import pypdfium2

        return pypdfium2.PdfDocument(body)[0].render(scale=1.4).to_pil().convert("RGB")
    return Image.open(io.BytesIO(body)).convert("RGB")
