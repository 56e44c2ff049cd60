"""The one door for moving a case: lock, check the table, change, write history and audit entry."""

from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from certification.models import Case, Review, Transition
from certification.permissions import seat_for
from certification.queries.policy import table_of
from certification.workflow.table import Move, state_label
from credits.engine import Stage
from registry.machinery.actor import PORTAL_LABEL
from registry.machinery.services import audit
from registry.models import User


def locked(case: Case) -> Case:
    """The row of `case`, read again under lock. Inside a service only."""
    return Case.objects.select_for_update().get(pk=case.pk)


def repeated(case: Case, action: str, actor: User | None) -> bool:
    """Has the same login just done the same? Then asking twice is asking once."""
    if actor is None:
        return False
    last = case.transitions.last()
    return bool(last and last.action == action and is_by(last, actor) and last.to_state == case.state)


def is_by(transition: Transition, actor: User) -> bool:
    """Was it this very login? Two officers may have one name."""
    return bool(transition.actor) and transition.actor == str(actor.public_id)


def pass_through(
    case: Case,
    action: str,
    *,
    actor: User | None,
    edit: int | None = None,
    reasons: list[str] | None = None,
    text: str = "",
    after: dict[str, Any] | None = None,
    items: list[str] | None = None,
) -> Move:
    """Move a locked `case` by `action`.

    `edit` is the number the form was opened with (None: not from a form). Raises Stale when the case changed
    since or the action is not legal now, Refused when the actor may not do it (R23) or a reason is missing.
    """
    move = _legal_move(case, action, edit, actor)
    seat = seat_for(actor, case, move)
    if move.needs_reason and not (reasons or text.strip()):
        raise Refused(_("请说明理由，当事人会看到这段文字。"))
    before = case.state
    _change(case, move)
    _keep(case, move, before, actor, seat, reasons or [], text, items or [])
    audit.record(
        f"case.{move.done}",
        case,
        actor=actor,
        before={"state": before},
        after={"state": case.state, "move": str(move.label), **(after or {})},
        reason="；".join([*(reasons or []), text]).strip("；"),
        context=case.professional,
    )
    return move


def _legal_move(case: Case, action: str, edit: int | None, actor: User | None) -> Move:
    if edit is not None and edit != case.edit and not _only_begun(case, edit, actor):
        raise Stale
    table = table_of(case)
    try:
        move = table.move(action)
    except KeyError:
        raise Refused(_("该认定渠道没有这一办理步骤。")) from None
    if case.state not in move.sources:
        raise Stale(
            _("%(name)s的申请目前为“%(state)s”，不能%(label)s。请刷新页面，查看最新情况。")
            % {"name": case.professional.name, "state": state_label(table, case.state), "label": move.label}
        )
    return move


def _only_begun(case: Case, edit: int, actor: User | None) -> bool:
    """The page was drawn before its own reader began the review: nothing of the case has changed by that."""
    last = case.transitions.last()
    began = last is not None and last.action.endswith(".begin") and case.state == last.to_state
    return actor is not None and began and last is not None and is_by(last, actor) and edit == case.edit - 1


def _change(case: Case, move: Move) -> None:
    case.state, case.edit, case.state_since = move.target, case.edit + 1, clock.now()
    if stage := _entered(case):
        case.reached_province = case.reached_province or stage.office == "province"
    case.save(update_fields=["state", "edit", "state_since", "reached_province"])


def _entered(case: Case) -> Stage | None:
    return table_of(case).stage(case.stage)


def _keep(
    case: Case,
    move: Move,
    before: str,
    actor: Any,
    seat: Any,
    reasons: list[str],
    text: str,
    items: list[str],
) -> None:
    Transition.objects.create(
        case=case,
        action=move.action,
        from_state=before,
        to_state=case.state,
        actor=str(actor.public_id) if actor else "",
        actor_label=str(actor) if actor else PORTAL_LABEL,
        office_label=seat.office_label if seat else "",
        reason="；".join([*reasons, text]).strip("；"),
        at=case.state_since,
    )
    if move.decides:
        Review.objects.create(
            case=case,
            round=case.round,
            stage=move.stage,
            decision=move.verb,
            reasons=reasons,
            text=text,
            items=items,
            reviewer=actor,
            person=actor.professional,
            organisation=seat.organisation,
            at=case.state_since,
        )
