"""Yearly figures as they are asked for: sums of the counters of units
over a part of the tree, never of people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from certification.enums import FigureName
from certification.models import FigureCount, YearFigure
from certification.queries.yearly.figure_columns import CASES, DAYS, HOURS, SLIPS, Column, Figures
from credits.engine import Policy
from registry.choices import region_name
from registry.enums import SUPERVISING, Role
from registry.models import Membership, Organisation
from registry.people.queries.governing import policy_of_unit

ZERO = Decimal(0)
READERS = (Role.HR, *SUPERVISING, Role.PROVINCE, Role.AUDITOR)
NAMES = {
    HOURS: (FigureName.YEARS, FigureName.REGISTERED, FigureName.SHORT, FigureName.MISSING),
    CASES: (FigureName.CASES,),
    SLIPS: (FigureName.SLIPS,),
    DAYS: (FigureName.DAYS,),
}
UNIT, REGION, YEAR = "unit", "region", "year"


@dataclass(frozen=True)
class Scope:
    """The units that are summed: one, one with all under it, or (None)
    the province; of one region where asked."""

    organisation: Organisation | None
    subtree: bool = True
    region: str = ""

    def units(self, prefix: str = "organisation") -> Q:
        """The filter for rows whose unit is the lookup `prefix`; "" for units themselves."""
        found, start = Q(), f"{prefix}__" if prefix else ""
        if self.organisation and self.subtree:
            found &= Q(**{f"{start}path__startswith": self.organisation.path})
        elif self.organisation:
            found &= Q(**{prefix or "pk": self.organisation.pk})
        return found & Q(**{f"{start}region": self.region}) if self.region else found

    def holds(self, unit: Organisation) -> bool:
        """Does `unit` lie inside?"""
        if self.organisation is None:
            return True
        inside = self.subtree and unit.path.startswith(self.organisation.path)
        return inside or unit.pk == self.organisation.pk

    @property
    def depth(self) -> int:
        """Of the unit that is summed in the tree; 0 for the province."""
        return self.organisation.depth if self.organisation else 0


@dataclass
class Line:
    """One row: its key (a path, a region, a year), what it is called, and its figures."""

    key: str
    label: str
    figures: dict[tuple[str, str, int], Decimal] = field(default_factory=dict)
    unit: Organisation | None = None
    own: bool = False  # the unit alone, without those under it


def scope_of(seat: Membership) -> Scope:
    """What the holder of `seat` answers for: HR its unit, an office all under it, the province everything."""
    if seat.role == Role.HR:
        return Scope(seat.organisation, subtree=False)
    return Scope(seat.organisation if seat.role in SUPERVISING else None)


def narrowed(scope: Scope, unit: Organisation | None, *, own: bool = False, region: str = "") -> Scope:
    """`scope` narrowed to a unit inside it (`own`: without those under it) and to a region."""
    if unit is not None:
        scope = replace(scope, organisation=unit, subtree=scope.subtree and not own)
    return replace(scope, region=region) if region else scope


def way_to(scope: Scope, unit: Organisation) -> list[Organisation]:
    """The units between `scope` and `unit`, from the top."""
    return list(Organisation.objects.get_ancestors(unit).filter(depth__gt=scope.depth).order_by("depth"))


def counted_at() -> datetime | None:
    """When the counters last changed; None before the first count."""
    return FigureCount.objects.filter(pk=1).values_list("counted_at", flat=True).first()


def counted(scope: Scope, *, show: str, by: str, year: int | None) -> list[Line]:
    """The rows of a table: `show` one of HOURS, CASES, SLIPS, DAYS; grouped by UNIT, REGION or YEAR.

    One sum over the counters of the units, one query for the names of units.
    """
    found: dict[str, dict[tuple[str, str, int], Decimal]] = defaultdict(dict)
    for key, name, part, days, value in _sums(scope, show, None if by == YEAR else year, _group(scope, by)):
        found[str(key)][name, part, days] = value
    return _lines(scope, by, found)


def _sums(
    scope: Scope, show: str, year: int | None, group: Any
) -> Iterable[tuple[Any, str, str, int, Decimal]]:
    rows = YearFigure.objects.filter(scope.units(), name__in=NAMES[show])
    rows = rows if year is None else rows.filter(year=year)
    return rows.order_by().values_list(group, "name", "part", "days").annotate(total=Sum("value"))


def _group(scope: Scope, by: str) -> Any:
    if by == REGION:
        return "organisation__region"
    return "year" if by == YEAR else Substr("organisation__path", 1, Organisation.steplen * (scope.depth + 1))


def _lines(scope: Scope, by: str, found: Mapping[str, dict]) -> list[Line]:
    if by == UNIT:
        units = {unit.path: unit for unit in Organisation.objects.filter(path__in=list(found))}
        return [_unit_line(scope, units[key], found[key]) for key in sorted(found)]
    if by == REGION:
        return [Line(key, region_name(key), found[key]) for key in sorted(found)]
    return [Line(key, _("%(year)s年") % {"year": key}, found[key]) for key in sorted(found, reverse=True)]


def _unit_line(scope: Scope, unit: Organisation, figures: dict) -> Line:
    """Beside those under it, the one above is named as itself."""
    own = scope.subtree and scope.organisation is not None and unit.pk == scope.organisation.pk
    own = own and not unit.is_leaf()
    return Line(
        unit.path, _("%(name)s（本级）") % {"name": unit.name} if own else unit.name, figures, unit, own
    )


def units_named(scope: Scope, sought: str) -> QuerySet[Organisation]:
    """The units of a part of the tree, at whatever depth, whose name holds `sought`."""
    return Organisation.objects.filter(scope.units(""), name__icontains=sought)


def of_units(scope: Scope, units: Sequence[Organisation], *, show: str, year: int) -> list[Line]:
    """The rows of a search: each of `units` (a page of them) with all under it. One sum."""
    lines = {unit.path: Line(unit.path, unit.name, {}, unit) for unit in units}
    if not lines:
        return []
    wanted = Q()
    for path in lines:
        wanted |= Q(organisation__path__startswith=path)
    rows = YearFigure.objects.filter(wanted, scope.units(), name__in=NAMES[show], year=year)
    grouped = rows.order_by().values_list("organisation__path", "name", "part", "days")
    for path, name, part, days, value in grouped.annotate(total=Sum("value")):
        for length in range(Organisation.steplen, len(path) + 1, Organisation.steplen):
            if line := lines.get(path[:length]):
                line.figures[name, part, days] = line.figures.get((name, part, days), ZERO) + value
    return list(lines.values())


def governing_in(scope: Scope) -> Policy:
    """The policy by whose subjects the figures of `scope` are headed, though some of its people may have
    another; of all the province, and of a region of it, the general one."""
    return policy_of_unit(scope.organisation)


def total(lines: Iterable[Line]) -> dict[tuple[str, str, int], Decimal]:
    """The sum of rows; a median of it is that of all their stays, not of their medians."""
    found: dict[tuple[str, str, int], Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        for key, value in line.figures.items():
            found[key] += value
    return found


def ordered(lines: list[Line], columns: Sequence[Column], sort: str) -> list[Line]:
    """`lines` by the column whose key `sort` names, with "-" the
    largest first; as they were for any other."""
    column = next((one for one in columns if one.key == sort.removeprefix("-")), None)
    if column is None:
        return lines
    sign = -1 if sort.startswith("-") else 1
    values = {line.key: column.value(line.figures) for line in lines}
    return sorted(lines, key=lambda line: (values[line.key] is None, sign * (values[line.key] or ZERO)))


def size_of(scope: Scope, column: Column, year: int) -> int:
    """How many people, cases, slips or stays a column of `year` stands for."""
    rows = YearFigure.objects.filter(
        scope.units(), year=year, name__in={name for name, _part in column.picks}
    )
    figures: Figures = {
        (name, part, 0): value
        for name, part, value in rows.order_by().values_list("name", "part").annotate(total=Sum("value"))
    }
    return column.size(figures)
