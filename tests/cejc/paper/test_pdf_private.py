"""The two private things that cejc/lib/paper/pdf_renderer.py leans on: whoever raises a
bound in base.in is told here what broke."""

import inspect
import zlib

import pydyf
import pytest
import weasyprint
from weasyprint import HTML

from cejc.lib.paper import fonts
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
