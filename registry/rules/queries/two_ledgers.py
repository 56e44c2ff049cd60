"""Two ledgers of one person beside each other, year by year: as the rules are, and as they would be."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from credits.engine.differences import clause_rank
from credits.engine.ledger import MET, SHORT, STATUS_NAMES
from credits.engine.numbers import ZERO, show

Told = Mapping[str, Any]


def side_by_side(before: Told, after: Told) -> list[dict[str, Any]]:
    """A row a year, of what `what_if_person.told` has told of both."""
    was = {line["year"]: line for line in before["years"]}
    now = {line["year"]: line for line in after["years"]}
    return [
        {
            "year": year,
            "was": _side(before, was.get(year)),
            "now": _side(after, now.get(year)),
            "more": signed(_total(now.get(year)) - _total(was.get(year))),
        }
        for year in sorted(was.keys() | now.keys())
    ]


def _total(line: Told | None) -> Decimal:
    return Decimal(line["total"]) if line else ZERO


def _side(ledger: Told, line: Told | None) -> dict[str, Any]:
    if line is None:
        return {"total": "", "parts": "", "state": None}
    parts = [f"{name}{show(Decimal(line['hours'][key]))}" for key, name in ledger["subjects"]]
    short = [(name, Decimal(line["missing"][key])) for key, name in ledger["subjects"]]
    lacks = [f"{name}{show(hours)}" for name, hours in short if hours]
    kind = {SHORT: "returned", MET: "done"}.get(line["status"], "neutral")
    whole = Decimal(line["missing_total"])
    missing = "、".join(lacks) or (show(whole) if whole else "")
    return {
        "total": show(Decimal(line["total"])),
        "parts": "、".join(parts),
        "state": {"label": STATUS_NAMES[line["status"]], "kind": kind},
        "missing": _("还缺%s") % missing if missing else "",
    }


def signed(hours: Decimal) -> str:
    """+12, −4, 0."""
    return f"+{show(hours)}" if hours > 0 else f"−{show(-hours)}" if hours else "0"


def changed_clauses(clauses: Mapping[str, tuple[Decimal, Decimal]]) -> list[dict[str, Any]]:
    """The clauses under which the hours are others, in the order of the notice."""
    return [
        {"clause": clause, "was": show(was), "now": show(now), "more": signed(now - was)}
        for clause, (was, now) in sorted(clauses.items(), key=lambda one: clause_rank(one[0]))
        if was != now
    ]
