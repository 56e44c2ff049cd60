"""What waits for an office on the supply side: keys, batches, reviews of courses, cross-reviews (四(四), 四(五))."""

from collections import defaultdict
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value

from cejc import clock
from registry.enums import KeyPart, KeyState, ReviewState, Role
from registry.models import CourseReview, CrossReview, ExpertOpinion, Membership, TrainingBase, User
from registry.permissions_training import OFFICE_ROLES, OWN_BASES
from registry.queries.course_review import to_convene
from registry.queries.key_desk import batches_to_sign
from registry.queries.recognition import key_b_due


def supply_tasks(user: User, seat: Membership) -> dict[str, list[UUID]]:
    """Kind of act -> the things that wait for it, by public id; one query, and none where no base can be.

    Kinds: sign (a batch), key (a base), convene (a course), conclude and submit (a review), assign and decide (a
    cross-review)."""
    if seat.role == Role.PROVINCE:
        rows = {"key": _lacking_b(), **_crosses()}
    elif seat.role in OFFICE_ROLES and (seat.role != Role.HR or seat.organisation.kind in OWN_BASES):
        rows = {"key": _lacking_a(seat), **_reviews(seat)}
    else:
        return {}
    parts = [_named(kind, found) for kind, found in rows.items()]
    signing: QuerySet = batches_to_sign(user).defer(None).order_by()
    found = defaultdict(list)
    for kind, key in _named("sign", signing).union(*parts, all=True):
        found[kind].append(key)
    return dict(found)


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
