"""Reading the reviews of online courses: who sees what, what waits for whom."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from cejc.lib.db.ready import ready
from registry.enums import CourseForm, ReviewState, Role
from registry.people.models import User
from registry.training.models import Course, CourseReview, CrossReview, Expert, ExpertOpinion, TrainingBase
from registry.training.models.training_base import of_own_bases


def reviews_visible_to(user: User) -> QuerySet[CourseReview]:
    """The base's and its personnel office's; the province has those that were submitted."""
    own = of_own_bases(user, "course__base__")
    if user.has_role(Role.PROVINCE):
        own |= Q(state=ReviewState.SUBMITTED)
    return CourseReview.objects.filter(own)


def opinions_of(user: User) -> QuerySet[ExpertOpinion]:
    """What the expert behind a login (or another login of the same person) was asked."""
    if user.professional_id is None:
        return ExpertOpinion.objects.none()
    return ExpertOpinion.objects.filter(expert__user__professional=user.professional_id)


def cross_reviews_of(user: User) -> QuerySet[CrossReview]:
    if user.professional_id is None:
        return CrossReview.objects.none()
    return CrossReview.objects.filter(expert__user__professional=user.professional_id)


def may_read_material(user: User, course: Course) -> bool:
    """The base, its office, the province; an expert who is asked about the course."""
    if TrainingBase.objects.visible_to(user).filter(pk=course.base_id).exists():
        return True
    return (
        opinions_of(user).filter(review__course=course).exists()
        or cross_reviews_of(user).filter(course=course).exists()
    )


def to_convene(bases: QuerySet[TrainingBase]) -> QuerySet[Course]:
    """Online courses with materials and no review yet."""
    rows = Course.objects.filter(base__in=bases, form=CourseForm.ONLINE, materials__removed_at=None)
    return rows.filter(materials__isnull=False, course_reviews=None).distinct()


def open_opinions(user: User) -> int:
    """How many reviews and cross-reviews wait for the person's word; one query."""
    return len(_open_opinions(user.professional_id)) if user.professional_id else 0


@ready
def _open_opinions(person: int) -> QuerySet[Any, tuple[int]]:
    user = User(professional_id=person)
    waiting = opinions_of(user).filter(given_at=None, review__state=ReviewState.CONVENED)
    crosses = cross_reviews_of(user).filter(given_at=None, decision="")
    return waiting.values_list("pk").union(crosses.values_list("pk"), all=True)


def offices_left(action: str, subject: Model) -> list[int]:
    """Offices whose convened reviews an expert who was dismissed sat
    in: `registry.people.above.places_left`."""
    if action != "expert.dismissed" or not isinstance(subject, Expert):
        return []
    asked = CourseReview.objects.filter(opinions__expert=subject, state=ReviewState.CONVENED)
    return list(asked.values_list("office", flat=True))
