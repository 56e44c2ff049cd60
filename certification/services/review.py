"""The offices' decisions on a case: begin, pass, return; one by one or in bulk."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.whole import whole
from certification.enums import DegreeState, NoticeState, PriorSlipState
from certification.models import Case, CaseItem, Exemption, PriorSlip, Review
from certification.moves.prior import PRIOR_SLIP
from certification.permissions import seat_for
from certification.queries.degree import proof_of
from certification.queries.policy import table_of
from certification.queries.stage_items import items_of_stage
from certification.services import ledger, years
from certification.services.ground import require_stands
from certification.services.tell import tell_person, tell_prior_refused
from certification.workflow import door
from certification.workflow.table import Move
from credits.engine import Stage
from registry.activities.services import activity_review
from registry.activities.services.opened import require_opened
from registry.enums import ActivityState, FlagState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import Activity, Evidence, EvidenceFlag, User
from registry.results.services import activity_course

ITEM_TEXT = 300  # letters beside one record


@service
def begin_review(*, actor: User, case: Case) -> Case:
    """Open the case for review; from now on the person cannot take it back."""
    case = door.locked(case)
    action = f"{case.stage}.begin"
    if case.state.endswith(".begun"):
        return case
    tell_person(case, door.pass_through(case, action, actor=actor))
    return case


@service
def pass_case(
    *, actor: User, case: Case, edit: int | None = None, stage: str = "", unopened: Iterable[str] = ()
) -> Case:
    """Pass the case at its present stage; what this stage reviews of its activities is approved with it.

    `stage` is the stage the form was made for. Raises Refused when years are short, an exemption is
    unanswered, a flag is open or an earlier paper slip is unchecked, Unopened for evidence of the case
    whose public ids are `unopened`.
    """
    case = door.locked(case)
    action = f"{stage or case.stage}.pass"
    if door.repeated(case, action, actor):
        return case
    move = may_decide(case, action, actor)
    require_stands(case)
    reviewed = table_of(case).stage(move.stage)
    approved = _approve_items(case, reviewed, actor)
    _require_exemptions(case)
    _require_degree(case)
    if reviewed and reviewed.id == table_of(case).receiving:
        _require_checked_priors(case)
    ledger.require_met(case, ledger.recount(case))
    require_opened(Evidence.objects.filter(activity__case_items__case=case), unopened)
    move = door.pass_through(case, action, actor=actor, edit=edit, items=approved)
    years.follow(case, move, actor)
    tell_person(case, move)
    return case


@service
def undo_pass(*, actor: User, case: Case) -> Case:
    """Take one's own pass back within minutes, while nobody has acted since: the case is under review again,
    what the pass approved and confirmed waits again, and the person is told. Raises Refused afterwards."""
    case = door.locked(case)
    last = case.transitions.last()
    if last and last.action.endswith(".undo") and door.is_by(last, actor) and case.state == last.to_state:
        return case
    if last is None or not last.action.endswith(".pass"):
        raise Stale(_("该申请在通过以后已有新的办理，不能收回。请刷新页面，查看最新情况。"))
    move = door.pass_through(case, last.action.replace(".pass", ".undo"), actor=actor)
    passed = case.reviews.standing().filter(stage=move.stage, round=case.round, decision="pass").latest("pk")
    Review.objects.filter(pk=passed.pk).update(undone_at=clock.now())
    for activity in Activity.objects.filter(public_id__in=passed.items).order_by("pk"):
        activity_review.reopen(actor=actor, activity=activity, stage=move.stage)
    years.take_back(case, actor, passed.at)
    tell_person(case, move)
    return case


@service
def return_case(
    *,
    actor: User,
    case: Case,
    edit: int | None = None,
    reasons: list[str] | None = None,
    text: str = "",
    items: Mapping[str, str] | None = None,
    stage: str = "",
) -> Case:
    """Return the case to the person with reasons; `items` is activity public id -> what is wrong with it.

    Items that are not approved go back with the case and can be corrected; approved ones stay as they are.
    """
    case = door.locked(case)
    action = f"{stage or case.stage}.return"
    if door.repeated(case, action, actor):
        return case
    may_decide(case, action, actor)
    faults = _return_items(case, actor, items or {})
    move = door.pass_through(
        case,
        action,
        actor=actor,
        edit=edit,
        reasons=reasons,
        text="；".join([t for t in [text, *faults] if t]),
    )
    case.batch = None
    case.save(update_fields=["batch"])
    case.notice_entries.filter(notice__state=NoticeState.DRAFT).delete()
    years.follow(case, move, actor)
    tell_person(case, move, reasons=reasons, text=text, faults=faults)
    return case


def may_decide(case: Case, action: str, actor: User) -> Move:
    """Check seat and R23 before anything is touched; legality and staleness are the door's."""
    try:
        move = table_of(case).move(action)
    except KeyError:
        raise Refused(_("该申请目前不在可以审核的环节，请刷新页面。")) from None
    seat_for(actor, case, move)
    return move


@service
def answer_course(*, actor: User, case: Case, activity: Activity, text: str) -> Activity:
    """What the reviewer of the case found about an online course of it
    that is in no catalogue (四(四), R13)."""
    case = door.locked(case)
    may_decide(case, f"{case.stage}.pass", actor)
    if activity.pk not in {
        item.activity_id for item in items_of_stage(case, table_of(case).stage(case.stage))
    }:
        raise Refused(_("这条记录不由本环节审核。请刷新页面，查看最新情况。"))
    return activity_course.answer(actor=actor, activity=activity, text=text, stage=case.stage)


def _approve_items(case: Case, stage: Stage | None, actor: User) -> list[str]:
    """Approve what the stage reviews; the public ids of what was not approved before."""
    approved = []
    for item in items_of_stage(case, stage):
        activity = item.activity
        if activity.state in (ActivityState.SUBMITTED, ActivityState.BEGUN):
            _require_no_flag(item)
            activity_review.approve(actor=actor, activity=activity, stage=stage.id if stage else "")
            approved.append(str(activity.public_id))
    return approved


def _require_no_flag(item: CaseItem) -> None:
    of_item = EvidenceFlag.objects.filter(state=FlagState.OPEN)
    if (
        of_item.filter(first__activity=item.activity).exists()
        or of_item.filter(second__activity=item.activity).exists()
    ):
        raise Refused(
            _("“%(title)s”的材料与另一条记录的材料相同，请先核对并作出说明。") % {"title": item.activity}
        )


def _return_items(case: Case, actor: User, items: Mapping[str, str]) -> list[str]:
    faults = []
    for item in case.items.select_related("activity").filter(activity__public_id__in=list(items)):
        text = whole(items[str(item.activity.public_id)], ITEM_TEXT)
        if not text:
            continue
        faults.append(f"{item.activity}：{text}")
        if item.activity.state in (ActivityState.SUBMITTED, ActivityState.BEGUN):
            activity_review.return_(
                actor=actor, activity=item.activity, stage=case.stage, reasons=[], text=text
            )
    return faults


@service
def approve_exemption(*, actor: User, exemption: Exemption) -> Exemption:
    """Approve a year in which nothing is asked (R22), by the office that reviews the case now."""
    case = door.locked(exemption.case)
    move = may_decide(case, f"{case.stage}.pass", actor)
    exemption = Exemption.objects.select_for_update().get(pk=exemption.pk)
    if exemption.approved_at:
        return exemption
    exemption.approved_by, exemption.approved_at = actor, clock.now()
    exemption.save(update_fields=["approved_by", "approved_at"])
    keep_decision(case, move, actor, "exempt", f"{exemption.year}")
    audit.record(
        "exemption.approved",
        exemption,
        actor=actor,
        after={"year": exemption.year},
        reason=exemption.reason,
        context=case,
    )
    return exemption


def keep_decision(case: Case, move: Move, actor: User, decision: str, text: str) -> None:
    """A decision that moves nothing binds as much as one that does: who
    made it acts at no other stage (R23)."""
    seat = seat_for(actor, case, move)
    if seat is None or actor.professional is None:  # both refused before, by `may_decide`
        raise Refused(_("您没有办理这一步的权限。"))
    Review.objects.create(
        case=case,
        round=case.round,
        stage=move.stage,
        decision=decision,
        text=text,
        reviewer=actor,
        person=actor.professional,
        organisation=seat.organisation,
        at=clock.now(),
    )


def _require_exemptions(case: Case) -> None:
    open_years = [str(row.year) for row in case.exemptions.all() if row.approved_at is None]
    if open_years:
        raise Refused(_("%(years)s年申请免于考核，请先核定，或退回本人。") % {"years": "、".join(open_years)})


def _require_degree(case: Case) -> None:
    proof = proof_of(case)
    if proof is not None and proof.state == DegreeState.CLAIMED:
        raise Refused(_("所填学位与单位登记的不一致，请先核对学位证书。"))


@service
def check_prior(*, actor: User, case: Case, prior: PriorSlip, genuine: bool, note: str = "") -> PriorSlip:
    """Check an earlier paper slip once against the receiving office's records (R20)."""
    case = door.locked(case)
    move = may_decide(case, f"{case.stage}.pass", actor)
    step = PRIOR_SLIP.enter("check" if genuine else "refuse", prior, actor=actor, reason=note)
    prior = step.row
    prior.checked_by, prior.checked_at, prior.note = actor, clock.now(), step.reason
    step.leave()
    keep_decision(case, move, actor, "prior", f"{prior.number} {note}")
    if not genuine:
        tell_prior_refused(prior)
    return prior


def _require_checked_priors(case: Case) -> None:
    used = {row.basis_note for row in case.years.all() if row.basis == "certified"}
    unchecked = PriorSlip.objects.filter(
        professional=case.professional, state=PriorSlipState.CLAIMED, number__in=used
    )
    if unchecked.exists():
        raise Refused(_("所用的以往认定单还没有核对，请先核对原件。"))
