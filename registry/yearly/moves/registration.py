"""The moves of a year's registration (二): the person declares, the
employer confirms, the office above locks.

R23: nobody confirms for himself, nobody confirms twice; the person counts, not the login. Where no office is
above the unit, the employer's confirmation locks.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.enums import SUPERVISING, RegistrationState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, anybody, apart
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


def _confirmer(seated: Callable[[Any, Any], bool], place: str) -> Callable[[Any, Any], str]:
    """Why a login does not confirm where it waits, at the unit or the
    office that the column `place` names."""

    def why_not(user: Any, row: AnnualRegistration) -> str:
        if not seated(user, row):
            return gettext("待%(office)s确认") % {"office": getattr(row, place)}
        if user.professional_id is None:
            return gettext("您的账号尚未关联到本人，无法判断是否需要回避")
        if is_self(user, row.professional):
            return gettext("本人的登记，须由他人确认")
        twice = row.state == CONFIRMED and row.employer_person_id == user.professional_id
        return gettext("您已代表单位确认过，须由他人确认") if twice else ""

    return why_not


def _not_here(user: Any, row: AnnualRegistration) -> str:
    if not _here(user, row):
        return str(ELSEWHERE)
    return gettext("这是您本人的登记，须由他人办理。") if is_self(user, row.professional) else ""


def _over(actor: Any, row: AnnualRegistration) -> str:
    return gettext("%(year)s年已经登记完毕。需要补充的，请先申请重新开启。") % {"year": row.year}


ELSEWHERE = _("这一年度目前不在您这里办理，请刷新页面。")
CLOSED_BY = _("只有最后确认的机关可以重新开启，本人的登记须回避。")
PERSON = Who(_("本人"), lambda user, row: is_self(user, row.professional), _("只有本人可以撤回申报。"))
UNIT = apart(
    _("单位人事"),
    _confirmer(lambda user, row: row.office_id is not None and _at_unit(user, row), "organisation"),
)
ALONE = apart(
    _("单位人事（上无须确认的机关）"),
    _confirmer(lambda user, row: row.office_id is None and _at_unit(user, row), "organisation"),
)
OFFICE = apart(_("单位之上的机关"), _confirmer(at_office, "office"))
HOLDER = apart(_("单位人事，或单位之上的机关"), _not_here)
ASKER = Who(
    _("本人或单位人事"),
    lambda user, row: is_self(user, row.professional) or _at_unit(user, row),
    _("只有本人或单位人事可以申请重新开启。"),
)
LAST = Who(_("最后确认的机关"), _last, CLOSED_BY)
REFUSER = Who(_("最后确认的机关"), _last, _("只有最后确认的机关可以办理，本人的登记须回避。"))

REGISTRATION: Table[AnnualRegistration] = Table(
    noun="registration",
    label=_("年度登记"),
    rows=under_lock(AnnualRegistration, "professional", "organisation", "office"),
    context=lambda row: row.professional,
    moves=(
        Move(
            "declare",
            _("申报"),
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
            _("撤回申报"),
            (DECLARED,),
            OPEN,
            PERSON,
            "withdrawn",
            said=_("已撤回申报。"),
            again=anybody,
            moved=_("单位已经确认，不能撤回。需要更正的，请联系单位人事退回。"),
        ),
        Move("confirm", _("确认"), (DECLARED,), CONFIRMED, UNIT, "confirmed"),
        Move("lock_alone", _("确认"), (DECLARED,), LOCKED, ALONE, "locked", official=True),
        Move("lock", _("确认"), (CONFIRMED,), LOCKED, OFFICE, "locked", official=True),
        Move(
            "return",
            _("退回年度登记"),
            (DECLARED, CONFIRMED),
            OPEN,
            HOLDER,
            "returned",
            said=_("已退回，本人会收到理由。"),
            follows=(_("本人更正后可以再次申报。"),),
            reason=_("请说明退回的理由，本人会看到。"),
            moved=ELSEWHERE,
        ),
        Move(
            "ask",
            _("申请重新开启"),
            (LOCKED,),
            None,
            ASKER,
            "reopen_asked",
            said=_("已提出申请，办理结果会通知您。"),
            follows=(_("重新开启后，您可以补充记录并再次申报，由单位和主管部门重新确认。"),),
            reason=_("请说明重新开启的理由。"),
            moved=_("这一年度尚未登记完毕，可以直接补充。"),
        ),
        Move(
            "reopen",
            _("重新开启年度登记"),
            (LOCKED,),
            OPEN,
            LAST,
            "reopened",
            said=_("已重新开启，已通知本人。"),
            follows=(
                _("本人可以补充记录并再次申报，由单位和主管部门重新确认。"),
                _("重新登记完毕之前，该年度不算已登记。"),
            ),
            reason=_("请说明重新开启的理由，本人会看到。"),
            moved=CLOSED_BY,
        ),
        Move(
            "refuse",
            _("不予重新开启"),
            (LOCKED,),
            None,
            REFUSER,
            "reopen_refused",
            said=_("未予重新开启，已通知本人。"),
            follows=(_("登记内容不变，本人会收到理由。"),),
            reason=_("请说明不予开启的理由，本人会看到。"),
            moved=REFUSER.refusal,
        ),
        Move("fall", _("所计记录撤销认可，重新开启"), (LOCKED,), OPEN, PORTAL, "reopened"),
        Move(
            "unconfirm",
            _("收回随认定申请的确认"),
            (DECLARED, CONFIRMED, LOCKED),
            OPEN,
            PORTAL,
            "unconfirmed",
        ),
        Move("release", _("随认定申请退回"), (DECLARED, CONFIRMED), OPEN, PORTAL, "returned"),
    ),
)


def confirming(row: AnnualRegistration) -> str:
    """Which move the next confirmation of a declared or confirmed year is."""
    if row.state == CONFIRMED:
        return "lock"
    return "confirm" if row.office_id else "lock_alone"
