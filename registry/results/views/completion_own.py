"""A person's own side of reported results: where each hour is, and asking after a missing one."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.queries.employment import employers_and_above
from registry.people.views.answers import acted, done, lone_form, tried
from registry.people.views.kept_file import kept_file
from registry.results.access import AT_HAND, own_missing_hours
from registry.results.forms.completion import MissingHoursForm
from registry.results.models import Completion, MissingHours
from registry.results.models.completion import LIVE
from registry.results.services import missing_hours as services
from registry.results.views.completion_context import line_of

PAGE = 25


@signed_in.reads
def mine(request: SignedInRequest) -> HttpResponse:
    """What providers reported of the reader, newest first, and what the reader asked after."""
    person = _person(request)
    rows = Completion.objects.filter(professional=person, state__in=(*LIVE, "withdrawn")).select_related(
        *AT_HAND
    )
    page = Paginator(rows.order_by("-passed_on", "-pk"), PAGE).get_page(request.GET.get("page"))
    asked = MissingHours.objects.filter(professional=person).select_related("base__organisation", "organiser")
    context = {
        "page": page,
        "rows": [line_of(row) for row in page],
        "found": page.paginator.count,
        "asked": asked.order_by("-asked_at", "-pk")[:PAGE],
    }
    return render(request, "registry/results/completion/mine.html", context)


def _person(request: SignedInRequest) -> int:
    if request.user.professional_id is None:
        raise Http404
    return request.user.professional_id


@signed_in.asks
def ask(request: SignedInRequest) -> HttpResponse:
    """Ask a base after hours that have not arrived."""
    units = employers_and_above(_person(request))
    form = MissingHoursForm(request.POST or None, request.FILES or None, units=units)
    if row := tried(form, lambda: _asked(request, form)):
        said = _("查询已送达，答复会发消息告诉您。")
        return done(request, said, "registry:missing-hours-detail", row.public_id)
    return lone_form(request, form, "registry:completion-mine")


def _asked(request: SignedInRequest, form: MissingHoursForm) -> MissingHours:
    values: dict[str, Any] = form.cleaned_data | form.asked_of() | {"file": kept_file(form)}
    return services.ask(actor=request.user, course=form.course(), **values)


@signed_in.acts
def withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = own_missing_hours(request.user, public_id)
    call = lambda: services.withdraw(actor=request.user, claim=row)  # noqa: E731
    return acted(request, call, _("查询已撤回。"), "registry:completion-mine")


@signed_in.reads
def index(request: SignedInRequest) -> HttpResponse:
    """Where a link in a message leads that names nothing else."""
    return redirect("registry:completion-mine")
