"""Who stands behind a figure: the people of a year, applications, slips, or stays at a stage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib.db.either import either
from certification.enums import SlipState, YearState
from certification.models import Case, PersonYear, Slip, StageStay
from certification.queries.policy import table_of
from certification.queries.title import title_of
from certification.queries.yearly.figure_columns import (
    CASES,
    DAYS,
    HOURS,
    SLIPS,
    ZERO,
    Column,
    hour_columns,
    slip_column,
    stage_column,
    stage_labels,
)
from certification.queries.yearly.figures import Scope
from certification.queries.yearly.subject_hours import two_names
from certification.workflow.table import state_label
from credits.engine import Policy
from registry.models import User
from registry.people.queries.names import people_named

PEOPLE = {
    "people": Q(),
    "registered": Q(registered=True),
    "settled": ~Q(state=YearState.SHORT),
    "short": Q(state=YearState.SHORT),
    "short-public": Q(missing_public__gt=0),
    "short-professional": Q(missing_professional__gt=0),
}
KINDS = {"case": CASES, "slip": SLIPS, "days": DAYS}
# The lookups of the person and of the unit of a row.
PATHS = {
    HOURS: ("professional", "organisation"),
    CASES: ("professional", "organisation"),
    SLIPS: ("professional", "case__organisation"),
    DAYS: ("case__professional", "organisation"),
}


def kind_of(what: str) -> str:
    """HOURS, CASES, SLIPS or DAYS for what a list of people is asked by; "" for what is none."""
    if what in PEOPLE:
        return HOURS
    head, _dash, part = what.partition("-")
    kind = KINDS.get(head, "") if part else ""
    return "" if kind == SLIPS and part not in SlipState.values else kind


def column_of(what: str, policy: Policy) -> Column | None:
    """The column that the list of `what` explains, where `policy` governs; None where there is none."""
    kind, part = kind_of(what), what.partition("-")[2]
    if kind == HOURS:
        return next((one for one in hour_columns(policy) if one.what == what), None)
    return slip_column(part) if kind == SLIPS else stage_column(kind, part, stage_labels())


def behind(user: User, scope: Scope, *, what: str, year: int, sought: str = "") -> QuerySet[Any]:
    """The rows behind a figure that `user` may see: PersonYear, Case,
    Slip or StageStay, with person and unit."""
    kind = kind_of(what)
    person, unit = PATHS[kind]
    rows = all_behind(scope, what=what, year=year).visible_to(user).select_related(person, unit)  # type: ignore[attr-defined]
    if sought:
        named = Q(**{f"{person}__in": people_named(sought)})
        rows = either(rows, named, Q(**{f"{unit}__name__icontains": sought}))
    if kind == DAYS:
        return rows.select_related("left_by").order_by("-days", "pk")
    # The people of a unit by name; a list of the whole province is read off in the order it has.
    return rows.order_by(f"{person}__name_key", "pk") if scope.organisation else rows.order_by("pk")


def all_behind(scope: Scope, *, what: str, year: int) -> QuerySet[Any]:
    """Every row behind a figure, whoever may see it: as many as the figure says."""
    kind, part = kind_of(what), what.partition("-")[2]
    if kind == HOURS:
        return PersonYear.objects.filter(scope.units(), PEOPLE[what], year=year)
    if kind == CASES:
        at = Q(state=part) | Q(state__startswith=f"{part}.")
        return Case.objects.filter(scope.units(), at, application_year=year).exclude(submitted_at=None)
    if kind == SLIPS:
        return Slip.objects.defer("content").filter(
            scope.units("case__organisation"), year=year, state=part, certificate=""
        )
    return StageStay.objects.filter(scope.units(), year=year, stage=part)


@dataclass(frozen=True)
class Cell:
    """One value of a row of people: as shown, with an address where it leads somewhere."""

    value: Any
    url: str = ""


@dataclass(frozen=True)
class Listing:
    """How rows of one kind are listed: headings with the kind of their cells, and the cells of a row."""

    headings: tuple[tuple[str, str], ...]  # (heading, "text", "word" (never broken), "number" or "date")
    cells: Callable[[Any], tuple[Cell, ...]]


def listing_of(what: str, policy: Policy) -> Listing:
    kind = kind_of(what)
    name, unit = (_("姓名"), "text"), (_("工作单位"), "text")
    if kind == HOURS:
        names = two_names(policy)
        return Listing((name, unit, *_hour_headings(names)), partial(_year_cells, len(names)))
    if kind == SLIPS:
        slip = ((_("编号"), "text"), name, unit, (_("认定跨度"), "word"), (_("签发日期"), "date"))
        return Listing(slip, _slip_cells)
    if kind == DAYS:
        return Listing((name, unit, (_("办理天数"), "number"), (_("办结时间"), "date")), _stay_cells)
    rest = ((_("申报职称"), "text"), (_("认定跨度"), "word"), (_("状态"), "text"), (_("到达时间"), "date"))
    return Listing((name, unit, *rest), _case_cells)


def _hour_headings(subjects: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return (
        *((words % one, "number") for one in subjects for words in (_("%s学时"), _("%s差额"))),
        (_("结果"), "word"),
        (_("年度登记"), "word"),
    )


def _year_cells(subjects: int, row: PersonYear) -> tuple[Cell, ...]:
    """`subjects`: 1 or 2 columns; what a person of another notice has beside them is then in the one."""
    person, hours = row.professional, _hours(row)
    if subjects == 1:
        hours = [(sum((one[0] for one in hours), ZERO), sum((one[1] for one in hours), ZERO))]
    return (
        Cell(person.name, reverse("registry:person", args=[person.public_id])),
        Cell(row.organisation.name),
        *(Cell(number) for pair in hours for number in pair),
        Cell(str(row.get_state_display())),
        Cell(_("已登记") if row.registered else _("未登记")),
    )


def _hours(row: PersonYear) -> list[tuple[Decimal, Decimal]]:
    """Hours and what is missing, of the subject in front and of the others."""
    return [
        (row.public_hours, row.missing_public),
        (row.professional_hours, row.missing_professional),
    ]


def _case_cells(row: Case) -> tuple[Cell, ...]:
    return (
        Cell(row.professional.name, reverse("certification:case", args=[row.public_id])),
        Cell(row.organisation.name),
        Cell(title_of(row)),
        Cell(f"{row.span_first}—{row.span_last}"),
        Cell(state_label(table_of(row), row.state)),
        Cell(row.state_since),
    )


def _slip_cells(row: Slip) -> tuple[Cell, ...]:
    return (
        Cell(row.number, reverse("certification:slip", args=[row.public_id])),
        Cell(row.professional.name),
        Cell(row.case.organisation.name),
        Cell(f"{row.span_first}—{row.span_last}"),
        Cell(row.issued_at),
    )


def _stay_cells(row: StageStay) -> tuple[Cell, ...]:
    return (
        Cell(row.case.professional.name, reverse("certification:case", args=[row.case.public_id])),
        Cell(row.organisation.name),
        Cell(row.days),
        Cell(row.left_by.at),
    )
