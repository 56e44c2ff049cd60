"""The private things that cejc/lib/paper leans on: whoever raises a bound in base.in is told here what broke."""

import inspect
import io
import zlib

import pydyf
import pytest
import weasyprint
from weasyprint import HTML
from weasyprint.text.line_break import split_first_line

from cejc.lib.paper import fonts
from cejc.lib.paper.blank.layout import _lines
from cejc.lib.paper.pdf_renderer import _pack_once

SHEETS = (
    f"WeasyPrint {weasyprint.__version__} does not ask HTML._ua_stylesheets(forms) for the browser's "
    f"sheet any more: "
    "Page in cejc/lib/paper/pdf_renderer.py is without effect, every document is drawn slower and "
    "otherwise. Find how the sheet "
    "is replaced now, or keep the bound of weasyprint in requirements/base.in."
)
LAYOUT = (
    f"pydyf {pydyf.VERSION} writes a stream otherwise than dictionary, “stream”, bytes, “endstream”, a "
    f"line each: "
    "_pack_once in cejc/lib/paper/pdf_renderer.py cuts the bytes out by these words. Read "
    "pydyf.Stream.data and mend it, or keep "
    "the bound of pydyf in requirements/base.in."
)


BOXES = (
    f"WeasyPrint {weasyprint.__version__} keeps its boxes otherwise: cejc/lib/paper/blank/layout.py finds no place "
    f"for a text any more, and every slip is laid out anew, at a seventh of the speed. Read Page and LineBox of "
    f"WeasyPrint and mend it, or keep the bound of weasyprint in requirements/base.in."
)
BREAKS = (
    f"WeasyPrint {weasyprint.__version__} breaks lines by another function than split_first_line(text, style, "
    f"context, max_width, justification_spacing), whose second to last answers say how many bytes are in the line "
    f"and where the next begins: mend cejc/lib/paper/blank/breaking.py."
)


@pytest.fixture(scope="module", autouse=True)
def _built():
    fonts.build()


def test_weasyprint_asks_the_page_for_the_browsers_sheet():
    asked = []

    class Asked(HTML):
        def _ua_stylesheets(self, forms=False):
            asked.append(forms)
            return []

    Asked(string="<p>1</p>").render()

    assert len(asked) == 1, SHEETS
    assert not asked[0], SHEETS
    assert "forms" in inspect.signature(HTML._ua_stylesheets).parameters, SHEETS


@pytest.mark.parametrize("content", [[b"q", b"Q"], [], [b"a\nstream\nb\nendstream"]])
def test_pydyf_writes_a_stream_as_dictionary_and_bytes_between_two_words(content):
    stream = pydyf.Stream(content, {"Type": "/X"})
    plain = b"\n".join(content)

    head, _, rest = stream.data.partition(b"\nstream\n")

    assert head.startswith(b"<<"), LAYOUT
    assert b"/Length %d" % len(plain) in head, LAYOUT
    assert rest == plain + b"\nendstream", LAYOUT


def test_streams_are_packed_once_and_hold_what_they_held():
    file, plain = pydyf.PDF(), pydyf.Stream([b"q", b"Q"])
    packed = pydyf.Stream([b"BT", b"ET"], compress=True)
    file.add_object(plain)
    file.add_object(packed)

    _pack_once(None, file)

    assert (plain.compress, plain.stream) == (False, [b"q", b"Q"]), LAYOUT
    assert (packed.compress, packed.extra["Filter"]) == (False, "/FlateDecode"), LAYOUT
    assert zlib.decompress(packed.stream[0]) == b"BT\nET", LAYOUT


def test_weasyprint_keeps_lines_and_texts_with_their_places():
    page = '<body style="margin: 0"><p style="width: 30px; font: 10px/20px serif">aa bb<br>cc'
    document = HTML(string=page).render()

    found = [(line, block) for line, block in _lines(document.pages[0]._page_box)]
    texts = [(line.children[0].text, line.children[0].baseline > 0, block.width) for line, block in found]

    assert texts == [("aa bb", True, 30), ("cc", True, 30)], BOXES
    assert len({block.content_box_x() for _line, block in found}) == 1, BOXES


def test_weasyprint_breaks_a_line_by_its_style_and_width():
    style = next(_lines(HTML(string="<p>甲").render().pages[0]._page_box))[0].children[0].style

    _layout, length, resume, width, *_rest = split_first_line("天地玄黄", style, None, 40, 0)

    assert (length, resume) == (6, 6), BREAKS
    assert width <= 40, BREAKS


def test_pydyf_writes_the_objects_that_a_file_is_given():
    file, kept = pydyf.PDF(), pydyf.Dictionary({"Kind": "/Kept"})
    file.add_object(kept)
    file.objects[kept.number] = pydyf.Dictionary({"Kind": "/Other"})
    file.objects[kept.number].number = kept.number
    out = io.BytesIO()
    file.write(out, version=b"1.7", identifier=True)

    assert b"/Kind /Other" in out.getvalue(), LAYOUT
    assert b"/Kind /Kept" not in out.getvalue(), LAYOUT
