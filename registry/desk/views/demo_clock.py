"""The page that sets the demo's clock. Anyone may, in the demo configuration; elsewhere it does not exist."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cejc import clock, said
from cejc.errors import Refused
from registry.desk.forms.demo_clock import DemoClockForm
from registry.machinery.services import demo_clock


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    if not settings.CEJC_DEMO:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = DemoClockForm(sent, initial={"next": request.GET.get("next", "")})
    if form.is_valid():
        try:
            shown = _set(request, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            said.done(request, _("演示时钟现在是%(moment)s。") % {"moment": f"{shown:%Y-%m-%d %H:%M}"})
            return redirect(_back(request))
    context = {"form": form, "title": _("演示时钟"), "now": clock.now()}
    return render(request, "registry/desk/demo_clock.html", context, status=422 if form.errors else 200)


def _set(request: HttpRequest, values: dict[str, Any]) -> Any:
    actor = request.user if request.user.is_authenticated else None
    if values["reset"]:
        return demo_clock.reset(actor=actor)
    if values["days"] is not None:
        return demo_clock.advance(actor=actor, by=timedelta(days=values["days"]))
    return demo_clock.set_to(actor=actor, moment=values["moment"])


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("registry:demo-clock")
