"""Missing-hours claims: what waits at a base, one claim and its answer."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.db.either import either
from registry.activities.views.activity_context import timeline_of
from registry.enums import Role
from registry.machinery.queries import audit
from registry.machinery.views.files import send_attachment
from registry.people.access import role_required, signed_in
from registry.people.http import SignedInRequest
from registry.people.queries.names import people_named
from registry.people.views.answers import done, form_page, succeeded
from registry.results.access import visible_missing_hours
from registry.results.forms.completion import AnswerForm, MissingHoursFilter
from registry.results.models import MissingHours
from registry.results.moves.missing_hours import MISSING_HOURS
from registry.results.services import missing_hours as services

PAGE = 50


@role_required(Role.BASE, Role.HR, Role.DEPARTMENT, Role.BUREAU, Role.PROVINCE).lists
def listing(request: SignedInRequest) -> HttpResponse:
    """What was asked of the reader's bases, the open ones by their date."""
    form = MissingHoursFilter(request.GET)
    wanted, rows = form.wanted(), MissingHours.objects.visible_to(request.user)
    if not request.user.has_role(Role.PROVINCE) and request.user.professional_id:
        rows = rows.exclude(professional=request.user.professional_id)
    if wanted["state"] == "overdue":
        rows = rows.open().filter(due_on__lt=clock.today())
    elif wanted["state"]:
        rows = rows.filter(state=wanted["state"])
    if wanted["q"]:
        rows = either(rows, Q(professional__in=people_named(wanted["q"])), Q(title__icontains=wanted["q"]))
    rows = rows.select_related("base__organisation", "organiser", "professional").order_by(
        "state", "due_on", "pk"
    )
    context = form.found(rows, PAGE) | {"today": clock.today()}
    return render(request, "registry/results/completion/missing_list.html", context)


@signed_in.asks
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One claim; for the base's staff with the form of the answer."""
    row = visible_missing_hours(request.user, public_id)
    moves = MISSING_HOURS.open_to(request.user, row)
    form = AnswerForm(request.POST if request.method == "POST" and "find" in moves else None)
    if succeeded(form, lambda: _answer(request, row, form)):
        return done(request, _("答复已送达本人。"), "registry:missing-hours")
    context = {
        "row": row,
        "form": form,
        "moves": moves,
        "own": row.professional_id == request.user.professional_id,
        "timeline": timeline_of(audit.of_object(row)),
        "late": row.is_open and row.due_on < clock.today(),
    }
    return form_page(request, "registry/results/completion/missing_detail.html", context)


def _answer(request: SignedInRequest, row: MissingHours, form: AnswerForm) -> MissingHours:
    values = form.cleaned_data
    return services.answer(actor=request.user, claim=row, found=values["found"] == "yes", text=values["text"])


@signed_in.reads
def file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return send_attachment(visible_missing_hours(request.user, public_id))
