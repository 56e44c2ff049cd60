"""A locked year opened again, with a reason: asked for by the person or HR, done by who locked it."""

from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.whole import whole
from registry.enums import RegistrationState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.holds import require_free
from registry.people.models import User
from registry.people.permissions import is_hr_of, is_self, require
from registry.yearly.models import AnnualRegistration
from registry.yearly.services.registration import locked, open_again, sits_at_office, tell_person

OPEN, LOCKED = RegistrationState.OPEN, RegistrationState.LOCKED


@service
def ask_reopen(*, actor: User, registration: AnnualRegistration, reason: str) -> AnnualRegistration:
    """The person, or HR of the unit, asks that a locked year be opened again for a late entry (补登)."""
    row = locked(registration)
    require(
        is_self(actor, row.professional) or is_hr_of(actor, row.organisation),
        _("只有本人或单位人事可以申请重新开启。"),
    )
    require(row.state == LOCKED, _("这一年度尚未登记完毕，可以直接补充。"))
    require(bool(reason.strip()), _("请说明重新开启的理由。"))
    if not row.reopen_reason:
        row.reopen_reason, row.reopen_asked_at, row.edit = whole(reason, 500), clock.now(), row.edit + 1
        row.save(update_fields=["reopen_reason", "reopen_asked_at", "edit"])
        audit.record(
            "registration.reopen_asked",
            row,
            actor=actor,
            after={"year": row.year},
            reason=reason.strip(),
            context=row.professional,
        )
    return row


def may_reopen(actor: User, row: AnnualRegistration) -> bool:
    """Who locked opens: the office above, or HR where the employer's confirmation was the last."""
    if actor.professional_id is None or is_self(actor, row.professional) or row.state != LOCKED:
        return False
    return sits_at_office(actor, row) if row.office_id else is_hr_of(actor, row.organisation)


@service
def reopen(*, actor: User, registration: AnnualRegistration, reason: str) -> AnnualRegistration:
    """Open a locked year again, with the reason; the person completes and declares it anew."""
    row = locked(registration)
    if row.state == OPEN and row.note == reason.strip():
        return row
    require(may_reopen(actor, row), _("只有最后确认的机关可以重新开启，本人的登记须回避。"))
    require(bool(reason.strip()), _("请说明重新开启的理由，本人会看到。"))
    require_free(row)
    open_again(actor, row, reason.strip(), "registration.reopened")
    tell_person(row, "registration_reopened", reason.strip())
    return row


@service
def refuse_reopen(*, actor: User, registration: AnnualRegistration, reason: str) -> AnnualRegistration:
    """Leave a year locked although somebody asked; with the reason."""
    row = locked(registration)
    require(may_reopen(actor, row), _("只有最后确认的机关可以办理，本人的登记须回避。"))
    require(bool(row.reopen_reason), _("没有待办理的重新开启申请。"))
    require(bool(reason.strip()), _("请说明不予开启的理由，本人会看到。"))
    row.reopen_reason, row.reopen_asked_at, row.edit = "", None, row.edit + 1
    row.save(update_fields=["reopen_reason", "reopen_asked_at", "edit"])
    audit.record(
        "registration.reopen_refused",
        row,
        actor=actor,
        after={"year": row.year},
        reason=reason.strip(),
        context=row.professional,
    )
    tell_person(row, "registration_reopen_refused", reason.strip())
    return row


def on_taken_back(actor: User | None, activity: Any, reason: str) -> None:
    """An approval was taken back: the locked years that counted it are open again at once."""
    years = activity.awards.values_list("year", flat=True)
    rows = AnnualRegistration.objects.select_for_update().filter(
        professional=activity.professional_id, year__in=list(years), state=LOCKED
    )
    for row in rows:
        why = _("“%(title)s”被撤销认可：%(reason)s") % {"title": activity, "reason": reason}
        open_again(actor, row, why, "registration.reopened")
