"""What a trial found, as its page and its workbook show it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credits.engine.differences import clause_rank
from credits.engine.numbers import show
from credits.queries import series_names
from registry.choices import region_name
from registry.enums import TitleLevel
from registry.people.models import Organisation, Professional, User
from registry.rules.models import WhatIf, WhatIfLoss
from registry.rules.queries.two_ledgers import side_by_side, signed
from registry.rules.queries.what_if_tally import (
    AFTER,
    BEFORE,
    GAIN,
    LOSE,
    MEET,
    MISS,
    PEOPLE,
    YEARS_MET,
    YEARS_MISSED,
    Line,
    Tally,
    read,
)

TITLES = {
    "series": gettext_lazy("职称系列"),
    "level": gettext_lazy("职称级别"),
    "city": gettext_lazy("地区"),
    "unit": gettext_lazy("单位"),
}


@dataclass(frozen=True)
class Row:
    """One line of a table, in words."""

    name: str
    people: int
    gain: int
    lose: int
    meet: int
    miss: int
    before: str
    after: str
    more: str


@dataclass(frozen=True)
class Clause:
    clause: str
    before: str
    after: str
    more: str
    gain: int
    lose: int


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Figures:
    """Everything but the people who lose most; `equal` others lose just as much as the last of those."""

    tally: Tally
    whole: Row
    years_met: int
    years_missed: int
    tables: list[Table]
    clauses: list[Clause]
    units_left: int
    equal: int

    @property
    def unchanged(self) -> bool:
        """Whether the draft changes nobody's hours and nobody's year."""
        return not (self.whole.gain or self.whole.lose or self.whole.meet or self.whole.miss)


def headline_of(row: WhatIf) -> Row | None:
    """Everybody in one line, of a run that has ended with a result; None of any other. No query."""
    return _row("", read(row.counts).all) if row.counts else None


def figures_of(row: WhatIf) -> Figures:
    """Of a run that is done, or was ended early. One query, for the names of the units."""
    tally = read(row.counts)
    names = _names(tally)
    tables = [Table(key, str(title), _rows(tally.groups[key], names[key])) for key, title in TITLES.items()]
    whole = _row(str(_("合计")), tally.all)
    met, missed = tally.all[YEARS_MET], tally.all[YEARS_MISSED]
    left = row.counts["units_left"]
    return Figures(tally, whole, met, missed, tables, _clauses(tally), left, _equal(row, tally))


def _names(tally: Tally) -> dict[str, Callable[[str], str]]:
    units = [int(key) for key in tally.groups["unit"] if key]
    known = dict(Organisation.objects.filter(pk__in=units).values_list("pk", "name"))
    series, levels = series_names(), dict(TitleLevel.choices)
    return {
        "series": lambda key: series.get(key, key) or str(_("未登记职称系列")),
        "level": lambda key: str(levels.get(key, key)),
        "city": lambda key: region_name(key) if key else str(_("没有在职单位")),
        "unit": lambda key: known.get(int(key), "") if key else str(_("没有在职单位")),
    }


def _rows(lines: dict[str, Line], name: Callable[[str], str]) -> list[Row]:
    """Where most people lose or miss stands first."""
    order = sorted(lines.items(), key=lambda one: (-one[1][LOSE] - one[1][MISS], -one[1][PEOPLE], one[0]))
    return [_row(name(key), line) for key, line in order]


def _row(name: str, line: Line) -> Row:
    before, after = line[BEFORE], line[AFTER]
    counted = line[PEOPLE], line[GAIN], line[LOSE], line[MEET], line[MISS]
    return Row(name, *counted, show(before), show(after), signed(after - before))


def _clauses(tally: Tally) -> list[Clause]:
    order = sorted(tally.clauses.items(), key=lambda one: clause_rank(one[0]))
    return [
        Clause(clause, show(was), show(now), signed(now - was), gain, lose)
        for clause, (was, now, gain, lose) in order
    ]


def _equal(row: WhatIf, tally: Tally) -> int:
    """How many lose just as much as the last of those who are kept, and are not among them."""
    kept = list(row.losses.values_list("hours", flat=True))
    if not kept:
        return 0
    last = min(kept)
    return sum(count for hours, count in tally.lost.items() if hours >= last) - len(kept)


def losses_of(row: WhatIf) -> QuerySet[WhatIfLoss]:
    return row.losses.select_related("person", "unit").order_by("-hours", "person")


def named(losses: Iterable[WhatIfLoss], user: User) -> list[dict[str, Any]]:
    """Those who lose most, by name where the reader may see the person; one query."""
    rows = list(losses)
    seen = Professional.objects.visible_to(user).filter(pk__in=[one.person_id for one in rows])
    visible = set(seen.values_list("pk", flat=True))
    return [_named(one, one.person_id in visible) for one in rows]


def _named(loss: WhatIfLoss, visible: bool) -> dict[str, Any]:
    return {
        "person": loss.person if visible else None,
        "name": loss.person.name if visible else _("姓名不显示"),
        "unit": loss.unit.name if loss.unit else _("没有在职单位"),
        "hours": show(Decimal(loss.hours)),
        "years": side_by_side(loss.before, loss.after),
    }
