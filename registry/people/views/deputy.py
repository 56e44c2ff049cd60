"""Deputies for absence: one's own arrangements on one page, all of them for an administrator."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cejc.lib.paging import LongPaginator
from registry.people.access import signed_in
from registry.people.forms.deputy import DeputyForm
from registry.people.http import SignedInRequest
from registry.people.models import Deputy
from registry.people.models.deputy import HELD
from registry.people.queries.deputy import arrangements
from registry.people.services import deputy as service
from registry.people.views.answers import acted, done, form_page, succeeded

PER_PAGE = 30


@signed_in.asks
def deputies(request: SignedInRequest) -> HttpResponse:
    """What was arranged, newest first, and the form for a new one."""
    if not request.user.seats and not arrangements(request.user).exists():
        raise Http404
    form = DeputyForm(request.POST if request.method == "POST" else None, user=request.user)
    if succeeded(form, lambda: service.name_deputy(actor=request.user, **form.cleaned_data)):
        return done(request, _("委托已登记，已通知受托同事。"), "registry:deputies")
    context = {
        "form": form,
        "page": LongPaginator(arrangements(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "holds": any(seat.role in HELD and not seat.stands_for for seat in request.user.seats),
        "longest": settings.CEJC_DEPUTY_DAYS,
    }
    return form_page(request, "account/deputies.html", context)


@signed_in.acts
def end(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(Deputy.objects.visible_to(request.user), public_id=public_id)
    call = lambda: service.end(actor=request.user, deputy=row)  # noqa: E731
    return acted(request, call, _("这项委托已结束，已通知对方。"), "registry:deputies")
