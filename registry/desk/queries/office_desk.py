"""What waits for an office beside its cases: keys, batches, reviews of courses, cross-reviews (四(四),
四(五)), changes of people's files, handbooks (二)."""

from collections import defaultdict
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value

from cejc import clock
from cejc.lib.db.ready import Again
from registry.changes.queries.person_request import waiting_rows
from registry.enums import ClaimState, KeyPart, KeyState, ReviewState, Role
from registry.people.models import Membership, User
from registry.results.queries.key_desk import batches_to_sign
from registry.training.models import CourseReview, CrossReview, ExpertOpinion, TrainingBase
from registry.training.permissions import OFFICE_ROLES, OWN_BASES
from registry.training.queries.course_review import to_convene
from registry.training.queries.recognition import key_b_due
from registry.yearly.models import HandbookClaim


def supply_tasks(user: User, seat: Membership) -> dict[str, list[UUID]]:
    """Kind of act -> the things that wait for it, by public id; one query.

    Kinds: sign (a batch), key (a base), convene (a course), conclude and submit (a review), assign and decide
    (a cross-review), change (a request about a person's file), claim (a handbook list).
    """
    today = clock.today()
    open_ = today <= key_b_due(today.year) if seat.role == Role.PROVINCE else None
    reader = user.pk, user.professional_id, seat.pk, today, open_, *(one.place for one in user.seats)
    found = defaultdict(list)
    for kind, key in _asked(reader, lambda: _waiting(user, seat)):
        found[kind].append(key)
    return dict(found)


_asked = Again(500)


def _waiting(user: User, seat: Membership) -> QuerySet:
    first, *parts = [_named("change", rows) for rows in waiting_rows(user)]
    parts += [_named(kind, rows) for kind, rows in _of_bases(user, seat).items()]
    return first.union(*parts, all=True)


def _of_bases(user: User, seat: Membership) -> dict[str, QuerySet]:
    """Nothing for an office that can have no base."""
    signing = {"sign": batches_to_sign(user).defer(None)}
    if seat.role == Role.PROVINCE:
        claims = HandbookClaim.objects.filter(state=ClaimState.SUBMITTED)
        return {"key": _lacking_b(), "claim": claims, **_crosses(), **signing}
    if seat.role in OFFICE_ROLES and (seat.role != Role.HR or seat.organisation.kind in OWN_BASES):
        return {"key": _lacking_a(seat), **_reviews(seat), **signing}
    return {}


def _named(kind: str, rows: QuerySet) -> QuerySet:
    return rows.order_by().annotate(waits=Value(kind, CharField())).values_list("waits", "public_id")


def _with_platform() -> QuerySet[TrainingBase]:
    """From 1 February on the year's keys are owed; before, nobody is told."""
    bases = TrainingBase.objects.in_force().exclude(platform_name="")
    return bases if clock.today().month > 1 else bases.none()


def _lacking(bases: QuerySet[TrainingBase], part: str) -> QuerySet[TrainingBase]:
    there = {"year": clock.today().year, "part": part, "state": KeyState.ACTIVE}
    return bases.exclude(pk__in=TrainingBase.objects.filter(**{f"keys__{k}": v for k, v in there.items()}))


def _lacking_a(seat: Membership) -> QuerySet[TrainingBase]:
    return _lacking(_with_platform().filter(personnel_office=seat.organisation_id), KeyPart.A)


def _lacking_b() -> QuerySet[TrainingBase]:
    """Only until the day on which key B is due: brought later, the year never counts."""
    today = clock.today()
    rows = _lacking(_with_platform(), KeyPart.B)
    return rows if today <= key_b_due(today.year) else rows.none()


def _reviews(seat: Membership) -> dict[str, QuerySet]:
    own = TrainingBase.objects.in_force().filter(personnel_office=seat.organisation_id)
    reviews = CourseReview.objects.filter(office=seat.organisation_id)
    awaited = ExpertOpinion.objects.filter(review=OuterRef("pk"), given_at=None)
    return {
        "convene": to_convene(own),
        "conclude": reviews.filter(~Exists(awaited), state=ReviewState.CONVENED),
        "submit": reviews.filter(state=ReviewState.CONCLUDED),
    }


def _crosses() -> dict[str, QuerySet]:
    open_ = CrossReview.objects.filter(decision="")
    return {"assign": open_.filter(expert=None), "decide": open_.exclude(given_at=None)}
