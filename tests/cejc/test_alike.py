"""Papers found again, by their pages alone: a fixed set, counted. The whole is `python -m bench.alike`."""

import io

import numpy
import pytest
from PIL import Image, ImageDraw

from bench.alike_papers import certificate
from bench.alike_variants import VARIANTS
from cejc.lib.uploads import alike, limited
from cejc.lib.uploads.child import alike as pages
from cejc.lib.uploads.child import flat
from cejc.lib.uploads.file_kind import KINDS

PAPERS = 8


def contents(page):
    return pages.contents_of(flat.flattened(numpy.asarray(page.convert("L"))))


def is_one(mine, other):
    """As `registry.activities` finds it: a hash within seven bits for one quarter turn, then place by place."""
    for one in mine:
        for two in other:
            bits = pages.hash_of(two)
            turned = [numpy.rot90(one, turn) for turn in range(4)]
            best = min(turned, key=lambda way: (pages.hash_of(way) ^ bits).bit_count())
            close = (pages.hash_of(best) ^ bits).bit_count() <= 7
            if close and pages.agreement(best, two) >= alike.AGREED:
                return True
    return False


@pytest.fixture(scope="module")
def kept():
    return [contents(certificate(number)) for number in range(PAPERS)]


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_found_and_no_other_paper_of_the_form(name, kept):
    found = [
        [
            is_one(contents(VARIANTS[name](certificate(number), numpy.random.default_rng(number))), one)
            for one in kept
        ]
        for number in range(2)
    ]

    assert [row.index(True) for row in found] == [0, 1]
    assert sum(map(sum, found)) == 2


def test_papers_of_one_form_are_no_pair(kept):
    """Of 28 pairs of certificates that differ in name, date and number, none."""
    pairs = [(one, other) for one in range(PAPERS) for other in range(one)]

    assert len(pairs) == 28
    assert [pair for pair in pairs if is_one(kept[pair[0]], kept[pair[1]])] == []


def test_a_border_of_ornaments_may_be_cut_off():
    page = certificate(0).copy()
    pen = ImageDraw.Draw(page)
    for place in range(6, 842, 24):
        for left in (4, 573):
            pen.rectangle((left, place, left + 16, place + 14), fill=(150, 30, 30))
    for place in range(6, 595, 24):
        for top in (4, 820):
            pen.rectangle((place, top, place + 14, top + 16), fill=(150, 30, 30))

    assert is_one(contents(VARIANTS["cropped"](page, None)), contents(page))


def test_an_empty_page_has_no_look():
    assert contents(Image.new("RGB", (600, 800), "white")) == []


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_what_cannot_be_opened_has_no_look(body):
    mime = KINDS["pdf" if body.startswith(b"%PDF") else "png"][0]

    assert alike.looks_of(io.BytesIO(body), mime) == []


def test_a_look_is_made_in_the_limited_child_as_in_this_process():
    out = io.BytesIO()
    certificate(0).save(out, "PNG")

    apart = alike.looks_of(out, "image/png")
    with limited.own_files():
        here = alike.looks_of(out, "image/png")

    assert apart == here
    assert [len(one.signature) for one in apart] == [alike.SIGNATURE] * 2
