"""What a parcel of slips is made of: files with an index, pages to print, a list to sign."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from itertools import groupby
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import storage
from cejc.lib.paper import binding, pdf
from cejc.lib.spreadsheet import Column, Sheet
from cejc.lib.writing.dates import cn_day
from certification.models import Slip
from certification.services.slips.parcel_volumes import batched, bound
from registry.models import ExportRequest
from registry.people.services import exporting

UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
LONGEST = 40  # letters of a unit or a person in the name of a file
# Slips of one PDF to print (2,000 take 0.6 GB of a worker while they are bound), lines of one list to sign.
VOLUME, LINES = 2_000, 2_000
TEMPLATE, STYLE = "pdf/delivery.html", "pdf/delivery.css"


def as_zip(out: BinaryIO, slips: Iterator[Slip], *, request: ExportRequest | None = None) -> str:
    """Each slip as it was drawn, in a folder of its unit, and a workbook that lists them, registered as the
    export; `request`: what another officer granted."""
    lines = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
        for order, slip in enumerate(slips, 1):
            name = file_name(slip)
            entry = zipfile.ZipInfo(name, slip.issued_at.astimezone(clock.SHANGHAI).timetuple()[:6])
            with storage.open_(slip.pdf_name) as source, packed.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 1 << 20)
            lines.append([order, *_facts(slip), name, slip.pdf_sha256])
        packed.writestr(_("目录") + ".xlsx", index(lines, request))
    return ".zip"


def file_name(slip: Slip) -> str:
    """单位/姓名_编号.pdf, of letters that every file system takes."""
    unit, name = (plain(slip.content[key]) for key in ("unit", "name"))
    return f"{unit}/{name}_{plain(slip.number)}.pdf"


def plain(text: str) -> str:
    """A piece of a file name, of letters that every file system takes."""
    return UNSAFE.sub("_", text).strip(" .")[:LONGEST].strip(" .") or "_"


def index(lines: list[list[Any]], request: ExportRequest | None = None) -> bytes:
    """The workbook that lists what is in the ZIP."""
    columns = [
        Column(_("序号"), 6, "number"),
        Column(_("单位"), 36),
        Column(_("姓名"), 16),
        Column(_("编号"), 30),
        Column(_("认定跨度"), 14),
        Column(_("签发日期"), 14, "date"),
        Column(_("文件"), 60),
        Column(_("文件摘要（SHA-256）"), 66),
    ]
    return exporting.written(Sheet(_("认定单目录"), columns, lines), request=request)


def _facts(slip: Slip) -> list[Any]:
    return [
        slip.content["unit"],
        slip.content["name"],
        slip.number,
        f"{slip.span_first}—{slip.span_last}",
        clock.day_of(slip.issued_at),
    ]


def to_print(out: BinaryIO, slips: Iterator[Slip]) -> str:
    """All slips to print on both sides, a PDF for each `VOLUME` of them."""
    return bound(out, batched(slips, VOLUME), _document, lambda slip: plain(slip.number))


def _document(out: BinaryIO, slips: list[Slip]) -> None:
    """Slips in one PDF: each begins on the front of a sheet."""
    with binding.bound() as papers:
        for slip in slips:
            papers.add_stored(slip.pdf_name, f"{slip.content['name']} {slip.number}")
        papers.save(out)


Signed = dict[str, str]  # of a slip, what its line says


def to_sign(out: BinaryIO, slips: Iterator[Slip]) -> str:
    """The list that each person, or who fetches for a unit, signs for a slip handed out; by unit."""
    rows = [_signed(slip) for slip in slips]
    rows.sort(key=lambda row: (row["unit"], row["number"]))
    return bound(out, batched(rows, LINES), _list, lambda row: plain(row["number"]))


def _signed(slip: Slip) -> Signed:
    return {"number": slip.number} | {key: slip.content[key] for key in ("unit", "name", "title_name")}


def _list(out: BinaryIO, rows: list[Signed]) -> None:
    units = [
        {"unit": unit, "rows": list(of_unit)} for unit, of_unit in groupby(rows, key=lambda row: row["unit"])
    ]
    content = {"units": units, "count": len(rows), "day": cn_day(clock.today())}
    out.write(pdf.from_template(TEMPLATE, content, title=_("认定单领取签收表"), css=STYLE))
