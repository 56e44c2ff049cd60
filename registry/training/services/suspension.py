"""The provincial office declares when gatherings for training are suspended, and ends it."""

from datetime import date

from cejc.errors import Refused
from cejc.site import gettext as _
from registry.activities.models import Suspension
from registry.enums import Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import User
from registry.training.services.suspension_notice import tell_of


@service
def declare(*, actor: User, first_day: date, last_day: date | None, citation: str) -> Suspension:
    """Declare a suspension from `first_day` to `last_day` inclusive (None: until further notice)."""
    _require_province(actor)
    if not citation.strip():
        raise Refused(_("请写明停办的依据，例如文号和条款。"))
    if last_day and last_day < first_day:
        raise Refused(_("停办止早于停办起，请更正。"))
    row = Suspension.objects.create(
        first_day=first_day, last_day=last_day, citation=citation.strip(), declared_by=actor
    )
    audit.record("suspension.declared", row, actor=actor, after=_shown(row), reason=row.citation)
    tell_of(row, ended=False)
    return row


@service
def end(*, actor: User, suspension: Suspension, last_day: date) -> Suspension:
    """Set the last day of a suspension that had none."""
    _require_province(actor)
    row = Suspension.objects.select_for_update().get(pk=suspension.pk)
    if row.last_day is not None:
        raise Refused(_("这一停办期已有结束日期。"))
    if last_day < row.first_day:
        raise Refused(_("停办止早于停办起，请更正。"))
    before = _shown(row)
    row.last_day = last_day
    row.save(update_fields=["last_day"])
    audit.record("suspension.ended", row, actor=actor, before=before, after=_shown(row), reason=row.citation)
    tell_of(row, ended=True)
    return row


def _require_province(actor: User) -> None:
    if not actor.has_role(Role.PROVINCE):
        raise Refused(_("停办期由{office}登记，您没有办理此事项的权限。"))


def _shown(row: Suspension) -> dict[str, str | None]:
    return {
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat() if row.last_day else None,
    }
