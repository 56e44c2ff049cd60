"""Which policy holds, and which days are working days."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from cejc import clock
from cejc.errors import Refused
from cejc.lib.db.ready import ready
from credits.engine import Policy
from credits.governing import ANYWHERE, Governing, Standing, cited, governing, in_force, policy_held
from credits.kept import bundled, policy_at, policy_named
from credits.models import CalendarDay, PolicyVersion

__all__ = [
    "ANYWHERE",
    "Governing",
    "Standing",
    "bundled",
    "cited",
    "governing",
    "in_force",
    "policy_at",
    "policy_held",
    "policy_named",
]


def policy_here() -> Policy:
    """What governs today where nobody in particular is asked about: pages for everyone."""
    return governing().policy


def kind_names() -> Mapping[str, str]:
    """Id -> name of every kind of activity that a policy in force knows; the general one has the say."""
    return _names_in(_known())[0]


def subject_names() -> Mapping[str, str]:
    """Id -> name of every subject that a policy in force knows."""
    return _names_in(_known())[1]


def series_names() -> Mapping[str, str]:
    """Id -> name of every title series that a policy in force knows."""
    return _names_in(_known())[2]


@policy_held()
def _known() -> tuple[Policy, ...]:
    general = policy_here()
    return general, *(one.policy for one in in_force() if one.sha256 != general.sha256)


@lru_cache(maxsize=32)
def _names_in(policies: tuple[Policy, ...]) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    kinds: dict[str, str] = {}
    subjects: dict[str, str] = {}
    series: dict[str, str] = {}
    for policy in policies:
        kinds = {one.id: one.name for one in policy.kinds.values()} | kinds
        subjects = dict(policy.subject_names) | subjects
        series = {one.id: one.name for one in policy.series.values()} | series
    return MappingProxyType(kinds), MappingProxyType(subjects), MappingProxyType(series)


@policy_held()
def policies_today() -> list[Policy]:
    """Every policy that somebody is governed by today or that counts beside, the general one in front."""
    today, general = clock.today(), policy_here()
    others = [one.policy for one in in_force() if one.runs(today) and one.sha256 != general.sha256]
    return [general, *others]


@policy_held()
def policies_worked_with() -> list[Policy]:
    """Every policy by which cases of some year and place may be under way today: those that have begun, of
    earlier years too, without what counts beside. The newest year first, the general one in front."""
    today = clock.today()
    begun = [one for one in in_force() if one.begins <= today and not one.beside]
    begun.sort(key=lambda one: (-one.application_year, one.closeness, one.name))
    return [one.policy for one in begun] or [policy_here()]


def notice_of(year: int) -> str:
    """How a paper of `year` cites the notice of that year: its number,
    else its title; "" while none is published."""
    try:
        return cited(governing(year=year).policy)
    except Refused:
        return ""


def filing_clause(year: int) -> str:
    """Where the notice of `year` asks for training to be filed; "" where none does."""
    try:
        return governing(year=year).policy.recognition.clause
    except Refused:
        return ""


def published_policies() -> list[PolicyVersion]:
    """The rows in force, newest application year first."""
    rows = PolicyVersion.objects.filter(published_at__isnull=False, retired_at__isnull=True)
    return list(rows.defer("source", "bases"))


def last_published(name: str) -> Policy | None:
    """The newest edition of `name` that was ever published, withdrawn or not; None where none was."""
    rows = PolicyVersion.objects.filter(name=name, published_at__isnull=False).order_by("-edition")
    found = rows.values_list("name", "sha256").first()
    return policy_at(*found) if found else None


def every_published_policy() -> list[Policy]:
    """Every edition that was ever published, amended and withdrawn ones too; the site's own while there is
    none. What was issued under one of them is read by it."""
    rows = PolicyVersion.objects.filter(published_at__isnull=False).values_list("name", "sha256")
    return [policy_at(*row) for row in rows] or [policy_here()]


def policies_rest_on() -> QuerySet[PolicyVersion, Any]:
    """The rows that decide over what strangers read of the rules (cejc/lib/shelf.py)."""
    rows = PolicyVersion.objects.filter(published_at__isnull=False).order_by("pk")
    return rows.values_list("name", "application_year", "sha256", "published_at", "retired_at")


def workdays(years: Iterable[int]) -> dict[date, bool]:
    """Date -> is it a working day, for every loaded date of `years`. A year that is not loaded is simply
    absent: the engine raises CalendarMissing when it needs it."""
    wanted = sorted(set(years))
    if not wanted:
        return {}
    days = _days(date(wanted[0], 1, 1), date(wanted[-1], 12, 31))
    return {day: works for day, works in days if day.year in wanted}


def workdays_before(day: date, number: int) -> dict[date, bool]:
    """The same of the weeks before `day` in which `number` working days are for certain, for
    no fortnight is without one. Much less to read than the years."""
    return dict(_days(day - timedelta(days=14 + 14 * number), day))


@ready
def _days(first: date, last: date) -> QuerySet[CalendarDay, tuple[date, bool]]:
    return CalendarDay.objects.filter(date__gte=first, date__lte=last).values_list("date", "is_workday")
