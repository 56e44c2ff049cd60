"""Importing a unit's people from a workbook."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.enums import Role
from registry.machinery.models.job import Job
from registry.machinery.services.uploads import require_workbook
from registry.people import access
from registry.people.forms.people import RosterForm
from registry.people.http import SignedInRequest
from registry.people.models import RosterImport
from registry.people.services import roster
from registry.people.views import imports
from registry.people.views.answers import form_page, tried
from registry.people.views.export import workbook
from registry.people.views.imports import progress

hr_only = access.role_required(Role.HR)


@hr_only.asks
def listing(request: SignedInRequest) -> HttpResponse:
    """Upload a list, and see the earlier ones."""
    unit = access.hr_unit(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    row = tried(form, lambda: _upload(request, unit, **form.cleaned_data))
    if row:
        return redirect("registry:roster", row.public_id)
    rows = RosterImport.objects.filter(organisation=unit).order_by("-created_at", "-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return form_page(request, "registry/people/roster/list.html", {"form": form, "unit": unit, "page": page})


def _upload(request: SignedInRequest, unit: Any, file: Any, leave_out: bool) -> RosterImport:
    require_workbook(file, _("人员名单须为Excel文件（xlsx）。请下载模板填写，另存为xlsx后上传。"))
    return roster.upload(
        actor=request.user, organisation=unit, file=file, name=file.name, leave_out=leave_out
    )


@hr_only.reads
def template(request: SignedInRequest) -> HttpResponse:
    return workbook(roster.template(), _("人员名单模板"))


@hr_only.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """How far an import is; htmx asks for the part alone, and for the whole page when it is finished."""
    row = access.roster_import(request.user, public_id)
    job = Job.objects.filter(key=f"roster:{row.public_id}").first()
    asked_for_part = bool(getattr(request, "htmx", False))
    if asked_for_part and row.outcome:
        return HttpResponse(headers={"HX-Refresh": "true"})
    page = "ui/progress.html" if asked_for_part else "registry/people/roster/detail.html"
    failed = _("没有导入任何人员。请稍后重新上传；仍不成功的，请联系系统管理员。")
    here = reverse("registry:roster", args=[row.public_id])
    return render(request, page, {"roster": row} | progress(job, row.file_name, here, failed))


@hr_only.reads
def annotated(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The same workbook with every wrong cell marked."""
    return imports.annotated(access.roster_import(request.user, public_id))
