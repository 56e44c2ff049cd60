"""What a page is found again by, and whether two pages are one paper, by what is written on them."""

import io
from collections.abc import Iterator
from heapq import nsmallest
from itertools import chain
from pathlib import Path
from typing import Any

import cv2
import numpy
from PIL import Image

from cejc.lib.uploads.child import flat
from cejc.lib.uploads.child.faults import Fault
from cejc.lib.uploads.child.flat import Grey

# Of a page's 64 by 64 places, how much is written there against around it, four bits each.
SIDE, STEP, MOST = 64, 2.5, 7
KEPT = 760  # pixels of the longer side of what is kept for comparing
# Places compared: so large, each looked for within so many pixels, if so much is written on it.
TILE, SEARCH, LEAST = 32, 7, 18.0
# So many of the worst places speak for all: a name or a number that differs spoils more than these.
WORST, HOPELESS = 6, 0.7
FEWEST = 24  # places with writing; with less there is nothing to tell papers apart by


def look(path: str, *, mime: str, most_pages: int) -> tuple[dict[str, Any], bytes]:
    """What each of the first pages shows: `{"looks": [{page, hashes, signature, picture}]}`.

    `hashes`: 64 bits for each quarter turn; `signature` and `picture` (WebP) are lengths of bytes in the
    body, in this order. An empty page has no look; one with a border has a second, without it.
    """
    pages = _pdf_pages(path, most_pages) if mime == "application/pdf" else [_picture(path)]
    looks, body = [], []
    for number, page in enumerate(pages, 1):
        for content in contents_of(flat.flattened(page)):
            signature, picture = packed(signature_of(content)), _kept(content)
            body += [signature, picture]
            hashes = [hash_of(numpy.rot90(content, turn)) for turn in range(4)]
            looks.append(
                {"page": number, "hashes": hashes, "signature": len(signature), "picture": len(picture)}
            )
    return {"looks": looks}, b"".join(body)


def same(path: str, *, others: list[str], turns: list[int]) -> tuple[dict[str, Any], bytes]:
    """`{"agree": [worst agreement of each of `others` with the picture at `path`]}`, from 0 to 1; each of
    `others` is first turned by so many quarters."""
    mine = _grey(Path(path).read_bytes())
    pairs = zip(others, turns, strict=True)
    return {
        "agree": [
            agreement(mine, numpy.rot90(_grey(Path(other).read_bytes()), turn)) for other, turn in pairs
        ]
    }, b""


def contents_of(even: Grey) -> list[Grey]:
    """What is written on a flat page, cut to its edges, as darkness: whole, and without what stands in its
    margin, where there is such a thing. [] for an empty page."""
    ink, found, boxes = flat.ink_of(even), [], set()
    for writing in (ink, flat.inner(ink)):
        box = flat.box_of(writing)
        if box is None or box in boxes:
            continue
        boxes.add(box)
        near = cv2.dilate(writing, numpy.ones((9, 9), numpy.uint8))
        left, top, right, bottom = box
        found.append(cv2.bitwise_and(255 - even, near)[top:bottom, left:right])
    return found


def hash_of(content: Grey) -> int:
    """64 bits: the coarse look of what is written, by the signs of its slowest waves."""
    small = cv2.resize(numpy.ascontiguousarray(content), (32, 32), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(cv2.GaussianBlur(small.astype(numpy.float32), (3, 3), 0))[:8, :8].ravel()
    waves[0] = 0
    return sum(1 << place for place, high in enumerate(waves > numpy.median(waves)) if high)


def signature_of(content: Grey) -> numpy.ndarray:
    """64 by 64 whole numbers from -7 to 7."""
    small = cv2.resize(content, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(numpy.float32)
    soft = cv2.GaussianBlur(small, (0, 0), SIDE / 110)
    around = cv2.GaussianBlur(soft, (0, 0), SIDE / 24)
    spread = numpy.sqrt(cv2.GaussianBlur(numpy.square(soft - around), (0, 0), SIDE / 24)) + 4
    return numpy.clip(numpy.round((soft - around) / spread * STEP), -MOST, MOST).astype(numpy.int8)


def packed(signature: numpy.ndarray) -> bytes:
    """Two places a byte: 2048 bytes."""
    flat_ = (signature + 8).astype(numpy.uint8).ravel()
    return (flat_[::2] << 4 | flat_[1::2]).tobytes()


def agreement(one: Grey, other: Grey) -> float:
    """How well the worst places of two papers agree, from 0 to 1; 0 where there is too little to compare."""
    mine, its = _soft(one), _soft(cv2.resize(numpy.ascontiguousarray(other), one.shape[::-1]))
    if not 0.8 < (one.shape[0] / one.shape[1]) / (other.shape[0] / other.shape[1]) < 1.25:
        return 0.0
    found: list[float] = []
    for row in chain(_places(mine, its), _places(its, mine)):
        found += row
        if len(found) >= WORST and _worst(found) < HOPELESS:
            return _worst(found)
    return _worst(found) if len(found) >= 2 * FEWEST else 0.0


def _worst(found: list[float]) -> float:
    return sum(nsmallest(WORST, found)) / WORST


def _places(page: Grey, other: Grey) -> Iterator[list[float]]:
    """Of each place of `page` with writing, how well the best place nearby in `other` agrees; row by row."""
    around = cv2.copyMakeBorder(other, SEARCH, SEARCH, SEARCH, SEARCH, cv2.BORDER_CONSTANT, value=0)
    for top in range(0, page.shape[0] - TILE + 1, TILE // 2):
        found = []
        for left in range(0, page.shape[1] - TILE + 1, TILE // 2):
            tile = page[top : top + TILE, left : left + TILE]
            if tile.std() >= LEAST:
                near = around[top : top + TILE + 2 * SEARCH, left : left + TILE + 2 * SEARCH]
                found.append(_best(near, tile))
        yield found


def _best(near: Grey, tile: Grey) -> float:
    if near.std() < 3:
        return 0.0
    return max(0.0, float(cv2.matchTemplate(near, tile, cv2.TM_CCOEFF_NORMED).max()))


def _soft(content: Grey) -> Grey:
    share = 700 / max(content.shape)
    sized = cv2.resize(content, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(sized, (0, 0), 1.2).astype(numpy.float32)


def _kept(content: Grey) -> bytes:
    picture, out = Image.fromarray(content), io.BytesIO()
    picture.thumbnail((KEPT, KEPT))
    picture.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()


def _grey(body: bytes) -> Grey:
    with Image.open(io.BytesIO(body), formats=["WEBP"]) as picture:
        return numpy.asarray(picture.convert("L"))


def _picture(path: str) -> Grey:
    from cejc.lib.uploads.child import image

    return numpy.asarray(image.grey(path, flat.LONGEST * 2))


def _pdf_pages(path: str, most: int) -> list[Grey]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as fault:
        raise Fault("damaged") from fault
    return [_drawn(document[number]) for number in range(min(len(document), most))]


def _drawn(sheet: Any) -> Grey:
    scale = flat.LONGEST * 1.4 / max(*sheet.get_size(), 1)
    return numpy.asarray(sheet.render(scale=scale, may_draw_forms=False).to_pil().convert("L"))
