"""The year-end sheet of a unit: each present person with the hours of each year, and what is missing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from certification.enums import YearState
from certification.models import PersonYear
from credits.engine import show
from registry.models import Employment, Organisation

# Years that count as a whole, whatever the hours.
WHOLE = (YearState.CERTIFIED, YearState.EXEMPT, YearState.DEEMED)


@dataclass(frozen=True)
class Line:
    """One person of the unit and the years that were asked for; None where a year was not counted."""

    place: Employment
    years: list[PersonYear | None]


def people_of_unit(unit: Organisation) -> QuerySet[Employment]:
    """Who works there now, by name."""
    rows = Employment.objects.current().filter(organisation=unit).select_related("professional")
    return rows.order_by("professional__name_key", "pk")


def lines(places: Sequence[Employment], years: Sequence[int]) -> list[Line]:
    """The lines of some people, in one statement. A year that was spent at another unit is shown as well:
    what was approved there stands for the person, and the present unit reads those records too."""
    people = [place.professional_id for place in places]
    found: dict[int, dict[int, PersonYear]] = defaultdict(dict)
    for row in PersonYear.objects.filter(professional__in=people, year__in=years):
        found[row.professional_id][row.year] = row
    return [Line(place, [found[place.professional_id].get(year) for year in years]) for place in places]


def totals(unit: Organisation, years: Sequence[int]) -> list[tuple[int, int]]:
    """Of each year, how many of the people qualify and how many are short. One statement."""
    here = Employment.objects.current().filter(organisation=unit).values("professional")
    rows = PersonYear.objects.filter(professional__in=here, year__in=years).order_by()
    counted: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for year, state, count in rows.values_list("year", "state").annotate(Count("pk")):
        counted[year][state == YearState.SHORT] += count
    return [(counted[year][0], counted[year][1]) for year in years]


def hours(row: PersonYear, subjects: Sequence[str]) -> str:
    """公需30 专业60; "" where a year counts as a whole. `subjects`: what the columns are called here."""
    if row.state in WHOLE:
        return ""
    return " ".join(f"{name}{show(number)}" for name, number in zip(subjects, counted(row), strict=False))


def counted(row: PersonYear) -> list[Decimal]:
    return [row.public_hours, row.professional_hours]


def missing(row: PersonYear, subjects: Sequence[str]) -> str:
    """What is missing in words; "" when nothing is."""
    lacks = zip(subjects, (row.missing_public, row.missing_professional), strict=False)
    found = " ".join(f"{name}{show(number)}" for name, number in lacks if number)
    return _("缺%s") % found if found else ""
