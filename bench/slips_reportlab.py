"""The slip by reportlab's platypus: what somebody would write who knows that library, with its fonts cut once.

reportlab reads TrueType outlines only, so the face is Hanazono's Ming, cut to the characters of every day as
ours is. Not PDF/A: what that costs is left to our account.
"""

import io
import tempfile
from functools import cache
from math import degrees
from typing import Any

import segno
from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from cejc.lib.paper import fonts, hbsubset, seal
from cejc.site import site

COLUMNS = [width * mm for width in (14, 9, 12, 21, 22, 20, 3, 55)]
NOTES = (
    "说明：1.本单由系统生成，内容以核验页面显示的为准；涂改、伪造的无效。2.各科目数值单位为学时（分），"
    "按各年度继续教育规定折算，公需科目与专业科目不互相替代。3.申报人再次办理认定时，凭本单只需补充后续年度材料。"
)


@cache
def _styles() -> dict[str, ParagraphStyle]:
    cut = hbsubset.subset(str(fonts._find("HanaMinA.ttf")), 0, fonts.daily_characters())
    with tempfile.NamedTemporaryFile(suffix=".ttf") as file:
        file.write(cut)
        file.flush()
        for name in ("Ming", "Title"):
            pdfmetrics.registerFont(TTFont(name, file.name))
    cell = ParagraphStyle(
        "cell", fontName="Ming", fontSize=10.5, leading=14.2, wordWrap="CJK", alignment=TA_CENTER
    )
    return {
        "cell": cell,
        "right": ParagraphStyle("right", cell, alignment=TA_RIGHT),
        "title": ParagraphStyle("title", cell, fontName="Title", fontSize=22, leading=29.7),
        "text": ParagraphStyle("text", cell, fontSize=10, leading=13.5, alignment=0),
        "basis": ParagraphStyle("basis", cell, fontSize=9, leading=10.8, alignment=0),
        "notes": ParagraphStyle("notes", cell, fontSize=8.5, leading=12.75, alignment=0),
    }


class Foot(Flowable):
    """Code, how to verify, seal and signature."""

    def __init__(self, slip: dict[str, Any]) -> None:
        super().__init__()
        self.slip, self.width, self.height = slip, 156 * mm, 45 * mm

    def draw(self) -> None:
        slip, canvas = self.slip, self.canv
        self._code(slip["verify_url"])
        canvas.setFont("Ming", 9)
        lines = (
            "扫描二维码，或登录",
            slip["verify_url"],
            "输入编号和校验码，可以核验本单。",
            f"校验码：{slip['check_code']}",
        )
        for number, line in enumerate(lines):
            canvas.drawString(28 * mm, 38 * mm - number * 13.5, line)
        self._seal(100 * mm, 0)
        canvas.setFillColor(black)
        canvas.setFont("Ming", 12)
        canvas.drawCentredString(121 * mm, 26 * mm, slip["issuing_office"])
        canvas.drawCentredString(121 * mm, 19 * mm, slip["issue_date"])

    def _code(self, text: str) -> None:
        matrix, path = segno.make(text, micro=False, error="m").matrix, self.canv.beginPath()
        side = 24 * mm / len(matrix)
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                if dark:
                    path.rect(x * side, 43 * mm - (y + 1) * side, side, side)
        self.canv.drawPath(path, stroke=0, fill=1)

    def _seal(self, left: float, bottom: float) -> None:
        canvas, unit = self.canv, mm / 10
        canvas.saveState()
        canvas.translate(left, bottom + 42 * mm)
        canvas.scale(unit, -unit)
        canvas.setStrokeColor(HexColor(site().look.seal))
        canvas.setFillColor(HexColor(site().look.seal))
        canvas.setLineWidth(seal.RING_WIDTH)
        canvas.circle(seal.CENTRE, seal.CENTRE, seal.RING)
        star = canvas.beginPath()
        for number, corner in enumerate(seal._corners()):
            (star.lineTo if number else star.moveTo)(*corner)
        canvas.drawPath(star, stroke=0, fill=1)
        canvas.setFont("Title", 100)
        for glyph in seal._glyphs(self.slip["issuing_office"], "继续教育学时认定专用章"):
            canvas.saveState()
            canvas.translate(glyph.x, glyph.y)
            canvas.rotate(degrees(glyph.turn))
            canvas.scale(glyph.width / 100, -glyph.height / 100)
            canvas.drawCentredString(0, -88, glyph.char)
            canvas.restoreState()
        canvas.restoreState()


def draw(slip: dict[str, Any]) -> bytes:
    style, out = _styles(), io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=28 * mm,
        rightMargin=26 * mm,
        topMargin=22 * mm,
        bottomMargin=20 * mm,
        title=slip["number"],
        invariant=1,
    )
    head = Table(
        [
            [
                Paragraph(f"编号：{slip['number']}", style["text"]),
                Paragraph(f"校验码：{slip['check_code']}", style["right"]),
            ]
        ],
        colWidths=[78 * mm, 78 * mm],
    )
    title = [Paragraph(line, style["title"]) for line in ("湖南省专业技术人员", "继续教育学时（分）认定单")]
    foot = [Spacer(0, 3 * mm), Foot(slip), Spacer(0, 2 * mm), Paragraph(NOTES, style["notes"])]
    document.build([head, *title, Spacer(0, 5 * mm), _table(slip, style), *foot], _numbered)
    return out.getvalue()


def _numbered(canvas: Any, _document: Any) -> None:
    canvas.setFont("Ming", 10.5)
    canvas.drawCentredString(A4[0] / 2, 12 * mm, "— 1 —")


def _table(slip: dict[str, Any], style: dict[str, ParagraphStyle]) -> Table:
    cell, text = style["cell"], style["text"]
    rows: list[list[Any]] = []
    spans: list[tuple[Any, ...]] = []

    def row(*parts: tuple[int, str, ParagraphStyle]) -> None:
        line: list[Any] = [""] * len(COLUMNS)
        at = 0
        for columns, words, how in parts:
            line[at] = Paragraph(words, how)
            spans.append(("SPAN", (at, len(rows)), (at + columns - 1, len(rows))))
            at += columns
        rows.append(line)

    def pair(name: str, value: str, other: str, more: str) -> None:
        row((2, name, cell), (3, value, cell), (2, other, cell), (1, more, cell))

    pair("姓　　名", slip["name"], "证件号码", slip["identity"])
    row((2, "工作单位", cell), (6, slip["unit"], cell))
    pair("申报系列", slip["title_series"], "申报级别", slip["title_level"])
    pair("申报职称", slip["title_name"], "认定渠道", slip["route"])
    row((2, "认定跨度", cell), (6, slip["span"], cell))
    heads = ((1, "年度"), (2, "公需科目"), (1, "专业科目"), (1, "合计"), (1, "认定结果"), (2, "认定依据"))
    row(*((columns, words, cell) for columns, words in heads))
    for year in slip["rows"]:
        said = (str(year["year"]), *year["hours"], year["total"], year["result"])
        row(
            *((columns, words, cell) for columns, words in zip((1, 2, 1, 1, 1), said, strict=True)),
            (2, year["basis"], style["basis"]),
        )
    for review in slip["reviews"]:
        row((2, review["stage"], cell), (6, f"{review['office']}，{review['date']}", text))
    row((2, "公示情况", cell), (6, slip["notice"], text))
    row((2, "认定意见", cell), (6, slip["conclusion"], text))
    policy = f"{slip['policy_name']}<br/>规则摘要（SHA-256）：{slip['policy_hash']}"
    row((2, "政策依据", cell), (6, policy, style["basis"]))
    grid = [
        ("GRID", (0, 0), (-1, -1), 0.5, black),
        ("BOX", (0, 0), (-1, -1), 1, black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    return Table(rows, colWidths=COLUMNS, style=TableStyle([*grid, *spans]))
