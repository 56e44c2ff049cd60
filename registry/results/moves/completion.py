"""What a provider and the provincial office decide about one reported
result; the rest follows from its weighing."""

from typing import Any

from cejc.site import gettext_lazy as _
from registry.enums import CompletionState, Role
from registry.machinery.door import Table
from registry.machinery.move import Move, anybody, apart
from registry.people.permissions import UNLINKED
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.training.standings import CODES, Standing, standing


def reports_for(user: Any, row: Completion) -> bool:
    """Works for the base, or for the unit that organised the training."""
    organiser = row.session.organiser_id if row.session else None
    own = {row.base.organisation_id} if row.base else {organiser}
    seats = user.seats_as(Role.BASE, Role.HR, Role.DEPARTMENT, Role.BUREAU)
    return any(seat.organisation_id in own for seat in seats)


def _why_not_withdraw(user: Any, row: Completion) -> Any:
    if not reports_for(user, row):
        return _("由报送的施教机构或组织单位撤回。")
    own = user.professional_id == row.professional_id
    return _("这是您本人的学习结果，须由其他经办人办理。") if own else ""


def _why_not_overrule(user: Any, row: Completion) -> Any:
    """R25: the provincial office, and never on one's own result (R23)."""
    if not user.has_role(Role.PROVINCE):
        return _("未备案等暂不计入的学时，由{office}决定。")
    if user.professional_id is None:
        return UNLINKED
    own = user.professional_id == row.professional_id
    return _("这是您本人的学习结果，按回避要求，须由其他经办人办理。") if own else ""


# `actor` None is the API's client of the base, or the closing of a session.
PROVIDER = apart(_("报送的施教机构或组织单位"), _why_not_withdraw, portal=True)
PROVINCE = apart(_("{office_name}"), _why_not_overrule)

COMPLETION: Table[Completion] = Table(
    noun="completion",
    label=_("学习结果"),
    # Nothing here opens an identity number.
    rows=lambda: (
        Completion.objects.select_for_update(of=("self",))
        .select_related("base", "session")
        .defer("identity_number")
    ),
    context=lambda row: row.base or row.session,
    moved=_("该结果已由新版本代替，请撤回最新的版本。"),
    moves=(
        Move(
            "withdraw",
            _("撤回学习结果"),
            LIVE,
            CompletionState.WITHDRAWN,
            PROVIDER,
            "withdrawn",
            said=_("学习结果已撤回。"),
            follows=(
                _("已计入的学时随之停止计入，依据它签发的认定单转入待重核。"),
                _("撤回后不能恢复，只能重新报送。"),
            ),
            reason=_("请说明撤回的理由，本人会看到。"),
            again=anybody,
        ),
        Move(
            "overrule",
            _("决定计入"),
            (CompletionState.HELD,),
            None,
            PROVINCE,
            "overruled",
            said=_("已决定计入，正在记入个人档案。"),
            follows=(_("理由随结果留存。"),),
            reason=_("请说明计入的理由。"),
            again=lambda row, actor: bool(row.overruled),
            when=lambda row: row.code in CODES and standing(row.code).overrulable,
            moved=_("该结果目前不在可由{authority}决定的情形内，请刷新页面查看最新情况。"),
        ),
    ),
)


# The portal's weighing: many results at once, saved and told together by whoever weighs.


def stand(row: Completion, found: Standing) -> None:
    """It does not count as it stands."""
    row.code, row.sentence = found.code, found.sentence[:500]
    row.state = CompletionState.HELD
    if found.code == "no_person":
        row.state = CompletionState.WAITING
    elif found.final:
        row.state = CompletionState.REFUSED


def reach(row: Completion, *, approved: bool) -> None:
    """It has its record, which counts or is with its reviewers."""
    row.state = CompletionState.COUNTED if approved else CompletionState.REVIEW
    row.code = row.sentence = ""
