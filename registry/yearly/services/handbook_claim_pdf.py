"""The claim list on paper and as a workbook: the official columns, drawn by the worker."""

from typing import Any

from django.utils.translation import gettext as _

from cejc.lib import spreadsheet
from cejc.lib.paper import pdf
from cejc.lib.spreadsheet import Column, Sheet
from cejc.lib.writing.dates import cn_day
from cejc.site import site
from credits.queries import notice_of
from registry.machinery.models.job import Job
from registry.machinery.services.drawing import drawn
from registry.machinery.services.job import handles
from registry.yearly.models import HandbookClaim
from registry.yearly.queries.handbook import entries_of, title_words

TEMPLATE, STYLE = "pdf/handbook_claim.html", "pdf/handbook_claim.css"


def lines_of(claim: HandbookClaim) -> list[dict[str, Any]]:
    """Each person as a line of the list; those struck out are not on it."""
    return [
        {
            "order": order,
            "name": row.name,
            "identity": row.identity,
            "unit": row.unit,
            "title": title_words(row.title_level, row.title_series),
            "number": row.number or "",
            "received": _received(row),
        }
        for order, row in enumerate(entries_of(claim).filter(struck_reason=""), 1)
    ]


def _received(row: Any) -> str:
    return f"{row.received_by} {cn_day(row.handed_on)}" if row.handed_on else ""


def workbook(claim: HandbookClaim) -> bytes:
    """The list as a workbook to print, sign and keep."""
    columns = [
        Column(_("序号"), 6, "number"),
        Column(_("姓名"), 16),
        Column(_("证件号码"), 24),
        Column(_("单位"), 36),
        Column(_("职称级别和系列"), 24),
        Column(_("手册编号"), 26),
        Column(_("签收"), 18),
    ]
    rows = [list(line.values()) for line in lines_of(claim)]
    return spreadsheet.write(Sheet(_("领取表"), columns, rows, paper=site().papers.handbook_claim))


def draw(claim: HandbookClaim) -> bytes:
    """The PDF of the list: the same bytes for the same content."""
    lines = lines_of(claim)
    content = {
        "title": site().papers.handbook_claim,
        "lines": lines,
        "count": len(lines),
        "organisation": claim.organisation.name,
        "contact": claim.contact,
        "year": claim.year,
        "day": _day(claim),
        "granted": claim.granted_at is not None,
        "notice": notice_of(claim.year),
    }
    return pdf.from_template(TEMPLATE, content, title=_("登记手册领取表"), css=STYLE)


def _day(claim: HandbookClaim) -> str:
    return cn_day(claim.submitted_at or claim.created_at)


@handles("handbook_claim.render")
def run_render(job: Job) -> None:
    """Draw the list as it stands now."""
    claim = HandbookClaim.objects.select_related("organisation").get(public_id=job.payload["claim"])
    drawn(claim, draw, action="handbook_claim.drawn", context=claim.organisation)
