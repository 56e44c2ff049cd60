"""Title history: entered by the person or HR, confirmed by HR of the
person's unit (never for oneself, R23)."""

from datetime import date

from django.utils.translation import gettext as _

from cejc import clock
from registry.enums import TitleRecordState
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Professional, User
from registry.people.permissions import is_self, require
from registry.yearly.models import TitleRecord
from registry.yearly.moves.title_record import TITLE_RECORD
from registry.yearly.permissions import is_their_hr


@service
def enter(
    *,
    actor: User,
    professional: Professional,
    series: str,
    level: str,
    since: date,
    unit: str,
    evidence: str,
    name: str = "",
) -> TitleRecord:
    """Add a title. HR's own entry for somebody else stands at once; the
    person's waits for HR. Twice is once."""
    require(
        is_self(actor, professional) or is_their_hr(actor, professional),
        _("职称经历由本人或所在单位人事填写。"),
    )
    require(since <= clock.today(), _("取得日期不能晚于今天。"))
    person = Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    same = (
        person.titles.exclude(state=TitleRecordState.REFUSED)
        .filter(series=series, level=level, since=since)
        .first()
    )
    if same:
        return same
    row = TitleRecord.objects.create(
        professional=person,
        series=series,
        level=level,
        name=name,
        since=since,
        unit=unit,
        evidence=evidence,
        entered_by=actor,
    )
    audit.record("title_record.entered", row, actor=actor, after={"since": since.isoformat()}, context=person)
    if not is_self(actor, person):
        _decide(TITLE_RECORD.step("confirm", row, actor))
    return row


@service
def decide(*, actor: User, record: TitleRecord, confirm: bool, reason: str = "") -> TitleRecord:
    """HR confirms what the person entered, or refuses it with a reason that the person reads."""
    action = "confirm" if confirm else "refuse"
    step = TITLE_RECORD.enter(action, record, actor=actor, reason=reason)
    return step.row if step.repeated else _decide(step)


def _decide(step: Step[TitleRecord]) -> TitleRecord:
    row = step.row
    row.decided_by, row.decided_at, row.reason = step.actor, clock.now(), step.reason
    return step.leave()
