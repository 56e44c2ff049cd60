"""Who may do what to a case: one module, small named predicates; a refusal carries its reason."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cejc.errors import Refused
from certification.models import Case, Review
from certification.workflow.table import PERSON, PORTAL, Move
from registry.enums import Office, Role
from registry.models import ActivityReview, Membership, Organisation, User

ROLE_OF_OFFICE = {
    Office.EMPLOYER: Role.HR,
    Office.UNIVERSITY: Role.HR,
    Office.AGENCY: Role.HR,
    Office.DEPARTMENT: Role.DEPARTMENT,
    Office.COUNTY: Role.COUNTY,
    Office.BUREAU: Role.BUREAU,
    Office.PROVINCE: Role.PROVINCE,
}


def is_own(user: User, case: Case) -> bool:
    """The case is about the very person behind the login (R23: the person, not the account)."""
    return user.professional_id is not None and user.professional_id == case.professional_id


Acted = Mapping[int, set[str]]


def stages_acted(user: User, cases: Iterable[Case]) -> Acted:
    """Key of each case -> the stages at which the person has decided on it or on its records. Two queries."""
    keys = [case.pk for case in cases]
    found: dict[int, set[str]] = {key: set() for key in keys}
    of_person = {"person": user.professional_id}
    for key, stage in Review.objects.filter(case__in=keys, **of_person).values_list("case", "stage"):
        found[key].add(stage)
    records = ActivityReview.objects.filter(activity__case_items__case__in=keys, **of_person)
    for key, stage in records.values_list("activity__case_items__case", "stage"):
        found.setdefault(key, set()).add(stage)
    return found


def acted_elsewhere(user: User, case: Case, stage: str, acted: Acted | None = None) -> bool:
    """The person has decided at another stage of this case. `acted` saves the queries where it is at hand."""
    stages = (stages_acted(user, [case]) if acted is None else acted).get(case.pk, set())
    return bool(stages - {stage})


def office_of(case: Case, office: str) -> Organisation | None:
    """The organisation that holds `office` for this case; None for the province, which is one for all."""
    if office in (Office.EMPLOYER, Office.UNIVERSITY, Office.AGENCY):
        return case.organisation
    holders = {Office.DEPARTMENT: case.department, Office.COUNTY: case.county, Office.BUREAU: case.bureau}
    return holders.get(Office(office))


def seat_at(user: User, case: Case, office: str) -> Membership | None:
    """The seat from which `user` acts for `office` on this case, or None."""
    role = ROLE_OF_OFFICE.get(Office(office))
    holder = office_of(case, office)
    for seat in user.seats_as(role) if role else []:
        if office == Office.PROVINCE or (holder and seat.organisation_id == holder.pk):
            return seat
    return None


def seat_for(user: User | None, case: Case, move: Move, acted: Acted | None = None) -> Membership | None:
    """The seat for `move`; None for moves of the person or the portal. Raises Refused with the reason.

    `acted` (stages_acted) saves two queries a case where many are asked about.
    """
    if move.office == PORTAL:
        if user is not None:
            raise Refused(_("这一步由系统按规定时间自动办理。"))
        return None
    if user is None:
        raise Refused(_("该步骤须由经办人员办理。"))
    if move.office == PERSON:
        if not is_own(user, case):
            raise Refused(_("只有本人可以办理这一步。"))
        return None
    return _office_seat(user, case, move, acted)


def _office_seat(user: User, case: Case, move: Move, acted: Acted | None = None) -> Membership:
    seats = (seat_at(user, case, office) for office in (move.office, *move.also_offices))
    seat = next((seat for seat in seats if seat), None)
    if seat is None:
        raise Refused(
            _("您没有办理这一步的权限，请由%(office)s办理。") % {"office": Office(move.office).label}
        )
    if is_own(user, case):
        raise Refused(_("这是您本人的认定申请，按回避要求，请由同单位其他经办人办理。"))
    if move.decides and user.professional_id is None:
        raise Refused(_("您的账号尚未关联到本人，无法判断是否需要回避，请联系系统管理员。"))
    if move.decides and acted_elsewhere(user, case, move.stage, acted):
        raise Refused(_("您已在该申请的其他环节作出过决定，同一人不能办理两个环节，请由其他经办人办理。"))
    return seat


def may(user: Any, case: Case, move: Move) -> bool:
    """Would the door let `user` through? For drawing buttons; the door asks again."""
    try:
        seat_for(user, case, move)
    except Refused:
        return False
    return True
