"""The wall print of a published notice: the frozen list as A4 paper,
with the address of its page as QR code."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cejc.lib.paper import pdf, qr
from cejc.lib.writing import pinyin
from cejc.lib.writing.dates import cn_day
from certification.models import Notice
from certification.queries.title import title_in
from certification.queries.yearly.subject_hours import common, frozen_parts, hours_in
from certification.queries.yearly.year_words import is_examined, result_of

TEMPLATE, STYLE = "pdf/notice.html", "pdf/notice.css"
INDEXED = 60  # people on a list that has no index yet


def draw(notice: Notice) -> bytes:
    """The PDF of a published notice, the same bytes each time it stands so. Raises ValueError for a draft."""
    if not notice.frozen:
        raise ValueError("a draft has no frozen list to print")
    return pdf.from_template(TEMPLATE, sheet_of(notice), title=notice.frozen["title"], css=STYLE)


def sheet_of(notice: Notice) -> dict[str, Any]:
    """The context of templates/pdf/notice.html, from the frozen content and who was struck since."""
    frozen = notice.frozen
    years = sorted({year["year"] for entry in frozen["entries"] for year in entry["years"]})
    address = f"{settings.CEJC_PUBLIC_URL}/notices/{notice.public_id}/"
    struck = _struck(notice)
    subjects = common(frozen["entries"])
    entries = [_entry(entry, years, struck, bool(subjects)) for entry in frozen["entries"]]
    units = {entry["unit"] for entry in frozen["entries"]}
    return {
        "title": frozen["title"],
        "paragraphs": [line for line in frozen["text"].splitlines() if line.strip()],
        "unit_of_hours": frozen["unit_of_hours"],
        "years": years,
        "entries": entries,
        "several": len(units) > 1,
        "index": _index(entries) if len(entries) > INDEXED else [],
        "struck": [one for one in entries if one["struck"]],
        "period": _period(frozen, subjects),
        "objection": _(
            "对名单有异议的，请在公示期内以真实姓名向公示单位或其主管部门反映，也可以扫描二维码在线提出。"
        ),
        "contact": frozen["contact"],
        "receipt": _("在线提出的，系统给出回执码，凭回执码可以查看办理情况和答复。"),
        "organisation": frozen["unit"],
        "date": cn_day(frozen["published_at"][:10]),
        "page_url": address,
        "qr_svg": qr.svg(address),
    }


def _struck(notice: Notice) -> dict[int, str]:
    """Position -> why and when the person was taken off, as everybody may read it."""
    rows, words = notice.entries.exclude(taken_out_reason=""), _("%(day)s移出：%(why)s")
    return {
        row.position: words % {"day": cn_day(row.taken_out_at), "why": row.taken_out_reason}
        for row in rows
        if row.taken_out_at
    }


def _entry(entry: dict[str, Any], years: list[int], struck: dict[int, str], plain: bool) -> dict[str, Any]:
    of_year = {year["year"]: _hours(year, entry, plain) for year in entry["years"]}
    results = {result_of(year) for year in entry["years"] if is_examined(year)} or {_("合格")}
    return {
        "position": entry["position"],
        "name": entry["name"],
        "unit": entry["unit"],
        "title": title_in(entry),
        "span": f"{entry['span'][0]}—{entry['span'][1]}",
        "hours": [of_year.get(year, "—") for year in years],
        "result": _("已移出") if entry["position"] in struck else "、".join(sorted(results)),
        "struck": struck.get(entry["position"], ""),
        "initial": "",
    }


def _index(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first letters of the names, each with the first of its people: its page stands beside it on
    paper."""
    found: list[dict[str, Any]] = []
    for initial, group in groupby(entries, key=lambda entry: _initial(entry["name"])):
        first, *rest = list(group)
        first["initial"] = f"i{len(found)}"
        last = rest[-1] if rest else first
        found.append({"letter": initial, "anchor": first["initial"], "first": first, "last": last})
    return found


def _initial(name: str) -> str:
    letter = pinyin.key(name)[:1].upper()
    return letter if letter.isascii() and letter.isalpha() else _("其他")


def _hours(year: dict[str, Any], entry: dict[str, Any], plain: bool) -> str:
    """30＋60 for a year that was examined, else why it was not; with the names of subjects where the list has
    several makes (not `plain`)."""
    if not is_examined(year):
        return str(year["basis"])
    return "＋".join(hours_in(year)) if plain else frozen_parts(entry, year)


def _period(frozen: dict[str, Any], subjects: list[str]) -> str:
    dates = _("%(first)s至%(last)s，共%(days)s个工作日，发布当日不计入。") % {
        "first": cn_day(frozen["published_at"][:10]),
        "last": cn_day(frozen["last_day"]),
        "days": frozen["working_days"],
    }
    return dates + _("各年度数字为%s。") % "＋".join(subjects) if subjects else dates
