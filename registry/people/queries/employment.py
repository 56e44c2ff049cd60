"""Which unit a year of a person belongs to (二: the employer of the year confirms what is registered).

The notice does not say what holds for a year with two employers. Resolution: the one on 31 December, else the
last one of the year; pages that show it say so.
"""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import F, Min, Q

from cejc import clock
from registry.enums import EmploymentState
from registry.people.models import Employment, Organisation, Professional


def employer_of_year(professional: Professional, year: int) -> Organisation | None:
    """The confirmed employer on 31 December of `year`, else the last one in it; None where there was none."""
    found = employers_of_years([professional.pk], [year]).get((professional.pk, year))
    return Organisation.objects.get(pk=found) if found else None


def years_of_employers(professional: Professional) -> list[tuple[int, Organisation]]:
    """(year, unit) from the first confirmed place to this year, the
    latest first; years without one are left out."""
    places = professional.employments.filter(state=EmploymentState.CONFIRMED)
    first = places.aggregate(first=Min("valid_from"))["first"]
    if first is None:
        return []
    found = employers_of_years([professional.pk], range(first.year, clock.today().year + 1))
    units = Organisation.objects.in_bulk(set(found.values()))
    return sorted(((year, units[unit]) for (_person, year), unit in found.items()), reverse=True, key=_year)


def current_unit_of(professional: Professional) -> Organisation | None:
    """Where the person works now."""
    place = professional.employments.current().select_related("organisation").first()
    return place.organisation if place else None


def last_unit_of(professional: Professional) -> Organisation | None:
    """Where the person works now, or worked last."""
    places = professional.employments.filter(state=EmploymentState.CONFIRMED).select_related("organisation")
    place = places.order_by(F("valid_until").desc(nulls_first=True), "-valid_from", "-pk").first()
    return place.organisation if place else None


def _year(line: tuple[int, Organisation]) -> int:
    return line[0]


def employers_of_years(people: Collection[int], years: Collection[int]) -> Mapping[tuple[int, int], int]:
    """(person, year) -> unit, for those who had a confirmed place at any day of the year; one query."""
    rows = Employment.objects.filter(professional__in=people, state=EmploymentState.CONFIRMED)
    found: dict[tuple[int, int], int] = {}
    at_the_end: set[tuple[int, int]] = set()
    for person, unit, since, until in rows.order_by("valid_from", "pk").values_list(
        "professional_id", "organisation_id", "valid_from", "valid_until"
    ):
        for year in years:
            key, last = (person, year), date(year, 12, 31)
            if since > last or (until is not None and until < date(year, 1, 1)):
                continue
            if until is None or until >= last:
                at_the_end.add(key)
                found[key] = unit
            elif key not in at_the_end:
                found[key] = unit
    return found


def employers_and_above(person: int) -> list[Organisation]:
    """The units that a person (key) works or worked for, and those right
    above them: who may have taught it (R26)."""
    mine = Employment.objects.filter(professional=person, state=EmploymentState.CONFIRMED).values(
        "organisation"
    )
    own = list(Organisation.objects.filter(pk__in=mine))
    above = {one.path[: -Organisation.steplen] for one in own}
    found = Organisation.objects.filter(Q(pk__in=[one.pk for one in own]) | Q(path__in=above))
    return list(found.order_by("path"))
