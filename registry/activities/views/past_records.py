"""Importing past years: the workbook, then its scans; from the check on it goes as any list goes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.uploads.files import FileFault
from registry.activities.forms.past_records import ScansForm
from registry.activities.services import past_records as services
from registry.activities.services.past_records_columns import listing as columns
from registry.enums import Role, SheetState
from registry.people import access
from registry.people.forms.sheet import SheetForm
from registry.people.http import SignedInRequest
from registry.people.models import SheetImport
from registry.people.moves.sheet import SHEET
from registry.people.queries.governing import policy_of_unit
from registry.people.services import sheet
from registry.people.views.answers import acted, done, form_page, tried
from registry.people.views.export import workbook
from registry.people.views.imports import progress
from registry.people.views.sheet import sheet_of

hr_only = access.role_required(Role.HR)
KIND = services.PAST_RECORDS.name


def _history(request: SignedInRequest, public_id: UUID) -> SheetImport:
    row = sheet_of(request, public_id)
    if row.kind != KIND:
        raise Http404
    return row


@hr_only.asks
def listing(request: SignedInRequest) -> HttpResponse:
    """Send a workbook, and see the earlier ones."""
    unit = access.hr_unit(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    call = lambda: sheet.upload(  # noqa: E731
        actor=request.user, kind=KIND, organisation=unit, prepare=True, **form.sent
    )
    if row := tried(form, call):
        return redirect("registry:history", row.public_id)
    rows = SheetImport.objects.filter(organisation=unit, kind=KIND).order_by("-created_at", "-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return form_page(
        request, "registry/activities/past_records/list.html", {"form": form, "unit": unit, "page": page}
    )


@hr_only.reads
def template(request: SignedInRequest) -> HttpResponse:
    return workbook(columns(policy_of_unit(access.hr_unit(request))).template(), _("历史记录模板"))


@hr_only.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The workbook and its scans, as long as they are gathered."""
    row = _history(request, public_id)
    if row.state != SheetState.PREPARING:
        return redirect("registry:sheet", public_id)
    packages = list(row.packages.order_by("pk"))
    unpacking = any(not one.done for one in packages)
    asked_for_part = bool(getattr(request, "htmx", False))
    if asked_for_part and not unpacking:
        return HttpResponse(headers={"HX-Refresh": "true"})
    page = "ui/progress.html" if asked_for_part else "registry/activities/past_records/detail.html"
    context: dict[str, Any] = {
        "history": row,
        "packages": packages,
        "scan_count": row.scans.count(),
        "unpacking": unpacking,
        "scans_form": ScansForm(),
        "workbook_form": SheetForm(),
        "moves": SHEET.open_to(request.user, row),
    }
    failed = _("未能完成。请稍后重试；仍不成功的，请联系系统管理员。")
    going = _("由后台整理，您可以离开本页，整理好的扫描件会列在这里。")
    context |= progress(None, _("正在整理扫描件"), request.path, failed, going=going)
    return render(request, page, context)


@hr_only.acts
def scans(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Add scans or zips of scans."""
    row = _history(request, public_id)
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
    row = _history(request, public_id)
    form = SheetForm(request.POST, request.FILES)
    if tried(form, lambda: sheet.replace(actor=request.user, sheet=row, **form.sent)):
        return done(request, _("已更换工作簿，可以重新核对。"), "registry:history", public_id)
    for sentence in [*form.errors.get("file", []), *form.non_field_errors()]:
        messages.error(request, sentence)
    return redirect("registry:history", public_id)


@hr_only.acts
def start(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = _history(request, public_id)
    call = lambda: sheet.start(actor=request.user, sheet=row)  # noqa: E731
    return acted(request, call, SHEET["start"].said, "registry:history", public_id)
