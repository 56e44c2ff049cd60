"""A locked year opened again, with a reason: asked for by the person or HR, done by who locked it."""

from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from registry.enums import RegistrationState
from registry.machinery.service import service
from registry.machinery.services.holds import require_free
from registry.people.models import User
from registry.people.permissions import require
from registry.yearly.models import AnnualRegistration
from registry.yearly.moves.registration import REGISTRATION
from registry.yearly.services.registration import came_back, open_again, tell_person


@service
def ask_reopen(
    *, actor: User, registration: AnnualRegistration, reason: str, edit: int | None = None
) -> AnnualRegistration:
    """The person, or HR of the unit, asks that a locked year be opened again for a late entry (补登)."""
    step = REGISTRATION.enter("ask", registration, actor=actor, edit=edit, reason=reason)
    if not step.row.reopen_reason:
        step.row.reopen_reason, step.row.reopen_asked_at = step.reason, clock.now()
        step.leave(year=step.row.year)
    return step.row


@service
def reopen(
    *, actor: User, registration: AnnualRegistration, reason: str, edit: int | None = None
) -> AnnualRegistration:
    """Open a locked year again, with the reason; the person completes and declares it anew."""
    if same := came_back(registration, reason):
        return same
    step = REGISTRATION.enter("reopen", registration, actor=actor, edit=edit, reason=reason)
    require_free(step.row)
    open_again(step)
    tell_person(step.row, "registration_reopened", step.reason)
    return step.row


@service
def refuse_reopen(
    *, actor: User, registration: AnnualRegistration, reason: str, edit: int | None = None
) -> AnnualRegistration:
    """Leave a year locked although somebody asked; with the reason."""
    step = REGISTRATION.enter("refuse", registration, actor=actor, edit=edit, reason=reason)
    row = step.row
    require(bool(row.reopen_reason), _("没有待办理的重新开启申请。"))
    row.reopen_reason, row.reopen_asked_at = "", None
    step.leave(year=row.year)
    tell_person(row, "registration_reopen_refused", step.reason)
    return row


def on_taken_back(actor: User | None, activity: Any, reason: str) -> None:
    """An approval was taken back: the locked years that counted it are open again at once."""
    years = activity.awards.values_list("year", flat=True)
    rows = AnnualRegistration.objects.select_for_update().filter(
        professional=activity.professional_id, year__in=list(years), state=RegistrationState.LOCKED
    )
    for row in rows:
        why = _("“%(title)s”被撤销认可：%(reason)s") % {"title": activity, "reason": reason}
        open_again(REGISTRATION.step("fall", row, actor, why))
