"""留存: what is about a person stays while a dispute goes on; by whom, why, until when."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Model

from cejc import clock
from cejc.errors import Refused
from cejc.lib.db.locked import locked_of
from cejc.lib.writing import identity
from cejc.site import gettext as _
from cejc.whole import whole
from credits.engine.numbers import show_date
from registry.enums import Role
from registry.machinery.models import Hold
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Professional, User
from registry.people.permissions import require

MOST_DAYS = 3 * 366  # at a time; a dispute that lasts is held again, with its reason


@service
def place(
    *, actor: User, person: Professional, reason: str, until: date, matter: Model | None = None
) -> Hold:
    """Hold everything about `person` up to and with the day `until`; `matter` is the application in dispute.

    The person is locked, so that what is being erased is either gone before, or stays. Raises Refused.
    """
    require(actor.has_role(Role.PROVINCE), _("留存由{office_short}决定。"))
    require(not identity.holds_number(reason), _("事由中请勿填写完整的证件号码，可以只写前3位和末1位。"))
    _require_day(until)
    known = locked_of(Professional, person.pk)
    row = Hold(person=known, reason=whole(reason, 500), until=until, placed_by=actor, **_of(matter))
    row.save()
    after = {"until": show_date(until), "matter": row.matter_label}
    audit.record("hold.placed", row, actor=actor, context=known, after=after, reason=row.reason)
    return row


def _require_day(until: date) -> None:
    last = clock.today() + timedelta(days=MOST_DAYS)
    if not clock.today() <= until <= last:
        raise Refused(_("留存至的日期应当在今天以后、三年以内；期满仍需留存的，可以再次决定。"))


def _of(matter: Model | None) -> dict[str, Any]:
    if matter is None:
        return {}
    key = str(getattr(matter, "public_id", matter.pk))
    return {"matter_kind": matter._meta.label_lower, "matter": key, "matter_label": str(matter)[:300]}


@service
def lift(*, actor: User, hold: Hold, reason: str) -> Hold:
    """The dispute is over: periods run as if nothing had been. Twice is once. Raises Refused."""
    require(actor.has_role(Role.PROVINCE), _("留存由{office_short}解除。"))
    row: Hold = locked_of(Hold, hold.pk)
    if not row.is_in_force:
        return row
    row.lifted_by, row.lifted_at, row.lifted_reason = actor, clock.now(), whole(reason, 500)
    row.save(update_fields=["lifted_by", "lifted_at", "lifted_reason"])
    audit.record("hold.lifted", row, actor=actor, context=row.person, reason=row.lifted_reason)
    return row
