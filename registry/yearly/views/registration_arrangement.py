"""An office's arrangement of the annual registration."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cejc import clock
from registry.enums import SUPERVISING, Role
from registry.people.access import role_required, seat_as
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, form_page, tried
from registry.yearly.forms.registration import ArrangementForm
from registry.yearly.models import RegistrationArrangement
from registry.yearly.services.registration_arrangement import OWN_ARRANGEMENT, arrange

ARRANGERS = (*SUPERVISING, Role.PROVINCE)


@role_required(*ARRANGERS).asks
def arrangements(request: SignedInRequest) -> HttpResponse:
    """What is set for each year, and a form to set one."""
    office = seat_as(request, *ARRANGERS).organisation
    own = office.kind in OWN_ARRANGEMENT
    form = ArrangementForm(request.POST or None, own=own, initial={"year": clock.today().year - 1})
    usual = {"office_confirms": True}
    if tried(form, lambda: arrange(actor=request.user, organisation=office, **(usual | form.cleaned_data))):
        return done(request, _("已保存，对此后的申报生效。"), "registry:registration-arrangements")
    rows = RegistrationArrangement.objects.filter(organisation=office).order_by("-year")
    context = {"form": form, "office": office, "rows": rows, "own": own}
    return form_page(request, "registry/yearly/registration/arrangements.html", context)
