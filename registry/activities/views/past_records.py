"""Importing past years: the workbook, its scans, the check, what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.uploads.files import FileFault
from credits.queries import latest_policy
from registry.activities.access import history_import
from registry.activities.forms.past_records import ScansForm, WorkbookForm
from registry.activities.models import HistoryImport
from registry.activities.moves.history import HISTORY
from registry.activities.services import past_records as services
from registry.enums import HistoryState, JobState, Role
from registry.machinery.models.job import Job
from registry.people import access
from registry.people.http import SignedInRequest
from registry.people.views.answers import acted, done, form_page, tried
from registry.people.views.export import workbook

hr_only = access.role_required(Role.HR)
STATES = {JobState.QUEUED: "waiting", JobState.RUNNING: "running", JobState.FAILED: "failed"}


@hr_only.asks
def listing(request: SignedInRequest) -> HttpResponse:
    """Send a workbook, and see the earlier ones."""
    unit = access.hr_unit(request)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    row = tried(form, lambda: _upload(request, unit, form.cleaned_data["file"]))
    if row:
        return redirect("registry:history", row.public_id)
    rows = HistoryImport.objects.filter(organisation=unit).order_by("-created_at", "-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return form_page(
        request, "registry/activities/past_records/list.html", {"form": form, "unit": unit, "page": page}
    )


def _upload(request: SignedInRequest, unit: Any, file: Any) -> HistoryImport:
    services.check_upload(file)
    return services.upload(actor=request.user, organisation=unit, file=file, name=file.name)


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
    here = services.link_of(row)
    failed = job is not None and job.state == JobState.FAILED
    return {
        "title": row.file_name if checking else _("正在整理扫描件"),
        "url": here,
        "page_url": here,
        "result": None,
        "done": job.done // 3 if job else 0,
        "total": job.total // 3 if job else 0,
        "state": STATES.get(JobState(job.state), "running") if job else "waiting",
        "sentence": _("未能完成。请稍后重试；仍不成功的，请联系系统管理员。")
        if failed
        else _("系统正在逐行核对，您可以离开本页，完成后会给您发消息。"),
    }


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
    if tried(form, lambda: _replaced(request, row, form.cleaned_data["file"])) is not None:
        return done(request, _("已更换工作簿，可以重新核对。"), "registry:history", public_id)
    for sentence in [*form.errors.get("file", []), *form.non_field_errors()]:
        messages.error(request, sentence)
    return redirect("registry:history", public_id)


def _replaced(request: SignedInRequest, row: HistoryImport, file: Any) -> HistoryImport:
    services.check_upload(file)
    return services.replace_workbook(actor=request.user, history=row, file=file, name=file.name)


@hr_only.acts
def start(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = history_import(request.user, public_id)
    leave_out = "leave_out" in request.POST
    call = lambda: services.start(actor=request.user, history=row, leave_out=leave_out)  # noqa: E731
    return acted(request, call, HISTORY["start"].said, "registry:history", public_id)


@hr_only.reads
def annotated(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The same workbook with every wrong cell marked."""
    row = history_import(request.user, public_id)
    if not row.annotated_name:
        raise Http404
    with storage.open_(row.annotated_name) as source:
        name = _("%s（已标出需要更正的单元格）") % row.file_name.removesuffix(".xlsx")
        return workbook(source.read(), name)
