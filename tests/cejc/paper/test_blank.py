"""Slips written into blanks: they look as WeasyPrint draws them, and what a blank cannot hold WeasyPrint draws."""

import io
import os
import random
import subprocess
import sys
import unicodedata
from html import escape

import pikepdf
import pytest
from django.db import connection
from django.template.loader import render_to_string
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from PIL import Image, ImageChops, ImageFilter

from bench.slips import content
from cejc.lib.paper import fonts, pdf_renderer
from cejc.lib.paper.blank import faces
from cejc.lib.paper.pdf_renderer import Renderer
from tests.cejc.paper.slip_kinds import slips

STYLE = "pdf/slip.css"

# No database has a part in a picture: all of them once, where the suite runs on two.
EVERY = 1 if connection.vendor == "sqlite" else 10


@pytest.fixture(scope="module", autouse=True)
def built(django_db_blocker):
    fonts.build()


@pytest.fixture(scope="module")
def renderer(built):
    return Renderer()


def page(context):
    return render_to_string("pdf/slip.html", context)


def fill(renderer, body, title="认定单"):
    """The file, and whether it was written into a blank."""
    held = []
    kept, renderer.blanks.fill = renderer.blanks.fill, lambda *a, **k: held.append(kept(*a, **k)) or held[0]
    try:
        return renderer.fill(body, title=title, css=STYLE), bool(held)
    finally:
        renderer.blanks.fill = kept


def plain(renderer, body, title="认定单"):
    return renderer.render(body, title=title, css=STYLE)


def pictures(bodies, tmp_path, dpi):
    """The first page of each file in grey."""
    with pikepdf.new() as whole:
        for body in bodies:
            with pikepdf.open(io.BytesIO(body)) as one:
                assert len(one.pages) == 1
                whole.pages.extend(one.pages)
        whole.save(tmp_path / "whole.pdf")
    command = ["pdftoppm", "-gray", "-r", str(dpi), tmp_path / "whole.pdf", tmp_path / "page"]
    subprocess.run(command, check=True)
    found = sorted(tmp_path.glob("page*.pgm"))
    shown = [Image.open(io.BytesIO(path.read_bytes())) for path in found]
    for path in found:
        path.unlink()
    return shown


def unlike(one, other):
    """How many points of two pictures are of another grey."""
    return sum(ImageChops.difference(one, other).histogram()[1:])


def test_two_hundred_slips_look_as_weasyprint_draws_them(renderer, tmp_path):
    ours, theirs = {}, {}
    for number, context in slips():
        if number % EVERY:
            continue
        body = page(context)
        drawn, held = fill(renderer, body)
        if held:
            ours[number], theirs[number] = drawn, plain(renderer, body)
        else:
            assert drawn == plain(renderer, body)

    pairs = zip(pictures(ours.values(), tmp_path, 60), pictures(theirs.values(), tmp_path, 60), strict=True)
    # Both say the same to a thousandth of a point, so that the pictures are the same to the point.
    assert {number: unlike(*pair) for number, pair in zip(ours, pairs, strict=True) if unlike(*pair)} == {}
    assert len(ours) > 160 // EVERY


def test_slips_look_as_weasyprint_draws_them_in_print_with_svg_for_seal_and_code(
    renderer, tmp_path, monkeypatch
):
    some = [page(context) for number, context in slips() if number % 16 == 1 and number % 10 != 7]
    drawn = [fill(renderer, body) for body in some]
    monkeypatch.setattr(pdf_renderer, "taken_out", lambda body: (body, []))
    theirs = [plain(renderer, body) for body in some]

    assert all(held for _drawn, held in drawn)
    pairs = zip(
        pictures([body for body, _held in drawn], tmp_path, 200), pictures(theirs, tmp_path, 200), strict=True
    )
    # Outlines and the glyphs of a text are grey at other edges: alike within a quarter of a millimetre.
    assert [top for pair in pairs if (top := apart(*pair)) > 80] == []


def apart(one, other):
    """The largest difference of grey between two pictures that are looked at with half-closed eyes."""
    soft = ImageFilter.BoxBlur(2)
    return ImageChops.difference(one.filter(soft), other.filter(soft)).getextrema()[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b" 1 0 0 -1 105.826772 ", b" 1 0 0 -1 107.160105 "),  # a point to the right
        (b"0.75 0 0 0.75 0 0 cm BT", b"0.75 0 0 0.75 0 1 cm BT"),  # a point down
        (b"> Tj ET\nBT", b"> Tj ET\n3 Tr BT"),  # not shown
    ],
)
def test_text_moved_by_a_point_or_missing_is_seen(renderer, tmp_path, old, new):
    body, held = fill(renderer, page(content(1)))
    with pikepdf.open(io.BytesIO(body)) as document:
        page_content = document.pages[0].Contents
        stream = page_content.read_bytes().replace(b"cm\nBT", b"cm BT")
        assert held
        assert old in stream
        page_content.write(stream.replace(old, new, 1))
        out = io.BytesIO()
        document.save(out)

    assert unlike(*pictures([body, out.getvalue()], tmp_path, 60)) > 20
    assert apart(*pictures([body, out.getvalue()], tmp_path, 200)) > 80


def test_second_slip_of_a_shape_is_not_laid_out_and_its_bytes_do_not_depend_on_those_before(renderer):
    bodies = [page(content(number)) for number in range(3)]
    first = [fill(renderer, body)[0] for body in bodies]
    renderer.count = 0

    again = [fill(renderer, body)[0] for body in reversed(bodies)]

    assert renderer.count == 0
    assert again == first[::-1]
    assert fill(Renderer(), bodies[2])[0] == first[2]


def test_slip_in_a_blank_is_archivable_with_its_own_title_and_fonts(renderer):
    body, held = fill(renderer, page(content(1)), title="编号 & <1>")
    theirs = plain(renderer, page(content(1)), title="编号 & <1>")

    assert held
    with pikepdf.open(io.BytesIO(body)) as ours, pikepdf.open(io.BytesIO(theirs)) as plain_one:
        metadata = ours.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert metadata["dc:title"] == str(ours.docinfo["/Title"]) == "编号 & <1>"
        assert str(ours.Root.Lang) == "zh-CN"
        assert str(ours.Root.OutputIntents[0].S) == "/GTS_PDFA1"
        assert [one.title for one in ours.open_outline().root] == [
            one.title for one in plain_one.open_outline().root
        ]
        used = [font.DescendantFonts[0].FontDescriptor for font in ours.pages[0].Resources.Font.values()]
        assert all("/FontFile3" in font for font in used)
        assert len({str(font.FontName) for font in used}) == len(used) == 3
        assert ours.trailer.ID is not None


def words(body, tmp_path):
    (tmp_path / "a.pdf").write_bytes(body)
    command = ["pdftotext", "-raw", tmp_path / "a.pdf", "-"]
    shown = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return sorted("".join(line.split()) for line in shown.splitlines() if line.strip())


@pytest.mark.parametrize("name", ["张三", ") Tj ET (", "</td><b>甲</b>&amp;", "\\0<00>", "{{ name }}"])
def test_slip_in_a_blank_says_what_weasyprint_s_says_whatever_a_stranger_wrote(renderer, tmp_path, name):
    body = page(content(1) | {"name": name, "unit": name * 3})

    drawn, held = fill(renderer, body)

    assert held
    # The seal's characters are a drawing here and text there.
    assert "".join(words(drawn, tmp_path)).count("".join(name.split())) == 4
    ours, theirs = words(drawn, tmp_path), words(plain(renderer, body), tmp_path)
    assert sorted("".join(ours)) == sorted("".join(theirs))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "周𮯠"},
        {"name": "甲\u00ad乙"},
        {"name": "e\u0301tude"},
        {"unit": "ئەخمەت"},
        {"name": "क्षत्रिय"},
        {"name": "\u1112\u1161\u11ab"},
        {"name": "甲\u3164乙"},
        {"unit": "甲🎉"},
        {"conclusion": "很长的意见。" * 400},
        {"mark": "样本"},
    ],
)
def test_what_a_blank_cannot_hold_is_drawn_by_weasyprint(renderer, changes):
    body = page(content(1) | changes)

    drawn, held = fill(renderer, body)

    assert not held
    assert drawn == plain(renderer, body)


@pytest.mark.parametrize(
    "body",
    [
        '<p style="float: left">甲</p>',
        '<p style="position: absolute">甲</p>',
        '<p style="transform: rotate(3deg)">甲</p>',
        '<p style="letter-spacing: 1mm">甲</p>',
        '<p style="text-decoration: underline">甲</p>',
        '<p style="text-indent: 2em">甲</p>',
        '<p style="text-align: justify">甲</p>',
        "<p style=\"font-family: 'cejc Rare 01'\">甲</p>",
        '<p style="font-style: italic">甲</p>',
        '<p style="white-space: pre">甲</p>',
        '<p style="overflow: hidden">甲</p>',
        '<p style="color: #00000080">甲</p>',
        "<p>甲<small>乙</small></p>",
        '<p>甲<b style="position: static">乙</b></p>',
        '<table style="table-layout: auto"><tr><td>甲</td></tr></table>',
        '<p>甲</p><p style="break-before: page">乙</p>',
    ],
)
def test_page_whose_texts_have_no_place_of_their_own_is_drawn_by_weasyprint(renderer, body):
    drawn, held = fill(renderer, body)

    assert not held
    assert drawn == plain(renderer, body)


def test_room_for_blanks_is_limited():
    renderer = Renderer()
    renderer.blanks.made.most = 3
    for count in (1, 2, 3, 4, 5, 4):
        fill(renderer, "<p>甲</p>" * count)
    renderer.count = 0

    fill(renderer, "<p>甲</p>" * 5)
    fill(renderer, "<p>甲</p>" * 4)
    kept = renderer.count
    fill(renderer, "<p>甲</p>")

    assert (kept, renderer.count, len(renderer.blanks.made)) == (0, 1, 3)


OTHER_BODY = """
import pathlib, sys
import django
django.setup()
from bench.slips import content
from cejc.lib.paper import fonts, pdf
fonts.build()
for way in ("from_blank", "from_template"):
    for number in range(3):
        body = getattr(pdf, way)("pdf/slip.html", content(number), title="1", css="pdf/slip.css")
        pathlib.Path(sys.argv[1], f"{way}-{number}.pdf").write_bytes(body)
"""


def test_blank_is_filled_in_the_fangsong_of_the_machine(settings, tmp_path):
    """With another face for the body, whose outlines are TrueType's and which is not as high as the Song."""
    own = tmp_path / ".local/share/fonts"
    own.mkdir(parents=True)
    (own / "simfang.ttf").symlink_to(fonts._find("HanaMinA.ttf"))
    places = {"HOME": str(tmp_path), "CEJC_DATA_DIR": str(tmp_path), "CEJC_FONT_DIR": str(tmp_path / "made")}
    # fontconfig reads its folder once in a process.
    subprocess.run(
        [sys.executable, "-c", OTHER_BODY, tmp_path],
        check=True,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "cejc.settings"} | places,
    )

    drawn, theirs = (
        [(tmp_path / f"{way}-{number}.pdf").read_bytes() for number in range(3)]
        for way in ("from_blank", "from_template")
    )
    with pikepdf.open(io.BytesIO(drawn[0])) as document:
        used = document.pages[0].Resources.Font
        assert "/FontFile2" in used["/cejcFang-Regular"].DescendantFonts[0].FontDescriptor
    pairs = zip(pictures(drawn, tmp_path, 60), pictures(theirs, tmp_path, 60), strict=True)
    assert [unlike(*pair) for pair in pairs] == [0, 0, 0]


@pytest.mark.parametrize(("name", "known"), [("cid00001", True), ("uni7532", False)])
def test_font_of_the_administrator_whose_glyphs_have_no_numbers_is_not_written_with(
    settings, tmp_path, name, known
):
    settings.CEJC_FONT_DIR = tmp_path
    fonts.folder().mkdir()
    maker = FontBuilder(1000, isTTF=False)
    maker.setupGlyphOrder([".notdef", name])
    maker.setupCharacterMap({ord("甲"): name})
    maker.setupCFF(
        "Own", {}, {glyph: T2CharStringPen(1000, None).getCharString() for glyph in (".notdef", name)}, {}
    )
    maker.setupHorizontalMetrics({".notdef": (1000, 0), name: (1000, 0)})
    maker.setupHorizontalHeader(ascent=880, descent=-120)
    maker.setupNameTable({"familyName": "Own", "styleName": "Regular", "fullName": "Own Regular"})
    maker.setupPost()
    maker.save(fonts.folder() / f"{name}.otf")

    assert (faces._face(f"{name}.otf") is not None) is known


def test_letters_and_signs_are_set_as_weasyprint_sets_them_whatever_stands_beside_them(renderer, tmp_path):
    faces_of_body = faces.fitting(("cejc Body", "cejc Song", "cejc Song B"), 400)
    draw = random.Random(7)
    drawable = [char for code in range(0x21, 0x20000) if faces_of_body.face_of(char := chr(code))]
    signs = [
        char for char in drawable if not unicodedata.name(char, "").startswith(("CJK UNIFIED", "HANGUL SYL"))
    ]
    chosen = signs + draw.sample(drawable, 600)
    draw.shuffle(chosen)
    lines = [escape("".join(chosen[at : at + 14])) for at in range(0, len(chosen), 14)]
    bodies = ["".join(f"<p>{line}</p>" for line in lines[at : at + 45]) for at in range(0, len(lines), 45)]

    drawn = [fill(renderer, body) for body in bodies]

    assert len(signs) > 2500
    assert all(held for _drawn, held in drawn)
    theirs = pictures([plain(renderer, body) for body in bodies], tmp_path, 60)
    ours = pictures([body for body, _held in drawn], tmp_path, 60)
    assert [unlike(*pair) for pair in zip(ours, theirs, strict=True)] == [0] * len(bodies)


HAN = "湖南省人力资源和社会保障厅专业技术人员继续教育学时认定单编号校验码公需科目犇骉𬱖"
SIGNS = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·～%℃￥$#@&*+-=/\\|<>\"'.,;:!?()[]{}"


def mixed(draw):
    """Han, words too long for a line, signs doubled, numbers and blanks of all kinds, one after another."""
    kinds = (
        lambda: "".join(draw.choices(HAN, k=draw.randint(1, 6))),
        lambda: draw.choice(SIGNS) * draw.choice((1, 1, 2)),
        lambda: "".join(draw.choices("abcdefghijKLMNOP", k=draw.choice((1, 3, 8, 30)))),
        lambda: str(draw.randint(0, 10 ** draw.randint(1, 9))),
        lambda: draw.choice((" ", "\u3000", "\u00a0", "-")),
    )
    return escape("".join(draw.choices(kinds, (5, 2, 2, 1, 1))[0]() for _ in range(draw.randint(8, 40))))


def test_lines_are_broken_as_weasyprint_breaks_them(renderer, tmp_path):
    draw = random.Random(3)
    columns = "".join(f'<col class="c{number}">' for number in range(1, 9))
    rows = [
        f'<tr><td colspan="2">{mixed(draw)[:9]}</td><td colspan="6" class="text">{mixed(draw)}</td></tr>'
        for _ in range(240)
    ]
    bodies = [f"<table>{columns}{''.join(rows[at : at + 8])}</table>" for at in range(0, len(rows), 8)]

    drawn = {body: file for body in bodies for file, held in [fill(renderer, body)] if held}

    assert len(drawn) > 20
    theirs = pictures([plain(renderer, body) for body in drawn], tmp_path, 60)
    assert [unlike(*pair) for pair in zip(pictures(drawn.values(), tmp_path, 60), theirs, strict=True)] == [
        0
    ] * len(drawn)
