"""Taking something back runs through: every slip that relied on it is
待重核 at once, and the office decides."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.whole import whole
from certification.enums import RecheckCause, RecheckState
from certification.models import Notice, PriorSlip, Recheck, Slip
from certification.moves.notice import NOTICE
from certification.moves.prior import PRIOR_SLIP
from certification.moves.recheck import RECHECK
from certification.moves.slip import SLIP
from certification.queries.slips import recheck as found
from certification.services.tell import tell_prior_refused, tell_slip
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.models import Activity, AnnualRegistration, Professional, User


def activity_taken_back(actor: User | None, activity: Activity, reason: str) -> None:
    """Heard from the registry, inside its transaction."""
    _mark(
        found.relying_on_activity(activity),
        RecheckCause.ACTIVITY,
        f"{activity.public_id}",
        f"{activity}",
        reason,
        actor,
    )


def slip_revoked(actor: User, slip: Slip, reason: str) -> None:
    """Later slips that took years over from `slip`; its own rechecks have their answer."""
    _close(slip, actor)
    relying = found.relying_on_number(slip.professional_id, slip.number)
    _mark(relying, RecheckCause.SLIP, slip.number, slip.number, reason, actor)


def year_reopened(registration: AnnualRegistration) -> None:
    """A year that was confirmed as exempt is open again: the slips that
    took it as exempt have lost it (R22)."""
    if not registration.exempt_reason:
        return
    for slip in found.relying_on_exempt(registration.professional_id, registration.year):
        if registration.year in found.lost_years(found.path_of(slip)):
            label = _("%s年年度登记（免于考核）") % registration.year
            _mark([slip], RecheckCause.YEAR, f"{registration.year}", label, registration.note, None)


@service
def take_back_prior(*, actor: User, prior: PriorSlip, reason: str) -> PriorSlip:
    """An earlier paper slip that was accepted turns out not to be
    genuine: its years open again everywhere."""
    _lock_person(prior.professional_id)
    step = PRIOR_SLIP.enter("take_back", prior, actor=actor, reason=reason)
    prior = step.row
    if step.repeated:
        return prior
    prior.note, prior.checked_by, prior.checked_at = step.reason, actor, clock.now()
    step.leave(number=prior.number)
    tell_prior_refused(prior)
    relying = found.relying_on_number(prior.professional_id, prior.number)
    _mark(relying, RecheckCause.PRIOR, prior.number, prior.number, reason, actor)
    return prior


@service
def annul_notice(*, actor: User, notice: Notice, reason: str) -> Notice:
    """Take an ended notice back, by an office above the unit or the
    province: nobody counts as announced by it."""
    step = NOTICE.enter("annul", notice, actor=actor, reason=reason)
    notice = step.row
    if step.repeated:
        return notice
    notice.annulled_at, notice.annulled_reason = clock.now(), step.reason
    step.leave()
    relying = found.relying_on_notice(notice.pk)
    _mark(relying, RecheckCause.NOTICE, f"{notice.public_id}", notice.title, reason, actor)
    return notice


@service
def keep(*, actor: User, recheck: Recheck, note: str) -> Recheck:
    """The slip stands all the same, with the reason that the record keeps.
    To revoke it, two officers act as ever."""
    _lock_person(recheck.slip.professional_id)
    step = RECHECK.enter("keep", recheck, actor=actor, reason=note)
    row = step.row
    if found.lost_years(found.path_of(row.slip)):
        raise Refused(_("该认定单仍有年度不符合要求，不能维持。请按程序撤销，或待本人补齐后换发。"))
    _decide(step)
    tell_slip(row.slip, "kept", reason=note)
    return row


def _mark(slips: Iterable[Slip], cause: str, key: str, label: str, reason: str, actor: User | None) -> None:
    for slip in slips:
        row, made = Recheck.objects.get_or_create(
            slip=slip,
            cause=cause,
            cause_key=key,
            defaults={"cause_label": label[:300], "reason": whole(reason, 1300), "path": found.path_of(slip)},
        )
        if not made:
            continue
        cause_of = {"cause": row.get_cause_display(), "label": row.cause_label}
        SLIP.record("in_question", slip, actor=actor, after=cause_of, reason=reason)
        tell_slip(slip, "in_question", reason=reason)


def _close(slip: Slip, actor: User) -> None:
    for row in RECHECK.rows().filter(slip=slip, state=RecheckState.OPEN):
        _decide(RECHECK.enter("revoke", row, actor=None, cause=actor, held=True))


def _decide(step: Step[Recheck]) -> None:
    row = step.row
    row.decided_by, row.decided_at, row.note = step.actor, clock.now(), step.reason
    step.leave()


def _lock_person(key: int) -> None:
    """Everything about the slips of one person queues at the person."""
    Professional.objects.select_for_update(no_key=True).get(pk=key)
