"""《学时（分）认定单》: issue once, gapless numbers, content frozen; revoke and reissue by two officers."""

from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib import crypto
from certification.enums import SlipActionKind, SlipActionState, SlipState
from certification.models import AllottedNumber, Case, NoticeEntry, Slip, SlipAction
from certification.moves.allotment import NUMBER
from certification.moves.slip import SLIP, SLIP_ACTION
from certification.published import SALT
from certification.queries.policy import certificate_of, policy_of, table_of
from certification.queries.slips.slip_content import content_of
from certification.services import years
from certification.services.allotment import take_block, take_number
from certification.services.ground import require_stands
from certification.services.slips import recheck
from certification.services.slips.slip_pdf import undrawable
from certification.services.tell import tell_person, tell_slip
from certification.workflow import door
from certification.workflow.table import ISSUED, RECORDED
from credits.engine import Certificate
from registry.enums import Office, Turn
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.machinery.services.job import enqueue
from registry.models import Professional, User
from registry.public_log.acts import new_salt

CORRECTABLE = ("title_name",)


@service
def issue_slip(*, actor: User, case: Case, edit: int | None = None) -> Slip:
    """Issue the slip of a verified case; asked twice, or by two clerks at once, it is issued once.

    An earlier valid slip of the same person and span is superseded by the new one.
    """
    case = door.locked(case)
    issued = case.slips.order_by("pk").last()
    if issued and case.state == "issued":
        return issued
    # Two cases of one person with the same span: the second waits, and then replaces the first one's slip.
    Professional.objects.select_for_update(no_key=True).get(pk=case.professional_id)
    stage = table_of(case).first_of_kind("issue")
    if stage is None:
        raise Refused(_("该认定渠道不签发省统一的认定单。"))
    # What was taken back since the verification must not reach the paper.
    require_stands(case)
    _require_announced(case)
    move = door.pass_through(case, f"{stage.id}.issue", actor=actor, edit=edit)
    years.follow(case, move, actor)
    slip = _issue(case, actor, supersedes=_replaced(case, actor))
    tell_person(case, move, slip=slip)
    return slip


def _require_announced(case: Case) -> None:
    """Where the route has a notice, one that nobody has annulled since names the person."""
    if table_of(case).first_of_kind("notice") is None:
        return
    named = NoticeEntry.objects.filter(case=case, taken_out_at=None, notice__published_at__isnull=False)
    if named.exists() and not named.filter(notice__annulled_at=None).exists():
        raise Refused(_("该人员的公示已被撤销，请退回本人，重新公示后再签发。"), code="not_announced")


def _replaced(case: Case, actor: User, certificate: str = "") -> Slip | None:
    """The valid slip of the same person and span, set aside before the new one is written."""
    old = (
        Slip.objects.select_for_update()
        .filter(
            professional=case.professional,
            certificate=certificate,
            span_first=case.span_first,
            span_last=case.span_last,
            state=SlipState.VALID,
        )
        .first()
    )
    if old:
        why = _("已由新的认定单替换")
        _end(SLIP.enter("supersede", old, actor=None, cause=actor, reason=why))
    return old


def _issue(
    case: Case,
    actor: User,
    supersedes: Slip | None = None,
    changes: dict[str, Any] | None = None,
    kind: Certificate | None = None,
) -> Slip:
    year, certificate = case.application_year, kind.id if kind else ""
    allotted = None if kind else _allotted(case)
    sequence = allotted.sequence if allotted else take_block(year, 1, certificate)[0]
    number = (kind or policy_of(case).slip).number.format(year=year, serial=sequence)
    check_code = crypto.random_code()
    replaced = supersedes.number if supersedes else ""
    content = content_of(
        case, number=number, check_code=check_code, issued_at=clock.now(), supersedes=replaced
    )
    content |= {SALT: new_salt()}
    content |= (_as_certificate(kind, content["issuer"]) if kind else {}) | (changes or {})
    if fault := undrawable(content):
        raise Refused(fault, code="missing_glyph")
    slip = Slip.objects.create(
        case=case,
        professional=case.professional,
        certificate=certificate,
        year=year,
        sequence=sequence,
        number=number,
        check_code=check_code,
        span_first=case.span_first,
        span_last=case.span_last,
        content=content,
        content_sha256=crypto.canonical_sha256(content),
        supersedes=supersedes,
        issued_by=actor,
        issued_at=clock.now(),
    )
    if allotted:
        allotted.slip, allotted.changed_at = slip, clock.now()
        NUMBER.enter("use", allotted, actor=None, held=True).leave()
    facts = {"number": number, "content_sha256": slip.content_sha256}
    SLIP.record("issued", slip, actor=actor, after=facts)
    enqueue("slip.render", str(slip.public_id), {"slip": str(slip.public_id)}, turn=Turn.HEAP)
    return slip


def issue_certificate(*, actor: User, case: Case) -> Slip | None:
    """The city's own document for a case that was just recorded, where the policy has one for it; else None.

    Called by the record's service in its transaction, once a case. An earlier one of the span is superseded.
    """
    kind = certificate_of(case)
    if kind is None:
        return None
    Professional.objects.select_for_update(no_key=True).get(pk=case.professional_id)
    return _issue(case, actor, supersedes=_replaced(case, actor, kind.id), kind=kind)


def _as_certificate(kind: Certificate, issuer: str) -> dict[str, str]:
    """What the paper says otherwise when it is a city's own."""
    return {
        "document_title": kind.title,
        "remark": _("本证书由%(issuer)s签发，不是全省统一的《学时（分）认定单》，不用于高级职称评审。")
        % {"issuer": issuer},
    }


def _allotted(case: Case) -> AllottedNumber | None:
    """A number of the bureau's stock where a bureau issues; None where the province does."""
    stage = table_of(case).first_of_kind("issue")
    if stage is None or stage.office != Office.BUREAU or case.bureau is None:
        return None
    return take_number(case.bureau, case.application_year)


@service
def propose_action(
    *, actor: User, slip: Slip, kind: str, reason: str, changes: dict[str, Any] | None = None
) -> SlipAction:
    """Propose to revoke or reissue a valid slip; another officer decides."""
    step = SLIP.enter(
        "propose_revoke" if kind == SlipActionKind.REVOKE else "propose_reissue",
        slip,
        actor=actor,
        reason=reason,
    )
    slip = step.row
    pending = slip.actions.filter(state=SlipActionState.PROPOSED).first()
    if pending:
        if pending.proposed_by_id == actor.pk and pending.kind == kind:
            return pending
        raise Refused(_("该认定单已有一项待复核的事项。"))
    action = SlipAction.objects.create(
        slip=slip, kind=kind, reason=step.reason, proposed_by=actor, changes=_correctable(changes or {})
    )
    step.keep(action.changes)
    return action


def _correctable(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name in CORRECTABLE and value}


@service
def decide_action(*, actor: User, action: SlipAction, approve: bool, note: str = "") -> SlipAction:
    """Carry out or refuse a proposal; by another person than the one who
    proposed it (never merely another login)."""
    # Whatever becomes of a slip queues at the slip.
    slip = SLIP.locked(action.slip)
    step = SLIP_ACTION.enter("approve" if approve else "refuse", action, actor=actor, reason=note)
    action = step.row
    action.decided_by, action.decided_at, action.decision_note = actor, clock.now(), step.reason
    step.leave()
    if approve:
        _carry_out(slip, action, actor)
    else:
        SLIP.record(f"{action.kind}_refused", slip, actor=actor, after={}, reason=step.reason)
    return action


def _carry_out(slip: Slip, action: SlipAction, actor: User) -> None:
    if action.kind == SlipActionKind.REVOKE:
        slip = _end(SLIP.enter("revoke", slip, actor=None, cause=actor, reason=action.reason))
        recheck.slip_revoked(actor, slip, action.reason)
        _end_case(slip, action.reason)
        tell_slip(slip, "revoked", reason=action.reason)
        return
    slip = _end(SLIP.enter("reissue", slip, actor=None, cause=actor, reason=action.reason))
    kind = certificate_of(slip.case) if slip.certificate else None
    new = _issue(slip.case, actor, supersedes=slip, changes=action.changes, kind=kind)
    tell_slip(new, "reissued", old=slip, reason=action.reason)


def _end_case(slip: Slip, reason: str) -> None:
    """The case whose paper is gone says so; its person may begin again in it."""
    case = door.locked(slip.case)
    if case.state in (ISSUED, RECORDED):
        why = _("认定单%(number)s已撤销：%(reason)s") % {"number": slip.number, "reason": reason}
        door.pass_through(case, "revoke", actor=None, text=why)


def _end(step: Step[Slip]) -> Slip:
    step.row.state_reason, step.row.state_at = step.reason, clock.now()
    return step.leave()
