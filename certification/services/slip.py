"""《学时（分）认定单》: issue once, gapless numbers, content frozen; revoke and reissue by two officers."""

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib import crypto
from certification.enums import NumberState, SlipActionKind, SlipActionState, SlipState
from certification.models import AllottedNumber, Case, NoticeEntry, Slip, SlipAction
from certification.permissions_slip import may_decide_on
from certification.queries.policy import certificate_of, policy_of, table_of
from certification.queries.slip_content import content_of
from certification.services import recheck, years
from certification.services.allotment import take_block, take_number
from certification.services.ground import require_stands
from certification.services.notice import canonical_sha256
from certification.services.slip_sheet import undrawable
from certification.services.tell import tell_person, tell_slip
from certification.workflow import door
from certification.workflow.table import ISSUED, RECORDED
from credits.engine import Certificate
from registry.enums import Office
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import enqueue
from registry.models import Professional, User

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
        _set_state(old, SlipState.SUPERSEDED, _("已由新的认定单替换"), actor)
    return old


def _issue(
    case: Case,
    actor: User,
    supersedes: Slip | None = None,
    changes: dict | None = None,
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
        content_sha256=canonical_sha256(content),
        supersedes=supersedes,
        issued_by=actor,
        issued_at=clock.now(),
    )
    if allotted:
        allotted.state, allotted.slip, allotted.changed_at = NumberState.USED, slip, clock.now()
        allotted.save(update_fields=["state", "slip", "changed_at"])
    audit.record(
        "slip.issued",
        slip,
        actor=actor,
        context=case,
        after={"number": number, "content_sha256": slip.content_sha256},
    )
    enqueue("slip.render", str(slip.public_id), {"slip": str(slip.public_id)})
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
    *, actor: User, slip: Slip, kind: str, reason: str, changes: dict | None = None
) -> SlipAction:
    """Propose to revoke or reissue a valid slip; another officer decides."""
    slip = Slip.objects.select_for_update().get(pk=slip.pk)
    _require_issuer(actor, slip)
    if slip.state != SlipState.VALID:
        raise Stale(_("该认定单已不是有效状态，请刷新页面。"))
    if actor.professional_id == slip.professional_id:
        raise Refused(_("这是您本人的认定单，按回避要求，请由其他经办人办理。"))
    if actor.professional_id is None:
        raise Refused(_("您的账号尚未关联到本人，无法判断是否需要回避，请联系系统管理员。"))
    if not reason.strip():
        raise Refused(_("请说明理由，查验页面会公开显示。"))
    pending = slip.actions.filter(state=SlipActionState.PROPOSED).first()
    if pending:
        if pending.proposed_by_id == actor.pk and pending.kind == kind:
            return pending
        raise Refused(_("该认定单已有一项待复核的事项。"))
    action = SlipAction.objects.create(
        slip=slip, kind=kind, reason=reason, proposed_by=actor, changes=_correctable(changes or {})
    )
    audit.record(
        f"slip.{kind}_proposed", slip, actor=actor, reason=reason, after=action.changes, context=slip.case
    )
    return action


def _correctable(changes: dict) -> dict:
    return {name: value for name, value in changes.items() if name in CORRECTABLE and value}


@service
def decide_action(*, actor: User, action: SlipAction, approve: bool, note: str = "") -> SlipAction:
    """Carry out or refuse a proposal; by another person than the one who proposed it (never merely another login)."""
    slip = Slip.objects.select_for_update().get(pk=action.slip_id)
    _require_issuer(actor, slip)
    action = (
        SlipAction.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=action.pk)
    )
    if action.state != SlipActionState.PROPOSED:
        raise Stale(_("该事项已经办理，请刷新页面。"))
    if actor.pk == action.proposed_by_id or actor.professional_id in (
        None,
        action.proposed_by.professional_id,
    ):
        raise Refused(_("提出人不能复核自己提出的事项，请由另一位经办人复核。"))
    if actor.professional_id == slip.professional_id:
        raise Refused(_("这是您本人的认定单，按回避要求，请由其他经办人办理。"))
    if not approve and not note.strip():
        raise Refused(_("请说明不同意的理由。"))
    action.state = SlipActionState.APPROVED if approve else SlipActionState.REFUSED
    action.decided_by, action.decided_at, action.decision_note = actor, clock.now(), note
    action.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    if approve:
        _carry_out(slip, action, actor)
    else:
        audit.record(f"slip.{action.kind}_refused", slip, actor=actor, reason=note, context=slip.case)
    return action


def _carry_out(slip: Slip, action: SlipAction, actor: User) -> None:
    if action.kind == SlipActionKind.REVOKE:
        _set_state(slip, SlipState.REVOKED, action.reason, actor)
        recheck.slip_revoked(actor, slip, action.reason)
        _end_case(slip, action.reason)
        tell_slip(slip, "revoked", reason=action.reason)
        return
    _set_state(slip, SlipState.SUPERSEDED, action.reason, actor)
    kind = certificate_of(slip.case) if slip.certificate else None
    new = _issue(slip.case, actor, supersedes=slip, changes=action.changes, kind=kind)
    tell_slip(new, "reissued", old=slip, reason=action.reason)


def _end_case(slip: Slip, reason: str) -> None:
    """The case whose paper is gone says so; its person may begin again in it."""
    case = door.locked(slip.case)
    if case.state in (ISSUED, RECORDED):
        why = _("认定单%(number)s已撤销：%(reason)s") % {"number": slip.number, "reason": reason}
        door.pass_through(case, "revoke", actor=None, text=why)


def _set_state(slip: Slip, state: str, reason: str, actor: User) -> None:
    slip.state, slip.state_reason, slip.state_at = state, reason, clock.now()
    slip.save(update_fields=["state", "state_reason", "state_at"])
    audit.record(
        f"slip.{state}",
        slip,
        actor=actor,
        before={"state": SlipState.VALID},
        after={"state": state},
        reason=reason,
        context=slip.case,
    )


def _require_issuer(actor: User, slip: Slip) -> None:
    if not may_decide_on(actor, slip):
        raise Refused(_("认定单的撤销和换发由签发机关办理。"))
