"""The ledgers of the policies that count somebody's hours beside the one that governs: each of its own, with
what it asks for and what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from credits.engine.ledger import SHORT, STATUS_NAMES, YearLine
from credits.engine.numbers import ZERO, show
from credits.engine.policy import Policy
from credits.governing import Governing, cited
from registry.activities.models import Activity
from registry.activities.queries.lacking import beyond, carried_words, lacking, words_of
from registry.activities.queries.ledger import Ledger, claims_of, ledger_of
from registry.enums import ActivityState
from registry.people.models import Professional
from registry.people.queries.persons import person_of

APPROVED_ONLY = (ActivityState.APPROVED,)


@dataclass(frozen=True)
class Beside:
    """One policy, how its notice is cited, and its years, the latest first."""

    policy: Policy
    cited: str
    years: list[dict[str, Any]]


def ledgers_beside(
    person: Professional,
    found: Governing,
    years: Iterable[int],
    activities: Iterable[Activity] | None = None,
) -> list[Beside]:
    """What counts beside for `person` in `years`: the present year, and those in which something counts or
    may count. `activities` saves the query where the person's claims are at hand; no query where nothing
    counts beside."""
    if not found.beside:
        return []
    rows, wanted = list(claims_of(person) if activities is None else activities), sorted(set(years))
    return [_beside(person, one.policy, wanted, rows) for one in found.beside]


def _beside(person: Professional, policy: Policy, years: list[int], rows: list[Activity]) -> Beside:
    known = person_of(person, policy)
    asked = ledger_of(person, years, policy, activities=rows, person=known)
    stands = ledger_of(person, years, policy, activities=rows, person=known, states=APPROVED_ONLY)
    held, today = held_in(asked), clock.today().year
    shown = [
        _year(policy, now, all_, held.get(now.year, []))
        for now, all_ in zip(stands.years, asked.years, strict=True)
        if all_.total or now.year == today or now.year in held
    ]
    return Beside(policy, cited(policy), shown[::-1])


def _year(policy: Policy, stands: YearLine, asked: YearLine, held: list[str]) -> dict[str, Any]:
    """One year: approved hours, those asked for, how it stands, and what is missing with all of them."""
    more = beyond(asked)
    return {
        "year": asked.year,
        "hours": _hours(policy, stands.hours),
        "total": stands.total,
        "pending": _hours(policy, {key: asked.hours[key] - stands.hours[key] for key in asked.hours}),
        "state": _state(stands, asked),
        "lacks": "、".join(words_of(policy, lacking(asked))),
        "needs": more.get("needs", []),
        "carried": carried_words(policy, more.get("carried", {})),
        "held": held,
    }


def _hours(policy: Policy, hours: Mapping[str, Any]) -> str:
    """I类学分6、II类学分10, without what is nothing."""
    names = policy.subject_names
    return "、".join(f"{names[one]}{show(hours[one])}" for one in hours if hours[one] > ZERO)


def _state(stands: YearLine, asked: YearLine) -> dict[str, str]:
    if stands.status != SHORT:
        return {"label": _(STATUS_NAMES[stands.status]), "kind": "done"}
    if asked.status != SHORT:
        return {"label": _("审核后可达标"), "kind": "waiting"}
    return {"label": _(STATUS_NAMES[SHORT]), "kind": "neutral"}


def held_in(ledger: Ledger) -> dict[int, list[str]]:
    """Year -> which hours count only once they are approved, and why."""
    found: dict[int, list[str]] = {}
    for award in ledger.result.awards:
        if award.held:
            title = ledger.activities[award.record].title
            found.setdefault(award.year, []).append(f"{title}：{award.why}")
    return found
