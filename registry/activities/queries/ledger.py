"""A person's years: which hours stand, which are asked for, what is missing. Read only; nothing is stored."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cejc.lib.db.ready import Keys, ready
from cejc.lib.hook import Hook
from credits.engine.awards import Award
from credits.engine.convert import Result, convert
from credits.engine.facts import InputFault, Record
from credits.engine.ledger import YearLine
from credits.engine.numbers import show_date
from credits.engine.person import Person
from credits.engine.policy import Policy
from credits.engine.records import parse_record
from registry.activities.models import Activity
from registry.enums import ActivityState
from registry.people.models import Professional
from registry.people.queries.governing import policy_of
from registry.people.queries.persons import person_of

CLAIMING = (ActivityState.SUBMITTED, ActivityState.BEGUN, ActivityState.APPROVED)

CertifiedYears = Callable[[Professional], Mapping[int, str]]
# Which years a valid earlier slip covers (R20).
certified_by: Hook[CertifiedYears] = Hook()


def certified_years(professional: Professional) -> dict[int, str]:
    """Year -> number of the earlier slip that covers it."""
    return {year: number for source in certified_by for year, number in source(professional).items()}


@dataclass(frozen=True)
class Ledger:
    """The engine's result, mapped back to activities. `unread` are records that this policy cannot read."""

    policy: Policy
    result: Result
    activities: Mapping[str, Activity]
    unread: tuple[Activity, ...] = ()

    @property
    def years(self) -> tuple[YearLine, ...]:
        return self.result.years

    def awards_of(self, activity: Activity) -> list[Award]:
        """What one activity earns, over all its years."""
        return [award for award in self.result.awards if award.record == str(activity.public_id)]


def records_of(activities: Iterable[Activity]) -> list[dict[str, Any]]:
    """Activities as records of the `convert` contract; the id of each is its public id."""
    return [{"id": str(row.public_id), "kind": row.kind, **row.facts} for row in activities]


def claims_of(professional: Professional, states: Iterable[str] = CLAIMING) -> list[Activity]:
    """The person's activities in `states`, the one submitted first in
    front: of two that collide it stands."""
    if tuple(states) == CLAIMING:
        return claims_of_many([professional.pk])
    rows = Activity.objects.filter(professional=professional, state__in=list(states))
    return list(rows.order_by("submitted_at", "pk"))


@ready
def claims_of_many(people: Keys) -> QuerySet[Activity]:
    """What counts or may count of these people (keys), in the order of `claims_of`."""
    rows = Activity.objects.filter(professional__in=people, state__in=CLAIMING)
    return rows.order_by("submitted_at", "pk")


def settled_of(activities: Iterable[Activity]) -> set[str]:
    """Ids of the records whose hours somebody approved: they stand as
    they are, the others give way to a cap."""
    return {str(row.public_id) for row in activities if row.state == ActivityState.APPROVED}


def read_records(policy: Policy, activities: Iterable[Activity]) -> tuple[list[Record], list[Activity]]:
    """Checked records, and the activities that `policy` cannot read (a kind that it does not know)."""
    records, unread = [], []
    for position, activity in enumerate(activities, start=1):
        try:
            records.append(parse_record(policy, records_of([activity])[0], position))
        except InputFault:
            unread.append(activity)
    return records, unread


# The engine names a record by its id, which is the public id of an activity.
_NAMED = re.compile(r"记录 ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ?")


def name_of(activity: Activity) -> str:
    """“名称”（2019年5月6日）, as sentences name a record."""
    title = activity.title or _("未命名的记录")
    return f"“{title}”（{show_date(activity.first_date)}）" if activity.first_date else f"“{title}”"


def named(sentence: str, activities: Iterable[Activity]) -> str:
    """A sentence of the engine with each record named by its title and date."""
    if not _NAMED.search(sentence):
        return sentence
    names = {str(row.public_id): name_of(row) for row in activities}
    return _NAMED.sub(lambda match: names.get(match[1], match[0]), sentence)


def named_awards(awards: Iterable[Award], activities: Collection[Activity]) -> tuple[Award, ...]:
    """Awards whose reasons name other records as people know them."""
    return tuple(replace(award, why=named(award.why, activities)) for award in awards)


def ledger_of(
    professional: Professional,
    years: Iterable[int],
    policy: Policy | None = None,
    certified: Mapping[int, str] | None = None,
    exempt: Mapping[int, str] | None = None,
    states: Iterable[str] = CLAIMING,
    activities: Iterable[Activity] | None = None,
    person: Person | None = None,
    approved: Collection[str] = (),
) -> Ledger:
    """The yearly ledger of a person under `policy` (the one that governs today, when None).

    `certified` is year -> number of the earlier slip, `exempt` year -> reason; `activities` and `person` save
    the queries where they are at hand. `approved` are ids of records that count as if somebody had approved
    them, beside those that are.
    """
    policy = policy or policy_of(professional)
    wanted = set(states)
    rows = (
        claims_of(professional, wanted)
        if activities is None
        else [row for row in activities if row.state in wanted]
    )
    records, unread = read_records(policy, rows)
    settled = settled_of(rows)
    result = convert(
        policy,
        records,
        years,
        certified or {},
        exempt or {},
        settled=settled,
        person=person or person_of(professional, policy),
        approved={*settled, *approved},
    )
    return Ledger(policy, result, {str(row.public_id): row for row in rows}, tuple(unread))
