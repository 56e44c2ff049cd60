"""Workbooks written as WPS Office writes them: the parts of the package by hand, with what is its own.

What WPS is known for: its name and build in docProps, a dimension that says A1 or nothing, styles of days by the
numbers that Chinese Excel reserves, text in runs and with phonetic hints, pictures in cells (DISPIMG), targets of
relations that begin with a slash, parts of its own beside the sheets.
"""

from xml.sax.saxutils import escape

from tests.cejc.makefiles import zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def text(value):
    """A text as a shared string of one run."""
    return f'<si><t xml:space="preserve">{escape(value)}</t></si>'


def runs(*parts, hint=""):
    """A text in several runs, with the phonetic hint of its first letters: no part of what is read."""
    said = "".join(
        f'<r><rPr><sz val="11"/><rFont val="宋体"/></rPr><t>{escape(one)}</t></r>' for one in parts
    )
    return f'<si>{said}<rPh sb="0" eb="1"><t>{hint}</t></rPh><phoneticPr fontId="1"/></si>'


def book(rows, *, dimension="", formats=(), slash=False, shared=True, app="WPS 表格", more=None):
    """An xlsx of one sheet. A cell is None, a number, a text, a shared string (`text`, `runs`), or (number, style);
    styles are 1, 2, … in the order of `formats`: the number of a format, or (number, its code)."""
    strings, lines = [], []
    for y, row in enumerate(rows, start=1):
        cells = "".join(
            _cell(f"{chr(64 + x)}{y}", value, strings, shared) for x, value in enumerate(row, start=1)
        )
        lines.append(f'<row r="{y}" spans="1:{len(row)}">{cells}</row>')
    sheet = f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}">{dimension}<sheetData>{"".join(lines)}</sheetData></worksheet>'
    root = "/xl/" if slash else ""
    links = {
        "rId1": ("worksheet", f"{root}worksheets/sheet1.xml"),
        "rId2": ("styles", f"{root}styles.xml"),
        **({"rId3": ("sharedStrings", f"{root}sharedStrings.xml")} if shared else {}),
    }
    parts = {
        "[Content_Types].xml": HEAD + _types(shared, more or {}),
        "_rels/.rels": HEAD + _links({"rId1": ("officeDocument", f"{'/' if slash else ''}xl/workbook.xml")}),
        "docProps/app.xml": HEAD
        + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        + f"<Application>{app}</Application></Properties>",
        "docProps/core.xml": HEAD
        + f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        + "<dc:creator>人事科</dc:creator></cp:coreProperties>",
        "docProps/custom.xml": HEAD
        + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        + ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        + '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
        + "<vt:lpwstr>2052-12.1.0.16120</vt:lpwstr></property></Properties>",
        "xl/workbook.xml": HEAD
        + f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><fileVersion appName="xl" lastEdited="3" lowestEdited="5"/>'
        + '<workbookPr/><sheets><sheet name="人员名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": HEAD + _links(links),
        "xl/styles.xml": HEAD + _styles(formats),
        "xl/worksheets/sheet1.xml": HEAD + sheet,
        **(
            {"xl/sharedStrings.xml": HEAD + f'<sst xmlns="{MAIN}">{"".join(strings)}</sst>'} if shared else {}
        ),
        **(more or {}),
    }
    return zipped(parts)


def _cell(name, value, strings, shared):
    if value is None:
        return f'<c r="{name}" s="0"/>'
    if isinstance(value, tuple):
        return f'<c r="{name}" s="{value[1]}"><v>{value[0]}</v></c>'
    if not isinstance(value, str):
        return f'<c r="{name}"><v>{value}</v></c>'
    if value.startswith("<f>"):
        return f'<c r="{name}" t="str">{value}</c>'
    made = value if value.startswith("<si>") else text(value)
    if not shared:
        return f'<c r="{name}" t="inlineStr">{made.replace("<si>", "<is>").replace("</si>", "</is>")}</c>'
    strings.append(made)
    return f'<c r="{name}" t="s"><v>{len(strings) - 1}</v></c>'


def _types(shared, more):
    kinds = {
        "/xl/workbook.xml": f"{SHEET}.sheet.main+xml",
        "/xl/worksheets/sheet1.xml": f"{SHEET}.worksheet+xml",
    }
    kinds["/xl/styles.xml"] = f"{SHEET}.styles+xml"
    if shared:
        kinds["/xl/sharedStrings.xml"] = f"{SHEET}.sharedStrings+xml"
    if "xl/cellimages.xml" in more:
        kinds["/xl/cellimages.xml"] = "application/vnd.wps-officedocument.cellimage+xml"
    said = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    plain = "".join(
        f'<Default Extension="{name}" ContentType="{kind}"/>'
        for name, kind in {
            "rels": "application/vnd.openxmlformats-package.relationships+xml",
            "xml": "application/xml",
            "png": "image/png",
        }.items()
    )
    return f'<Types xmlns="{PACKAGE}/content-types">{plain}{said}</Types>'


def _links(links):
    said = "".join(
        f'<Relationship Id="{key}" Type="{REL}/{kind}" Target="{target}"/>'
        for key, (kind, target) in links.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{said}</Relationships>'


def _styles(formats):
    named = [one for one in formats if isinstance(one, tuple)]
    codes = "".join(
        f'<numFmt numFmtId="{key}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>' for key, code in named
    )
    keys = [0, *(one[0] if isinstance(one, tuple) else one for one in formats)]
    uses = "".join(
        f'<xf numFmtId="{key}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>' for key in keys
    )
    codes = f'<numFmts count="{len(named)}">{codes}</numFmts>' if named else ""
    return (
        f'<styleSheet xmlns="{MAIN}">{codes}<fonts count="1"><font><name val="宋体"/><charset val="134"/></font></fonts>'
        f'<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        f'<cellXfs count="{len(keys)}">{uses}</cellXfs></styleSheet>'
    )
