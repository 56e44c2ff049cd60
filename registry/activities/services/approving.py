"""Approve many records at once, as part of a decision on what they belong to (the pass of a case)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from decimal import Decimal

from django.urls import reverse

from cejc import clock
from cejc.lib.pieces import PIECE
from credits.engine.person import Person
from credits.engine.policy import Policy
from credits.governing import Governing
from registry.activities.models import Activity, ActivityReview, Award
from registry.activities.moves.activity import ACTIVITY
from registry.activities.permissions import WAITING, refusal_to_review
from registry.activities.queries.governing import awaits_approval
from registry.activities.queries.ledger import ledger_of, named_awards
from registry.activities.services.activity_review import APPROVE, Held, fault_of, held_of
from registry.activities.services.ledger import ledger_key, reaches_others
from registry.enums import ActivityState
from registry.people.models import Professional, User
from registry.people.queries.governing import governing_of_many
from registry.people.queries.persons import persons_under
from registry.people.services.telling.message import tell_each

CHANGED = ("state", "edit", "updated_at", "decided_at")
# By record and ledger what is kept of it.
Kept = dict[tuple[int, str], list[tuple[int, str, Decimal, str]]]


def locked(keys: Collection[int]) -> list[Activity]:
    """The records under lock, their people before them, in one order for everybody. Inside a service."""
    people = Activity.objects.filter(pk__in=keys).values("professional")
    list(Professional.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))
    return list(ACTIVITY.rows().filter(pk__in=keys).order_by("pk"))


def approved(rows: Sequence[Activity]) -> dict[int, Activity]:
    """By key: each record as it would stand, nothing written."""
    found = {row.pk: copy(row) for row in rows}
    for row in found.values():
        row.state = ActivityState.APPROVED
    return found


def alone(actor: User, rows: Sequence[Activity], stage: str) -> set[int]:
    """Keys of those locked records that have to be decided on one by one: something stands against them, or
    their approval moves what other records of the person count. A constant number of queries."""
    held, acted = held_of(rows), _acted(actor, rows)
    against = {row.pk for row in rows if _stands_against(actor, row, stage, acted[row.pk], held)}
    return against | _moving(rows, held)


def _stands_against(actor: User, row: Activity, stage: str, acted: set[str], held: Held) -> bool:
    waits = row.state in WAITING
    return not waits or bool(refusal_to_review(actor, row, stage, acted) or fault_of(row, held))


def _acted(actor: User, rows: Sequence[Activity]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {row.pk: set() for row in rows}
    mine = ActivityReview.objects.filter(activity__in=found, person=actor.professional_id, undone_at=None)
    for key, stage in mine.values_list("activity", "stage"):
        found[key].add(stage)
    return found


def _moving(rows: Sequence[Activity], held: Held) -> set[int]:
    """Records of a person whose waiting ones would be weighed anew by `reweigh`, before or after; and those
    whose own hours wait for this approval."""
    people = {row.professional_id: row.professional for row in rows}
    found, then = governing_of_many(people.values()), approved(rows)
    known = persons_under(people, found)
    waiting = _waiting_under(rows, found)
    capped = {(row.professional_id, one) for row in rows for one in _reached(found, row)}
    claims = [row for person in {person for person, _one in capped} for row in held.claims[person]]
    kept = _kept([row.pk for row in claims if row.state != ActivityState.APPROVED])
    moved = {
        person
        for person, policy in capped
        for records in (held.claims[person], [then.get(row.pk, row) for row in held.claims[person]])
        if _differs(records, kept, policy, people[person], known[person, policy.sha256])
    }
    return waiting | {row.pk for row in rows if row.professional_id in moved}


def _reached(found: Mapping[int, Governing], row: Activity) -> Iterator[Policy]:
    """The policies under which `row` can lower what another record counts."""
    return (one for one in found[row.professional_id].policies if reaches_others(one, row.kind))


def _waiting_under(rows: Sequence[Activity], found: Mapping[int, Governing]) -> set[int]:
    return {
        row.pk
        for row in rows
        if any(awaits_approval(one, row.kind) for one in found[row.professional_id].policies)
    }


def _kept(keys: Collection[int]) -> Kept:
    found: Kept = defaultdict(list)
    rows = Award.objects.filter(activity__in=keys).order_by("year", "subject")
    for row in rows:
        found[row.activity_id, row.ledger].append((row.year, row.subject, row.hours, row.why))
    return found


def _differs(
    claims: Sequence[Activity], kept: Kept, policy: Policy, professional: Professional, person: Person
) -> bool:
    """Whether a waiting record that a cap reaches is worth something else than what is kept of it."""
    ledger = ledger_of(professional, (), policy, activities=claims, person=person)
    waiting = [row for row in claims if row.state != ActivityState.APPROVED]
    return any(
        kept[row.pk, ledger_key(policy)]
        != sorted(
            (one.year, one.subject, one.hours, one.why) for one in named_awards(ledger.awards_of(row), claims)
        )
        for row in waiting
        if reaches_others(policy, row.kind)
    )


def approve_all(*, actor: User, rows: Sequence[Activity], stage: str) -> None:
    """Approve locked records against which nothing stands (`alone`), in a constant number of statements.
    Inside the service of the case, whose door has checked the seat."""
    moment = clock.now()
    ActivityReview.objects.bulk_create([_review(actor, row, stage) for row in rows], PIECE)
    steps = [ACTIVITY.step("approve", row, actor) for row in rows]
    before = [step.change() for step in steps]
    for row in rows:
        row.decided_at = moment
    Activity.objects.bulk_update(rows, CHANGED, PIECE)
    for step, was in zip(steps, before, strict=True):
        step.keep({"state": step.row.state, **ACTIVITY.facts(step.row), "version": step.row.version}, was)
    _tell(rows)


def _review(actor: User, row: Activity, stage: str) -> ActivityReview:
    return ActivityReview(
        activity=row,
        version=row.version,
        stage=stage,
        decision=APPROVE,
        reasons=[],
        text="",
        reviewer=actor,
        person=actor.professional,
    )


def _tell(rows: Sequence[Activity]) -> None:
    owners: dict[int | None, list[User]] = defaultdict(list)
    people = {row.professional_id for row in rows}
    for user in User.objects.filter(professional__in=people, is_active=True):
        owners[user.professional_id].append(user)
    told = [
        (user, {"activity": row, "reasons": [], "text": ""}, _link(row))
        for row in rows
        for user in owners[row.professional_id]
    ]
    tell_each(told, "activity_approved")


def _link(row: Activity) -> str:
    return reverse("registry:activity", args=[row.public_id])
