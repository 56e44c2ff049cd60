"""Slips bound into one document: every page as it was, what they share kept once."""

import io

import pikepdf
import pytest

from bench.slips import content
from cejc.lib.paper import fonts, pdf
from cejc.lib.paper.binding import Binding
from tests.cejc.paper.test_stamps import pages


@pytest.fixture(scope="module", autouse=True)
def built(django_db_blocker):
    fonts.build()


def slip(number, draw=pdf.from_blank, **changes):
    return draw("pdf/slip.html", content(number) | changes, title="认定单", css="pdf/slip.css")


def bound(bodies):
    out = io.BytesIO()
    with pikepdf.new() as whole:
        binding = Binding(whole)
        for body in bodies:
            with pikepdf.open(io.BytesIO(body)) as one:
                binding.add(one)
        whole.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def counted(body):
    """How many font files, drawings and profiles a document holds."""
    with pikepdf.open(io.BytesIO(body)) as document:
        things = [dict(thing.items()) for thing in document.objects if isinstance(thing, pikepdf.Stream)]
    fonts_of = sum(str(thing.get("/Subtype")) in ("/OpenType", "/CIDFontType0C") for thing in things)
    return (
        fonts_of,
        sum("/BBox" in thing for thing in things),
        sum("/N" in thing and "/Type" not in thing for thing in things),
    )


def test_bound_slips_look_as_each_did_and_share_what_is_the_same(tmp_path):
    one, other, same = (
        slip(1),
        slip(2, unit="湖南省水利厅", name="买买提·阿不都热合曼"),
        slip(1, check_code="7K2M0002"),
    )

    whole = bound([one, other, same])

    shown = pages(whole, tmp_path)
    assert [page.tobytes() for page in shown] == [
        pages(body, tmp_path)[0].tobytes() for body in (one, other, same)
    ]
    # Of each: the title's font, the page number's, the texts'; seal and code; one profile.
    assert [counted(body) for body in (one, other, same)] == [(3, 2, 1)] * 3
    # The texts' fonts are two, the codes two, all else is one.
    assert counted(whole) == (4, 3, 1)
    assert len(whole) < len(one + other + same) / 1.8


def test_fonts_of_one_name_and_other_letters_are_kept_apart(tmp_path):
    both = [
        slip(number, draw=pdf.from_template, name=name) for number, name in ((1, "张三"), (2, "欧阳娜娜"))
    ]

    shown = pages(bound(both), tmp_path)

    assert [page.tobytes() for page in shown] == [pages(body, tmp_path)[0].tobytes() for body in both]
