"""A bureau's own settings of the year."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from certification.forms.bureau import SettingForm
from certification.queries.bureau import setting_of
from certification.services.bureau import settle
from registry.enums import Role
from registry.people.access import role_required, seat_as
from registry.people.http import SignedInRequest
from registry.people.queries.governing import policy_of_unit
from registry.people.views.answers import done, form_page, tried


@role_required(Role.BUREAU).asks
def setting(request: SignedInRequest) -> HttpResponse:
    """See and change them; cases that were submitted before keep what held then."""
    unit = seat_as(request, Role.BUREAU).organisation
    year = policy_of_unit(unit).application_year
    form = SettingForm(request.POST or None, initial=SettingForm.values_of(setting_of(unit, year)))
    place: dict[str, Any] = {"organisation": unit, "application_year": year}
    if tried(form, lambda: settle(actor=request.user, **place, **form.cleaned_data)):
        return done(request, _("设定已保存，对此后提交的申请生效。"), "certification:bureau-setting")
    context = {"form": form, "unit": unit, "year": year, "row": setting_of(unit, year)}
    return form_page(request, "certification/bureau/setting.html", context)
