"""Windows: when each route is open, and the exceptions that the province grants (R19)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cejc import clock
from certification.forms.batch import WindowForm
from certification.models import WindowException
from certification.queries.calendar import coming_up, publish_by
from certification.services.batch import grant_window
from certification.views.desk import OFFICES
from credits.engine import Policy, Route, filing_stage, window_state
from credits.governing import cited, governing, ruling_of, whom_of
from credits.queries import policies_worked_with, policy_here
from registry.enums import Role
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, lone_form, tried


@role_required(*OFFICES).reads
def window_list(request: SignedInRequest) -> HttpResponse:
    """Every route's window of each policy that is worked with, what is coming, and exceptions in force."""
    exceptions = WindowException.objects.select_related("organisation", "granted_by").order_by("-granted_at")
    if not request.user.has_role(Role.PROVINCE):
        exceptions = exceptions.filter(organisation__in=[seat.organisation_id for seat in request.user.seats])
    context = {
        "policies": [_of_policy(policy) for policy in policies_worked_with()],
        "next": governing().following,
        "exceptions": exceptions,
        "coming": coming_up(request.user),
    }
    return render(request, "certification/window/list.html", context)


def _of_policy(policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy,
        "cited": cited(policy),
        "whom": whom_of(ruling_of(policy)),
        "routes": [row for route in policy.routes.values() if (row := _row(policy, route))],
    }


def _row(policy: Policy, route: Route) -> dict[str, Any] | None:
    stage = filing_stage(route)
    if stage is None or stage.window is None:
        return None
    notice = next((one for one in route.stages if one.kind == "notice"), None)
    return {
        "route": route,
        "state": window_state(stage.window, clock.today()),
        "publish_by": publish_by(stage.window.closes, notice.working_days) if notice else None,
    }


@role_required(Role.PROVINCE).asks
def grant(request: SignedInRequest) -> HttpResponse:
    """Open a window for one organisation."""
    form = WindowForm(request.POST or None, initial={"application_year": policy_here().application_year})
    granted = tried(form, lambda: grant_window(actor=request.user, **form.cleaned_data))
    if granted:
        return done(request, _("已批准例外。"), "certification:window-list")
    return lone_form(request, form, "certification:window-list")
