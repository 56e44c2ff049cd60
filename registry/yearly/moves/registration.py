"""The moves of a year's registration (二): the person declares, the employer confirms, the office above locks.

R23: nobody confirms for himself, nobody confirms twice; the person counts, not the login. Where no office is above the
unit, the employer's confirmation locks.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.enums import SUPERVISING, RegistrationState
from registry.machinery.door import PORTAL, Move, Table, Who, anybody
from registry.people.permissions import is_hr_of, is_self
from registry.yearly.models import AnnualRegistration

OPEN, DECLARED, CONFIRMED, LOCKED = RegistrationState


def at_office(user: Any, row: AnnualRegistration) -> bool:
    """Sits at the office above that confirms."""
    return any(seat.organisation_id == row.office_id for seat in user.seats_as(*SUPERVISING))


def _at_unit(user: Any, row: AnnualRegistration) -> bool:
    return is_hr_of(user, row.organisation)


def _last(user: Any, row: AnnualRegistration) -> bool:
    """Who locked opens: the office above, or HR where the employer's confirmation was the last."""
    if user.professional_id is None or is_self(user, row.professional):
        return False
    return at_office(user, row) if row.office_id else _at_unit(user, row)


def _here(user: Any, row: AnnualRegistration) -> bool:
    """Sits where it waits, or last waited: the employer's HR, then the office above."""
    past_unit = row.state in (CONFIRMED, LOCKED) and row.office_id is not None
    return at_office(user, row) if past_unit else _at_unit(user, row)


def _why_not_confirm(user: Any, row: AnnualRegistration, seated: bool, place: object) -> str:
    if not seated:
        return _("待%(office)s确认") % {"office": place}
    if user.professional_id is None:
        return _("您的账号尚未关联到本人，无法判断是否需要回避")
    if is_self(user, row.professional):
        return _("本人的登记，须由他人确认")
    if row.state == CONFIRMED and row.employer_person_id == user.professional_id:
        return _("您已代表单位确认过，须由他人确认")
    return ""


def _not_unit(user: Any, row: AnnualRegistration) -> str:
    return _why_not_confirm(user, row, _at_unit(user, row) and row.office_id is not None, row.organisation)


def _not_alone(user: Any, row: AnnualRegistration) -> str:
    return _why_not_confirm(user, row, _at_unit(user, row) and row.office_id is None, row.organisation)


def _not_office(user: Any, row: AnnualRegistration) -> str:
    return _why_not_confirm(user, row, at_office(user, row), row.office)


def _not_here(user: Any, row: AnnualRegistration) -> str:
    return _("这是您本人的登记，须由他人办理。") if _here(user, row) else str(ELSEWHERE)


def _over(row: AnnualRegistration) -> str:
    return _("%(year)s年已经登记完毕。需要补充的，请先申请重新开启。") % {"year": row.year}


ELSEWHERE = gettext_lazy("这一年度目前不在您这里办理，请刷新页面。")
CLOSED_BY = gettext_lazy("只有最后确认的机关可以重新开启，本人的登记须回避。")
PERSON = Who(
    gettext_lazy("本人"),
    lambda user, row: is_self(user, row.professional),
    gettext_lazy("只有本人可以撤回申报。"),
)
UNIT = Who(gettext_lazy("单位人事"), lambda user, row: not _not_unit(user, row), _not_unit)
ALONE = Who(
    gettext_lazy("单位人事（上无须确认的机关）"), lambda user, row: not _not_alone(user, row), _not_alone
)
OFFICE = Who(gettext_lazy("单位之上的机关"), lambda user, row: not _not_office(user, row), _not_office)
HOLDER = Who(
    gettext_lazy("单位人事，或单位之上的机关"),
    lambda user, row: _here(user, row) and not is_self(user, row.professional),
    _not_here,
)
ASKER = Who(
    gettext_lazy("本人或单位人事"),
    lambda user, row: is_self(user, row.professional) or _at_unit(user, row),
    gettext_lazy("只有本人或单位人事可以申请重新开启。"),
)
LAST = Who(gettext_lazy("最后确认的机关"), _last, CLOSED_BY)
REFUSER = Who(
    gettext_lazy("最后确认的机关"), _last, gettext_lazy("只有最后确认的机关可以办理，本人的登记须回避。")
)

REGISTRATION: Table[AnnualRegistration] = Table(
    noun="registration",
    label=gettext_lazy("年度登记"),
    rows=lambda: AnnualRegistration.objects.select_for_update(of=("self",)).select_related(
        "professional", "organisation", "office"
    ),
    context=lambda row: row.professional,
    moves=(
        Move(
            "declare",
            gettext_lazy("申报"),
            (OPEN,),
            DECLARED,
            PERSON,
            "declared",
            again=anybody,
            beyond=(CONFIRMED,),
            moved=_over,
        ),
        Move(
            "withdraw",
            gettext_lazy("撤回申报"),
            (DECLARED,),
            OPEN,
            PERSON,
            "withdrawn",
            said=gettext_lazy("已撤回申报。"),
            again=anybody,
            moved=gettext_lazy("单位已经确认，不能撤回。需要更正的，请联系单位人事退回。"),
        ),
        Move("confirm", gettext_lazy("确认"), (DECLARED,), CONFIRMED, UNIT, "confirmed"),
        Move("lock_alone", gettext_lazy("确认"), (DECLARED,), LOCKED, ALONE, "locked", official=True),
        Move("lock", gettext_lazy("确认"), (CONFIRMED,), LOCKED, OFFICE, "locked", official=True),
        Move(
            "return",
            gettext_lazy("退回年度登记"),
            (DECLARED, CONFIRMED),
            OPEN,
            HOLDER,
            "returned",
            said=gettext_lazy("已退回，本人会收到理由。"),
            follows=(gettext_lazy("本人更正后可以再次申报。"),),
            reason=gettext_lazy("请说明退回的理由，本人会看到。"),
            moved=ELSEWHERE,
        ),
        Move(
            "ask",
            gettext_lazy("申请重新开启"),
            (LOCKED,),
            None,
            ASKER,
            "reopen_asked",
            said=gettext_lazy("已提出申请，办理结果会通知您。"),
            follows=(gettext_lazy("重新开启后，您可以补充记录并再次申报，由单位和主管部门重新确认。"),),
            reason=gettext_lazy("请说明重新开启的理由。"),
            moved=gettext_lazy("这一年度尚未登记完毕，可以直接补充。"),
        ),
        Move(
            "reopen",
            gettext_lazy("重新开启年度登记"),
            (LOCKED,),
            OPEN,
            LAST,
            "reopened",
            said=gettext_lazy("已重新开启，已通知本人。"),
            follows=(
                gettext_lazy("本人可以补充记录并再次申报，由单位和主管部门重新确认。"),
                gettext_lazy("重新登记完毕之前，该年度不算已登记。"),
            ),
            reason=gettext_lazy("请说明重新开启的理由，本人会看到。"),
            moved=CLOSED_BY,
        ),
        Move(
            "refuse",
            gettext_lazy("不予重新开启"),
            (LOCKED,),
            None,
            REFUSER,
            "reopen_refused",
            said=gettext_lazy("未予重新开启，已通知本人。"),
            follows=(gettext_lazy("登记内容不变，本人会收到理由。"),),
            reason=gettext_lazy("请说明不予开启的理由，本人会看到。"),
            moved=REFUSER.refusal,
        ),
        Move("fall", gettext_lazy("所计记录撤销认可，重新开启"), (LOCKED,), OPEN, PORTAL, "reopened"),
        Move(
            "unconfirm",
            gettext_lazy("收回随认定申请的确认"),
            (DECLARED, CONFIRMED, LOCKED),
            OPEN,
            PORTAL,
            "unconfirmed",
        ),
        Move("release", gettext_lazy("随认定申请退回"), (DECLARED, CONFIRMED), OPEN, PORTAL, "returned"),
    ),
)


def confirming(row: AnnualRegistration) -> str:
    """Which move the next confirmation of a declared or confirmed year is."""
    if row.state == CONFIRMED:
        return "lock"
    return "confirm" if row.office_id else "lock_alone"
