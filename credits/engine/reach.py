"""For whom a policy holds, from when to when, and which notice it amends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from credits.engine.reader import Reader
from credits.engine.words import _

_REGION = re.compile(r"[0-9]{6}")
_OF_YEAR = re.compile(r"-[0-9]{4}$")


@dataclass(frozen=True)
class Amendment:
    """What a later edition of a published notice says of itself. `edition` counts from 2; `reweigh`: cases
    that are open are counted again under it."""

    edition: int
    document_number: str
    document_date: date
    reasons: str
    reweigh: bool


@dataclass(frozen=True)
class Reach:
    """`rule_set` names the row of notices that follow each other year by year. Empty `regions` (codes of GB/T
    2260) and `series` (ids of series) mean everyone. `beside`: its hours are counted in a ledger of their
    own, beside those of the policy that governs the person otherwise. It is worked with from `begins` to
    `ends` (inclusive, Asia/Shanghai), or until the next one of its row begins.
    """

    rule_set: str
    begins: date
    ends: date | None = None
    regions: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    beside: bool = False
    amendment: Amendment | None = field(default=None)
    row_said: bool = False  # whether the file says itself which row it belongs to

    @property
    def edition(self) -> int:
        return self.amendment.edition if self.amendment else 1


def read_reach(root: Reader, name: str, document_date: date) -> Reach:
    """The keys `begins`, `ends`, `[scope]` and `[amendment]` of a file."""
    begins = root.day("begins") if root.has("begins") else document_date
    ends = root.day("ends") if root.has("ends") else None
    if ends and ends < begins:
        root.fault("ends", _("停止执行的日期早于开始执行的日期"))
    scope = root.section("scope")
    found = Reach(
        rule_set=scope.text("set", "") or _OF_YEAR.sub("", name),
        begins=begins,
        ends=ends,
        regions=_regions(scope),
        series=scope.names("series", None, ()),
        beside=scope.boolean("beside", False),
        amendment=_amendment(root),
        row_said=bool(scope.text("set", "")),
    )
    scope.done()
    return found


def _regions(scope: Reader) -> tuple[str, ...]:
    codes = scope.names("regions", None, ())
    for code in codes:
        if not _REGION.fullmatch(code):
            scope.fault("regions", _("行政区划代码应为六位数字，实际为 {code}", code=code))
    return codes


def _amendment(root: Reader) -> Amendment | None:
    if not root.has("amendment"):
        return None
    table = root.section("amendment")
    found = Amendment(
        edition=table.integer("edition", least=2, most=99),
        document_number=table.text("document_number"),
        document_date=table.day("document_date"),
        reasons=table.text("reasons"),
        reweigh=table.boolean("reweigh", False),
    )
    table.done()
    return found
