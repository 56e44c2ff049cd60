"""A bureau's own settings for its part of the route (三(三)); they bind cases submitted afterwards."""

from typing import Any

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.site import gettext as _
from certification.models import BureauSetting, Case
from certification.queries.bureau import setting_of
from credits.engine import Window, window_state
from registry.enums import Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import Organisation, User

EDITABLE = ("county_review", "notice", "notice_days", "opens", "closes", "signatory")


@service
def settle(
    *, actor: User, organisation: Organisation, application_year: int, edit: int, **values: Any
) -> BureauSetting:
    """Keep the settings (EDITABLE) of one application year. Raises Stale when a colleague was quicker."""
    if not any(seat.organisation_id == organisation.pk for seat in actor.seats_as(Role.BUREAU)):
        raise Refused(_("只有该{cities}人社部门的经办人可以设定。"))
    opens, closes = values.get("opens"), values.get("closes")
    if opens and closes and closes < opens:
        raise Refused(_("受理截止日期不能早于开始日期。"))
    BureauSetting.objects.get_or_create(organisation=organisation, application_year=application_year)
    row = BureauSetting.objects.select_for_update().get(
        organisation=organisation, application_year=application_year
    )
    if row.edit != edit:
        raise Stale
    before = _settings(row)
    for name in EDITABLE:
        setattr(row, name, values.get(name, getattr(row, name)))
    row.edit += 1
    row.save()
    audit.record(
        "bureau.settled", row, actor=actor, before=before, after=_settings(row), context=organisation
    )
    return row


def _settings(row: BureauSetting) -> dict[str, str]:
    return {name: str(getattr(row, name) or "") for name in EDITABLE}


def require_open(case: Case) -> None:
    """Raises Refused with the dates when the bureau of `case` does not accept submissions today."""
    setting = setting_of(case.bureau, case.application_year)
    if setting is None or setting.closes is None:
        return
    state = window_state(Window(setting.opens, setting.closes), clock.today())
    if not state.is_open:
        raise Refused(f"{setting.organisation.name}：{state.sentence}", code="window_closed")
