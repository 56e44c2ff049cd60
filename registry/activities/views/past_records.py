"""Importing past years: the workbook, its scans, the check, what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.uploads.files import FileFault
from credits.queries import latest_policy
from registry.activities.access import history_import
from registry.activities.forms.past_records import ScansForm, WorkbookForm
from registry.activities.models import HistoryImport
from registry.activities.moves.history import HISTORY
from registry.activities.services import past_records as services
from registry.enums import HistoryState, Role
from registry.machinery.models.job import Job
from registry.machinery.services.uploads import require_workbook
from registry.people import access
from registry.people.http import SignedInRequest
from registry.people.views import imports
from registry.people.views.answers import acted, done, form_page, tried
from registry.people.views.export import workbook

hr_only = access.role_required(Role.HR)


@hr_only.asks
def listing(request: SignedInRequest) -> HttpResponse:
    """Send a workbook, and see the earlier ones."""
    unit = access.hr_unit(request)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if row := tried(form, lambda: services.upload(actor=request.user, organisation=unit, **_file(form))):
        return redirect("registry:history", row.public_id)
    rows = HistoryImport.objects.filter(organisation=unit).order_by("-created_at", "-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return form_page(
        request, "registry/activities/past_records/list.html", {"form": form, "unit": unit, "page": page}
    )


def _file(form: WorkbookForm) -> dict[str, Any]:
    file = form.cleaned_data["file"]
    require_workbook(file, _("历史记录须为Excel文件（xlsx）。请下载模板填写，另存为xlsx后上传。"))
    return {"file": file, "name": file.name}


@hr_only.reads
def template(request: SignedInRequest) -> HttpResponse:
    return workbook(services.template(latest_policy()), _("历史记录模板"))


@hr_only.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Where the import stands; htmx asks for the progress alone, and for the whole page when it has ended."""
    row = history_import(request.user, public_id)
    packages = list(row.packages.order_by("pk"))
    unpacking = any(not one.done for one in packages)
    checking = row.state == HistoryState.CHECKING
    asked_for_part = bool(getattr(request, "htmx", False))
    if asked_for_part and not checking and not unpacking:
        return HttpResponse(headers={"HX-Refresh": "true"})
    page = "ui/progress.html" if asked_for_part else "registry/activities/past_records/detail.html"
    context = {
        "history": row,
        "packages": packages,
        "scan_count": row.scans.count(),
        "unpacking": unpacking,
        "checking": checking,
        "scans_form": ScansForm(),
        "workbook_form": WorkbookForm(),
        "moves": HISTORY.open_to(request.user, row),
    }
    return render(request, page, context | _progress(row, checking))


def _progress(row: HistoryImport, checking: bool) -> dict[str, Any]:
    """The variables of templates/ui/progress.html."""
    job = Job.objects.filter(key=f"history:{services.job_key(row)}").first() if checking else None
    title = row.file_name if checking else _("正在整理扫描件")
    failed = _("未能完成。请稍后重试；仍不成功的，请联系系统管理员。")
    return imports.progress(job, title, services.link_of(row), failed, parts=3)


@hr_only.acts
def scans(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Add scans or zips of scans."""
    row = history_import(request.user, public_id)
    uploads = request.FILES.getlist("files")
    if not uploads:
        messages.error(request, _("请选择扫描件或压缩包。"))
    for file in uploads:
        try:
            services.add_package(actor=request.user, history=row, file=file, name=file.name or "")
        except (Refused, FileFault) as refusal:
            messages.error(request, f"{file.name}：{refusal}")
    return redirect("registry:history", public_id)


@hr_only.acts
def replace(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """A corrected workbook for the same scans."""
    row = history_import(request.user, public_id)
    form = WorkbookForm(request.POST, request.FILES)
    if tried(form, lambda: services.replace_workbook(actor=request.user, history=row, **_file(form))):
        return done(request, _("已更换工作簿，可以重新核对。"), "registry:history", public_id)
    for sentence in [*form.errors.get("file", []), *form.non_field_errors()]:
        messages.error(request, sentence)
    return redirect("registry:history", public_id)


@hr_only.acts
def start(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = history_import(request.user, public_id)
    leave_out = "leave_out" in request.POST
    call = lambda: services.start(actor=request.user, history=row, leave_out=leave_out)  # noqa: E731
    return acted(request, call, HISTORY["start"].said, "registry:history", public_id)


@hr_only.reads
def annotated(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The same workbook with every wrong cell marked."""
    return imports.annotated(history_import(request.user, public_id))
