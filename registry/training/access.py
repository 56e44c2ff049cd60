"""Fetch a base, a course, a review for this user, or 404."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from registry.enums import Role
from registry.people.access import fetching
from registry.people.http import SignedInRequest
from registry.people.models import User
from registry.training.models import Course, CourseReview, CrossReview, Expert, ExpertOpinion, TrainingBase
from registry.training.permissions import has_to_do_with_bases
from registry.training.queries.course_review import cross_reviews_of, opinions_of, reviews_visible_to

WITH_NAMES = ("organisation", "supervising_unit", "personnel_office")


def require_bases(user: User) -> None:
    """404 for employers under whom no base can stand: their lists would be empty for ever."""
    if not has_to_do_with_bases(user):
        raise Http404


def own_base(request: SignedInRequest) -> TrainingBase:
    """The base that the login works for: of the seat acted from, else of the first such seat."""
    acting = request.acting
    seats = [acting] if acting and acting.role == Role.BASE else request.user.seats_as(Role.BASE)
    units = [seat.organisation_id for seat in seats]
    base = TrainingBase.objects.filter(organisation__in=units).select_related(*WITH_NAMES).first()
    if base is None:
        raise Http404
    return base


base_of = fetching(TrainingBase, *WITH_NAMES)


def expert_for_province(user: User, public_id: UUID) -> Expert:
    if not user.has_role(Role.PROVINCE):
        raise Http404
    return get_object_or_404(Expert.objects.select_related("user", "base__organisation"), public_id=public_id)


def _courses(user: User) -> QuerySet[Course]:
    """Those of the bases that `user` works for or oversees; all for the province."""
    return Course.objects.filter(base__in=TrainingBase.objects.visible_to(user))


course_of = fetching(Course, "base__organisation", "base__personnel_office", among=_courses)
review_of = fetching(
    CourseReview,
    "course__base__organisation",
    "course__base__personnel_office",
    "office",
    among=reviews_visible_to,
)
own_opinion = fetching(
    ExpertOpinion,
    "review__course__base__organisation",
    "review__office",
    "expert__user",
    among=opinions_of,
)
own_cross_review = fetching(CrossReview, "course__base__organisation", "expert__user", among=cross_reviews_of)


def cross_review_for_province(user: User, public_id: UUID) -> CrossReview:
    if not user.has_role(Role.PROVINCE):
        raise Http404
    rows = CrossReview.objects.select_related(
        "course__base__organisation",
        "course__base__supervising_unit",
        "expert__user",
        "expert__base__organisation",
        "sample",
        "decided_by",
    )
    return get_object_or_404(rows, public_id=public_id)
