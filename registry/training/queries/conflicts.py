"""Why an expert may not review a course: of the base, teaching it, or (in
a cross-review) too near (四(四), R23)."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from registry.enums import OrganisationKind, Role
from registry.people.models import Employment, Membership
from registry.training.models import Course, Expert, ExpertOpinion


def conflicts_of(experts: Iterable[Expert], course: Course) -> Mapping[int, str]:
    """Expert -> the sentence why not; whoever may review is left out.
    Three queries for any number of experts."""
    found: dict[int, str] = {}
    near = _people_of_base(course)
    for expert in experts:
        person = expert.user.professional
        if person is None:
            found[expert.pk] = _("该账号没有关联到本人，无法判断是否需要回避")
        elif expert.base_id == course.base_id:
            found[expert.pk] = _("本基地的专家")
        elif person.pk in near:
            found[expert.pk] = _("本基地的人员")
        elif person.name in course.teachers:
            found[expert.pk] = _("本课程的授课教师")
    return found


def cross_conflicts_of(experts: Iterable[Expert], course: Course) -> Mapping[int, str]:
    """For a cross-review: an expert of another base, of another supervising unit, not of the first review."""
    experts = list(experts)
    found = dict(conflicts_of(experts, course))
    before = set(
        ExpertOpinion.objects.filter(review__course=course).values_list(
            "expert__user__professional", flat=True
        )
    )
    for expert in experts:
        if expert.pk in found:
            continue
        if expert.base is None:
            found[expert.pk] = _("不属于任何基地，交叉审查由其他基地的专家承担")
        elif _same_house(expert, course):
            found[expert.pk] = _("所属基地与本基地是同一主管单位")
        elif expert.user.professional_id in before:
            found[expert.pk] = _("参加过本课程的审定")
    return found


def _same_house(expert: Expert, course: Course) -> bool:
    mine, other = expert.base, course.base
    return mine is not None and (
        mine.supervising_unit_id == other.supervising_unit_id
        or mine.personnel_office_id == other.personnel_office_id
    )


def _people_of_base(course: Course) -> set[int]:
    """The persons who work for the base: by a seat; at a unit that is nothing but a base, by employment."""
    unit = course.base.organisation
    seats = Membership.objects.in_force().filter(organisation=unit, role=Role.BASE)
    found = set(seats.values_list("user__professional", flat=True))
    if unit.kind == OrganisationKind.BASE:
        places = Employment.objects.current().filter(organisation=unit)
        found |= set(places.values_list("professional", flat=True))
    return {key for key in found if key is not None}
