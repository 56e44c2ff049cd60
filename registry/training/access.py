"""Fetch a base, a course, a review for this user, or 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from registry.enums import Role
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


def base_of(user: User, public_id: UUID) -> TrainingBase:
    rows = TrainingBase.objects.visible_to(user).select_related(*WITH_NAMES)
    return get_object_or_404(rows, public_id=public_id)


def expert_for_province(user: User, public_id: UUID) -> Expert:
    if not user.has_role(Role.PROVINCE):
        raise Http404
    return get_object_or_404(Expert.objects.select_related("user", "base__organisation"), public_id=public_id)


def course_of(user: User, public_id: UUID) -> Course:
    """A course of a base that `user` works for or oversees; any for the province."""
    rows = Course.objects.filter(base__in=TrainingBase.objects.visible_to(user))
    return get_object_or_404(
        rows.select_related("base__organisation", "base__personnel_office"), public_id=public_id
    )


def review_of(user: User, public_id: UUID) -> CourseReview:
    rows = reviews_visible_to(user).select_related(
        "course__base__organisation", "course__base__personnel_office", "office"
    )
    return get_object_or_404(rows, public_id=public_id)


def own_opinion(user: User, public_id: UUID) -> ExpertOpinion:
    rows = opinions_of(user).select_related(
        "review__course__base__organisation", "review__office", "expert__user"
    )
    return get_object_or_404(rows, public_id=public_id)


def own_cross_review(user: User, public_id: UUID) -> CrossReview:
    rows = cross_reviews_of(user).select_related("course__base__organisation", "expert__user")
    return get_object_or_404(rows, public_id=public_id)


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
