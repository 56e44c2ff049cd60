"""Sending a unit's list of people."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from registry.enums import Role
from registry.people import access
from registry.people.forms.sheet import SheetForm
from registry.people.http import SignedInRequest
from registry.people.models import SheetImport
from registry.people.services import roster_columns, sheet
from registry.people.services.roster import ROSTER
from registry.people.views.answers import form_page, tried
from registry.people.views.export import workbook

hr_only = access.role_required(Role.HR)


@hr_only.asks
def listing(request: SignedInRequest) -> HttpResponse:
    """Send a list, and see the earlier ones."""
    unit = access.hr_unit(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    row = tried(
        form,
        lambda: sheet.upload(actor=request.user, kind=ROSTER.name, organisation=unit, **form.sent),
    )
    if row:
        return redirect("registry:sheet", row.public_id)
    rows = SheetImport.objects.filter(organisation=unit, kind=ROSTER.name).order_by("-created_at", "-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return form_page(request, "registry/people/roster/list.html", {"form": form, "unit": unit, "page": page})


@hr_only.reads
def template(request: SignedInRequest) -> HttpResponse:
    return workbook(roster_columns.listing().template(), _("人员名单模板"))
