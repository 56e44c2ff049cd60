"""Who answers an objection, and who may know who made it.

The unit answers by somebody other than who published the notice, or the office above it does. Who objected is
the office above's alone to know: never the unit's, never the person's.
"""

from cejc.site import gettext as _
from certification.models import Case, Notice, Objection
from certification.permissions import is_own
from registry.enums import SUPERVISING, Role
from registry.models import Membership, Organisation, User

ABOVE = ("department", "county", "bureau")


def offices_above(case: Case) -> list[Organisation]:
    """The offices above the unit on the case's way; none of them is the
    unit itself. Empty: the province is above."""
    found = [getattr(case, kind) for kind in ABOVE]
    return [unit for unit in found if unit is not None and unit.pk != case.organisation_id]


def _officers(organisation: Organisation, *roles: str) -> list[User]:
    seats = Membership.objects.in_force().filter(
        organisation=organisation, role__in=roles, user__is_active=True
    )
    return [seat.user for seat in seats.select_related("user").order_by("pk")]


def office_that_answers(case: Case) -> str:
    """The name of the office above the unit that answers and knows who objected."""
    manned = [unit for unit in offices_above(case) if _officers(unit, *SUPERVISING)]
    return "、".join(unit.name for unit in manned) or _("{office_name}")


def is_above(user: User, case: Case) -> bool:
    """Sits at an office above the unit; at the province where none is, or none has anybody."""
    above = offices_above(case)
    if any(seat.organisation_id in {unit.pk for unit in above} for seat in user.seats_as(*SUPERVISING)):
        return True
    return user.has_role(Role.PROVINCE) and not any(_officers(unit, *SUPERVISING) for unit in above)


def published_it(user: User, notice: Notice) -> bool:
    """The person who published the notice, whatever the login."""
    by = notice.published_by
    return by is not None and (
        user.pk == by.pk or (user.professional_id is not None and user.professional_id == by.professional_id)
    )


def others_of_unit(objection: Objection) -> list[User]:
    """HR of the unit who may answer: neither who published nor whom it is about."""
    case, notice = objection.entry.case, objection.entry.notice
    clerks = _officers(case.organisation, Role.HR)
    return [user for user in clerks if not published_it(user, notice) and not is_own(user, case)]


def why_not_answer(user: User, objection: Objection) -> str:
    """Why `user` does not answer this objection; "" when it is for `user`."""
    case = objection.entry.case
    if is_own(user, case):
        return _("异议涉及您本人的申请，请由其他经办人答复。")
    if is_above(user, case):
        return ""
    if not any(seat.organisation_id == case.organisation_id for seat in user.seats_as(Role.HR)):
        return _("异议由发布公示的单位或%s答复。") % office_that_answers(case)
    if not published_it(user, objection.entry.notice):
        return ""
    if others_of_unit(objection):
        return _("这份公示由您发布，异议须由本单位其他人事人员或%s答复。") % office_that_answers(case)
    return _(
        "这份公示由您发布，本单位没有其他人事人员可以答复，异议由%s答复，已通知。"
    ) % office_that_answers(case)


def may_know_objector(user: User, objection: Objection) -> bool:
    """The office above alone; never somebody of the unit that is
    accused, nor the person (也不因兼任而知悉)."""
    case = objection.entry.case
    of_unit = any(seat.organisation_id == case.organisation_id for seat in user.seats)
    return is_above(user, case) and not of_unit and not is_own(user, case)
