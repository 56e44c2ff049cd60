import gc
import io
import re
import subprocess

import pikepdf
import pytest
from django.template.loader import render_to_string

from bench.slips import content
from cejc.lib.paper import fonts, pdf, qr, seal
from cejc.lib.paper.pdf_renderer import Renderer

SLIP, STYLE = "pdf/slip.html", "pdf/slip.css"


@pytest.fixture(scope="module", autouse=True)
def built(django_db_blocker):
    fonts.build()


@pytest.fixture(params=["from_template", "from_blank"])
def drawn(request):
    """The slip drawn by WeasyPrint, and written into a blank: both keep the same promises."""
    draw = getattr(pdf, request.param)
    return lambda **changes: draw(SLIP, {**content(1), **changes}, title="认定单", css=STYLE)


def text_of(body, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(body)
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()


def pages_of(body):
    with pikepdf.open(io.BytesIO(body)) as document:
        return len(document.pages)


def test_slip_shows_every_field(drawn, tmp_path):
    given = content(1)
    words = [
        "number",
        "check_code",
        "name",
        "identity",
        "unit",
        "title_series",
        "title_name",
        "title_level",
        "route",
        "span",
        "notice",
        "conclusion",
        "policy_hash",
        "issue_date",
        "issuing_office",
    ]

    shown = "".join(text_of(drawn(), tmp_path).split())

    assert [word for word in words if "".join(given[word].split()) not in shown] == []
    assert all(str(row["year"]) in shown and row["total"] in shown for row in given["rows"])
    assert all(review["office"] in shown and review["date"] in shown for review in given["reviews"])
    assert "—1—" in shown


def test_slip_is_the_same_bytes_for_the_same_content(drawn):
    first = drawn()
    drawn(name="李四")

    assert drawn() == first
    fresh = Renderer()
    body = render_to_string(SLIP, content(1))
    assert first in (draw(body, title="认定单", css=STYLE) for draw in (fresh.render, fresh.fill))


def test_slip_is_archivable_and_embeds_its_fonts(drawn):
    with pikepdf.open(io.BytesIO(drawn(name="𬱖𠅤㛃䶮𬍛"))) as document:
        metadata = document.open_metadata()
        fonts_used = [
            thing
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        ]

        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert str(document.Root.OutputIntents[0].S) == "/GTS_PDFA1"
        assert fonts_used
        assert all(font.get("/FontFile3") is not None for font in fonts_used)
        assert {str(font.FontName)[8:].split("-")[1] for font in fonts_used} == {"Song", "Rare"}
        assert "/CreationDate" not in (document.docinfo or {})
        assert document.trailer.get("/ID") is not None


def test_slip_draws_rare_characters_with_real_glyphs(drawn, tmp_path):
    body = drawn(name="𬱖𠅤㛃䶮𬍛")

    assert "𬱖𠅤㛃䶮𬍛" in text_of(body, tmp_path)
    with pikepdf.open(io.BytesIO(body)) as document:
        pieces = b"".join(page.Contents.read_bytes() for page in document.pages)
    # Glyph 0 is the empty box.
    assert not re.search(rb"<0000", pieces)


@pytest.mark.parametrize("years", [1, 5, 6, 8])
@pytest.mark.parametrize("name", ["张三", "名" * 100, "Wolfeschlegelsteinhausenbergerdorff " * 2])
def test_slip_of_up_to_eight_years_fits_one_page(drawn, years, name):
    rows = (content(1)["rows"] * 2)[:years]
    unit = "湖南省某某研究院附属第一人民医院肿瘤防治研究中心实验室"

    assert pages_of(drawn(rows=rows, name=name.strip(), unit=unit)) == 1


def test_character_without_a_glyph_is_marked_and_named_at_the_end(drawn, tmp_path):
    shown = "".join(text_of(drawn(name="张🎉", unit="甲🎉乙🙂"), tmp_path).split())

    assert "🎉" not in shown
    assert (
        "“〓”代替系统字库中没有、未能印出的字：“张〓”（U+1F389）、“甲〓乙〓”（U+1F389、U+1F642）。" in shown
    )


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<svg><image href="file:///etc/hostname"/></svg>',
    ],
)
def test_render_fetches_nothing(markup):
    body = pdf.render(f"<p>甲</p>{markup}", title="甲", css=STYLE)

    assert b"root:" not in body
    with pikepdf.open(io.BytesIO(body)) as document:
        assert not document.attachments
        assert not document.pages[0].get_images()


def test_slip_escapes_markup(drawn, tmp_path):
    shown = text_of(drawn(unit='<img src="file:///etc/passwd"><b>甲</b>', remark="{{ 1 }}"), tmp_path)

    assert "<b>甲</b>" in shown
    assert "{{ 1 }}" in shown


def test_render_leaves_the_collector_as_it_was(drawn):
    assert gc.isenabled()

    drawn()

    assert gc.isenabled()


def notice(count):
    entries = [
        {
            "position": n,
            "name": f"名{n}",
            "unit": "某院",
            "title": "副研究员",
            "span": "2015—2019",
            "hours": ["92.5", "90", "100", "90", "180"],
            "result": "合格",
        }
        for n in range(1, count + 1)
    ]
    return {
        "title": "继续教育合格人员名单公示",
        "paragraphs": ["现予公示。"],
        "unit_of_hours": "学时（分）",
        "years": ["2015", "2016", "2017", "2018", "2019"],
        "entries": entries,
        "period": "2020年6月2日至6月9日，共5个工作日。",
        "objection": "请实名提出。",
        "contact": "0731-00000000",
        "receipt": "凭回执码查询。",
        "organisation": "湖南省水利厅",
        "date": "2020年6月1日",
        "page_url": "https://x.example/n",
        "qr_svg": qr.svg("https://x.example/n"),
        "seal_svg": seal.paper("湖南省水利厅"),
    }


def test_notice_repeats_its_head_on_every_page_and_leaves_nobody_out(tmp_path):
    body = pdf.from_template("pdf/notice.html", notice(90), title="公示", css="pdf/notice.css")

    shown = text_of(body, tmp_path)
    pages = shown.split("\f")[:-1]
    with_people = [page for page in pages if re.search(r"名\d", page)]
    assert len(with_people) > 1
    assert all("申报职称" in page and "2019" in page for page in with_people)
    assert re.findall(r"名(\d+)", shown) == [str(n) for n in range(1, 91)]
