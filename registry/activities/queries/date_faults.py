"""Dates that no record of a person can bear: not after today, not before the sixteenth birthday."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.writing.identity import birth_date
from credits.engine.facts import FactFault
from credits.engine.numbers import show_date
from credits.engine.policy import Policy
from registry.activities.queries.slots import values_of
from registry.people.models import Professional

WORKING_AGE = 16  # 劳动法第十五条: nobody is employed before


def date_faults(policy: Policy, person: Professional, kind: str, facts: Mapping[str, Any]) -> list[FactFault]:
    """What is wrong with the dates among `facts`, each at its fact (`lines[2].date` inside of lines)."""
    return [*too_late(policy, kind, facts), *too_young(policy, person, kind, facts)]


def too_late(policy: Policy, kind: str, facts: Mapping[str, Any]) -> list[FactFault]:
    today = clock.today()
    return [
        FactFault(name, _("%(date)s在今天之后，请在活动结束后再登记") % {"date": show_date(day)})
        for name, day in _days(policy, kind, facts)
        if day > today
    ]


def too_young(policy: Policy, person: Professional, kind: str, facts: Mapping[str, Any]) -> list[FactFault]:
    """Dates before the person was sixteen; nothing where the number does not tell the birth date."""
    since = working_age_from(person)
    if since is None:
        return []
    return [
        FactFault(
            name,
            _("%(date)s在您年满十六周岁（%(since)s）之前，请核对日期")
            % {"date": show_date(day), "since": show_date(since)},
        )
        for name, day in _days(policy, kind, facts)
        if day < since
    ]


def working_age_from(person: Professional) -> date | None:
    """The sixteenth birthday; None when the identity number does not tell it."""
    born = birth_date(person.identity_type, person.identity_number) if person.has_number else None
    if born is None:
        return None
    try:
        return born.replace(year=born.year + WORKING_AGE)
    except ValueError:  # 29 February, and the year is none of 366 days
        return date(born.year + WORKING_AGE, 3, 1)


def _days(policy: Policy, kind: str, facts: Mapping[str, Any]) -> Iterator[tuple[str, date]]:
    for name, value in values_of(policy, kind, facts).items():
        if isinstance(value, date):
            yield name, value
        elif name == "lines":
            yield from ((f"lines[{place}].date", line.day) for place, line in enumerate(value))
