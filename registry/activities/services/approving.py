"""Approve many records at once, as part of a decision on what they belong to (the pass of a case)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from copy import copy
from decimal import Decimal

from django.urls import reverse

from cejc import clock
from cejc.lib.pieces import PIECE
from credits.engine.policy import Policy
from registry.activities.models import Activity, ActivityReview, Award
from registry.activities.moves.activity import ACTIVITY
from registry.activities.permissions import WAITING, refusal_to_review
from registry.activities.queries.ledger import ledger_of, named_awards
from registry.activities.services.activity_review import APPROVE, Held, fault_of, held_of
from registry.activities.services.ledger import reaches_others
from registry.enums import ActivityState
from registry.people.models import Professional, User
from registry.people.queries.governing import policies_of
from registry.people.services.telling.message import tell_each

CHANGED = ("state", "edit", "updated_at", "decided_at")
Kept = dict[int, list[tuple[int, str, Decimal, str]]]


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
    """Records of a person whose waiting ones would be weighed anew by `reweigh`, before or after."""
    policies, then = policies_of([row.professional for row in rows]), approved(rows)
    capped = {row.professional_id for row in rows if reaches_others(policies[row.professional_id], row.kind)}
    claims = [row for person in capped for row in held.claims[person]]
    kept = _kept([row.pk for row in claims if row.state != ActivityState.APPROVED])
    moved = {
        person
        for person in capped
        if _differs(held.claims[person], kept, policies[person])
        or _differs([then.get(row.pk, row) for row in held.claims[person]], kept, policies[person])
    }
    return {row.pk for row in rows if row.professional_id in moved}


def _kept(keys: Collection[int]) -> Kept:
    found: Kept = {key: [] for key in keys}
    rows = Award.objects.governing().filter(activity__in=found).order_by("year", "subject")
    for row in rows:
        found[row.activity_id].append((row.year, row.subject, row.hours, row.why))
    return found


def _differs(claims: Sequence[Activity], kept: Kept, policy: Policy) -> bool:
    """Whether a waiting record that a cap reaches is worth something else than what is kept of it."""
    ledger = ledger_of(claims[0].professional, (), policy, activities=claims)
    waiting = [row for row in claims if row.state != ActivityState.APPROVED]
    return any(
        kept[row.pk]
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
