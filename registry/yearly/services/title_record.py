"""Title history: entered by the person or HR, confirmed by HR of the person's unit (never for oneself, R23)."""

from datetime import date

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Stale
from cejc.whole import whole
from registry.enums import TitleRecordState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Professional, User
from registry.people.permissions import is_hr_of, is_self, require
from registry.people.queries.people import current_employment
from registry.yearly.models import TitleRecord

PENDING, CONFIRMED, REFUSED = TitleRecordState.PENDING, TitleRecordState.CONFIRMED, TitleRecordState.REFUSED


def is_their_hr(user: User, person: Professional) -> bool:
    place = current_employment(person)
    return place is not None and is_hr_of(user, place.organisation)


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
    """Add a title. HR's own entry for somebody else stands at once; the person's waits for HR. Twice is once."""
    require(
        is_self(actor, professional) or is_their_hr(actor, professional),
        _("职称经历由本人或所在单位人事填写。"),
    )
    require(since <= clock.today(), _("取得日期不能晚于今天。"))
    person = Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    same = person.titles.exclude(state=REFUSED).filter(series=series, level=level, since=since).first()
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
        _decide(actor, row, CONFIRMED, "")
    return row


@service
def decide(*, actor: User, record: TitleRecord, confirm: bool, reason: str = "") -> TitleRecord:
    """HR confirms what the person entered, or refuses it with a reason that the person reads."""
    row = TitleRecord.objects.select_for_update(of=("self",)).select_related("professional").get(pk=record.pk)
    state = CONFIRMED if confirm else REFUSED
    if row.state == state and row.decided_by_id == actor.pk:
        return row
    if row.state != PENDING:
        raise Stale(_("这条职称经历已经办理，请刷新页面。"))
    require(is_their_hr(actor, row.professional), _("职称经历由所在单位人事确认。"))
    require(not is_self(actor, row.professional), _("这是您本人的职称经历，须由他人确认。"))
    require(confirm or bool(reason.strip()), _("请说明不予确认的理由，本人会看到。"))
    _decide(actor, row, state, whole(reason, 300))
    return row


def _decide(actor: User, row: TitleRecord, state: str, reason: str) -> None:
    row.state, row.decided_by, row.decided_at, row.reason = state, actor, clock.now(), reason
    row.save()
    audit.record(f"title_record.{state}", row, actor=actor, reason=reason, context=row.professional)
