"""《公需科目培训备案表》 on paper: the particulars, the timetable, the plan, and
room for both seals; drawn by the worker."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cejc import clock
from cejc.lib.paper import pdf
from cejc.lib.writing.dates import cn_day
from cejc.site import gettext as _
from cejc.site import site
from credits.queries import filing_clause, notice_of
from registry.enums import PaperKind
from registry.keys.services import signing
from registry.keys.services.signing import Signed
from registry.machinery.models.job import Job
from registry.machinery.services.drawing import drawn
from registry.machinery.services.job import handles
from registry.training.models import Filing
from registry.training.queries.timetable import in_day_order, slot_names

TEMPLATE, STYLE = "pdf/filing.html", "pdf/filing.css"
CLAUSE = re.compile(r"([一二三四五六七八九十]+)\(([一二三四五六七八九十]+)\)")
WEEKDAYS = "一二三四五六日"


def title_of(filing: Filing) -> str:
    """四(四) names the form of 2020; other years have the same under their own year."""
    return site().papers.filing.format(year=filing.year)


def hours_of(one: Any) -> str:
    """08:30–12:00, "" when the times are not said."""
    return f"{one.begins:%H:%M}–{one.ends:%H:%M}" if one.begins and one.ends else ""


def spelt(clause: str) -> str:
    """第四条第（四）项 of 四(四), as a paper says it; a clause of another make stays as it is written."""
    found = CLAUSE.fullmatch(clause)
    return f"第{found[1]}条第（{found[2]}）项" if found else clause


def _day_of(day: date, year: int) -> str:
    """6月15日 周一, with its year where this is not the form's."""
    shown = f"{day.month}月{day.day}日" if day.year == year else cn_day(day)
    return f"{shown} 周{WEEKDAYS[day.weekday()]}"


def contents_of(filings: Sequence[Filing]) -> Iterator[dict[str, Any]]:
    """The context of templates/pdf/filing.html for each; slots are at hand."""
    names, years = slot_names(), {one.year for one in filings}
    notices = {year: (notice_of(year), filing_clause(year)) for year in years}
    return (_content(one, names, notices[one.year]) for one in filings)


def _content(filing: Filing, names: Mapping[str, str], notice: tuple[str, str]) -> dict[str, Any]:
    slots = in_day_order(filing.slots.all(), names)
    first, last = (slots[0].date, slots[-1].date) if slots else (None, None)
    submitted = clock.day_of(filing.submitted_at) if filing.submitted_at else None
    accepted = clock.day_of(filing.decided_at) if filing.number and filing.decided_at else None
    return {
        "title": title_of(filing),
        "filing": filing,
        "base": str(filing.base),
        "period": (cn_day(first) if first == last else f"{cn_day(first)}至{cn_day(last)}")
        if first and last
        else "",
        "lines": [
            {
                "day": _day_of(one.date, filing.year),
                "slot": names.get(one.slot, one.slot),
                "hours": hours_of(one),
                "topic": one.topic,
                "teacher": one.teacher,
                "place": one.place if one.place and one.place != filing.place else _("同培训地点"),
            }
            for one in slots
        ],
        "plan": [line for line in filing.plan.splitlines() if line.strip()],
        "number": filing.number,
        "submitted": cn_day(submitted) if submitted else "",
        "accepted": cn_day(accepted) if accepted else "",
        "changed": filing.version > 1,
        "notice": notice[0],
        "clause": spelt(notice[1]),
    }


def draw(filing: Filing) -> bytes:
    """The PDF of the form: the same bytes for the same content."""
    (content,) = contents_of([filing])
    return pdf.from_template(TEMPLATE, content, title=_("培训备案表"), css=STYLE)


@handles("filing.render")
def run_render(job: Job) -> None:
    """Draw the form as it stands now; a draft may be gone by then."""
    filing = (
        Filing.objects.select_related("base__organisation").filter(public_id=job.payload["filing"]).first()
    )
    if filing is None:
        return
    made: list[Signed] = []

    def keep(name: str) -> None:
        signing.note(made[-1], PaperKind.FILING, name)

    def signed(row: Filing) -> bytes:
        made.append(_signed(row))
        return made[-1].pdf

    drawn(filing, signed, action="filing.drawn", context=filing.base, kept=keep)


def _signed(filing: Filing) -> Signed:
    """What is accepted leaves with a signature; before, it is the base's own form."""
    return signing.signed(draw(filing), PaperKind.FILING) if filing.number else Signed(draw(filing))
