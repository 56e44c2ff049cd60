"""QR codes and seals stand in papers as drawings, where and as SVG would have drawn them."""

import io
import subprocess
import zlib

import pytest
import segno
from PIL import Image, ImageChops, ImageFilter

from cejc.lib.paper import fonts, pdf, pdf_renderer, qr, seal
from cejc.lib.paper.stamps import taken_out
from tests.cejc.paper.test_pdf import notice


@pytest.fixture(scope="module", autouse=True)
def built(django_db_blocker):
    fonts.build()


def pages(body, tmp_path):
    (tmp_path / "a.pdf").write_bytes(body)
    subprocess.run(["pdftoppm", "-r", "150", tmp_path / "a.pdf", tmp_path / "page"], check=True)
    found = sorted(tmp_path.glob("page*.ppm"))
    shown = [Image.open(io.BytesIO(path.read_bytes())) for path in found]
    for path in found:
        path.unlink()
    return shown


def draw_notice():
    return pdf.from_template("pdf/notice.html", notice(90), title="公示", css="pdf/notice.css")


def test_notice_of_several_pages_has_code_and_seal_where_svg_would_be(tmp_path, monkeypatch):
    drawn = pages(draw_notice(), tmp_path)
    monkeypatch.setattr(pdf_renderer, "taken_out", lambda body: (body, []))
    with_svg = pages(draw_notice(), tmp_path)
    monkeypatch.setattr(pdf_renderer, "stamp_all", lambda *_all: None)
    monkeypatch.setattr(pdf_renderer, "taken_out", taken_out)
    without = pages(draw_notice(), tmp_path)

    assert len(drawn) == len(with_svg) > 2
    assert max(apart(*pair) for pair in zip(drawn, with_svg, strict=True)) < 80
    assert max(apart(*pair) for pair in zip(without, with_svg, strict=True)) > 200


def apart(one, other):
    """The largest difference of a colour between two pictures that are looked at with half-closed eyes."""
    soft = ImageFilter.BoxBlur(2)
    found = ImageChops.difference(one.filter(soft), other.filter(soft)).getextrema()
    return max(high for _low, high in found)


@pytest.mark.parametrize("text", ["https://verify.example/v/2020/1/7K2M", "湘继教认〔2020〕000001号", "0"])
def test_code_is_drawn_module_by_module(text):
    _html, [stamp] = taken_out(f"<p>{qr.svg(text)}</p>")

    matrix = segno.make(text, micro=False, error="m").matrix
    dark = {(x, y) for y, row in enumerate(matrix) for x, cell in enumerate(row) if cell}
    assert (modules(zlib.decompress(stamp.packed).decode()), stamp.side) == (dark, len(matrix))


def modules(operators):
    """What strokes a module wide cover."""
    found, start = set(), (0.0, 0.0)
    for line in operators.splitlines()[1:-1]:
        x, y, command = line.split()
        if command == "m":
            start = (float(x), float(y))
        else:
            found |= {(at, int(float(y))) for at in range(int(start[0]), int(float(x)))}
    return found


def test_place_of_a_drawing_is_as_large_as_it_was():
    html, stamps = taken_out(f"<p>{qr.svg('1', size='26mm')}</p>{seal.paper('湖南省水利厅')}")

    assert html == (
        '<p><svg id="stamp-0" width="26mm" height="26mm"></svg></p>'
        '<svg id="stamp-1" width="42mm" height="42mm"></svg>'
    )
    assert len(stamps) == 2


def test_seal_of_an_office_is_made_once_and_differs_by_name_and_line():
    def stamp(*names):
        return taken_out(seal.paper(*names))[1][0]

    assert stamp("湖南省水利厅") is stamp("湖南省水利厅")
    assert (
        stamp("湖南省水利厅").packed
        != stamp("湖南省水利厅", "专用章").packed
        != stamp("水利厅", "专用章").packed
    )
    assert stamp('<b>"&', "甲").packed != stamp('<b>"&', "乙").packed


@pytest.mark.parametrize(
    "svg",
    [
        '<svg width="1mm" height="1mm" viewBox="0 0 9 9"><circle r="3"/></svg>',
        '<svg width="1mm" height="2mm" viewBox="0 0 9 9"><path stroke="#000" d="M0 0.5h7"/></svg>',
        seal.paper("湖南🎉厅"),
    ],
)
def test_drawing_that_is_not_known_stays_as_it_is(svg):
    assert taken_out(svg) == (svg, [])
