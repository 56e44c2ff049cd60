"""Slips taken home together: ask for them, see how far they are, download."""

from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.paging import LongPaginator
from cejc.lib.writing.dates import cn_day
from certification.enums import ParcelKind
from certification.forms.slip import SlipFilter
from certification.models import Slip, SlipParcel
from certification.queries.slips.slip import slips_of
from certification.services.slips import parcel as parcels
from certification.views.slips.slip import OFFICES
from registry.machinery.models.job import Job
from registry.machinery.views.files import send_ranged
from registry.people.access import fetching, role_required
from registry.people.http import SignedInRequest
from registry.people.services.export_request import granted_among
from registry.people.views.export import asking
from registry.people.views.imports import progress
from registry.people.views.many import shown_of

PER_PAGE = 30
MIMES = {".zip": "application/zip", ".pdf": "application/pdf"}
_parcel = fetching(SlipParcel)


@role_required(*OFFICES).acts
def new(request: SignedInRequest) -> HttpResponse:
    """Put the ticked slips together, or all that the filter in the address finds."""
    kind = request.POST.get("kind", "")
    if kind not in ParcelKind.values:
        raise Http404
    rows = slips_of(request.user)
    if "all" in request.POST:
        rows = SlipFilter(request.GET).narrow(rows)
    else:
        rows = rows.filter(public_id__in=[one.public_id for one in shown_of(request.POST.getlist("cases"))])
    try:
        made = parcels.collect(actor=request.user, kind=kind, slips=rows)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("certification:slip-list")
    return redirect(_asking(made) if made.held else reverse("certification:parcel", args=[made.public_id]))


def _asking(row: SlipParcel) -> str:
    """The address of the page that asks another officer for these slips."""
    here = reverse("certification:parcel", args=[row.public_id])
    title = _("认定单　%s") % row.get_kind_display()
    return asking(title, len(row.slips), here, "parcel", str(row.public_id))


@role_required(*OFFICES).reads
def listing(request: SignedInRequest) -> HttpResponse:
    """What the reader has asked for in the last days."""
    rows = SlipParcel.objects.visible_to(request.user)
    page = LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "days": parcels.KEPT.days, "granted": granted_among(page)}
    return render(request, "certification/slip/parcels.html", context)


@role_required(*OFFICES).reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """How far it is; when it is made, the download; who was left out and why."""
    row = _parcel(request.user, public_id)
    until, volume = cn_day(row.created_at + parcels.KEPT), parcels.volumes(row)
    context: dict[str, Any] = {"parcel": row, "until": until, "volume": volume}
    if row.waits:
        context |= {"asking": _asking(row), "count": len(row.slips), "unit": _("份"), **row.offered()}
        context["back"] = reverse("certification:slip-list")
    elif not row.stored_name:
        job = Job.objects.filter(key=f"{parcels.JOB}:{row.public_id}").first()
        here = reverse("certification:parcel", args=[row.public_id])
        failed = _("多次尝试后仍未能完成。请重新打包；仍不成功的，请联系系统管理员。")
        going = _("正在后台制作，您可以离开本页，做好后在“打包下载”中下载。")
        context |= progress(job, row.get_kind_display(), here, failed, going=going)
        if request.htmx:
            return render(request, "ui/progress.html", context)
    elif request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "certification/slip/parcel.html", context)


@role_required(*OFFICES).reads
def file(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """The file; 404 until it is made, and once its reader may not see a slip of it any more."""
    row = _parcel(request.user, public_id)
    seen = Slip.objects.visible_to(request.user).filter(public_id__in=row.slips)
    if not row.stored_name or seen.count() != len(row.slips):
        raise Http404
    ending = PurePath(row.stored_name).suffix
    name = _("认定单%(count)s份") % {"count": len(row.slips)} + ending
    return send_ranged(request, row.stored_name, name, MIMES[ending], row.sha256)
