"""One's own data to take home: ask for it, see how far it is, download."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib.writing.dates import cn_day
from certification.models import OwnCopy
from certification.services import own_copy as services
from registry.machinery.models.job import Job
from registry.machinery.views.files import send_ranged
from registry.people.access import fetching, own_professional, signed_in
from registry.people.http import SignedInRequest
from registry.people.views.answers import done
from registry.people.views.imports import progress

_copy = fetching(OwnCopy)


@signed_in.reads
def page(request: SignedInRequest) -> HttpResponse:
    """What is in it, the newest one, and how far the one that is being made has come."""
    own_professional(request.user)
    rows = list(OwnCopy.objects.visible_to(request.user)[:2])
    making = next((row for row in rows if not row.stored_name), None)
    ready = next((row for row in rows if row.stored_name), None)
    asked_for_part = bool(request.htmx)
    context: dict[str, Any] = {"making": making, "ready": ready, "days": services.KEPT.days}
    if ready:
        context["until"] = cn_day(ready.created_at + services.KEPT)
    if making:
        context |= _progress(making)
        if asked_for_part:
            return render(request, "ui/progress.html", context)
    elif asked_for_part:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "certification/own_data.html", context)


def _progress(row: OwnCopy) -> dict[str, Any]:
    job = Job.objects.filter(key=f"{services.JOB}:{row.public_id}").first()
    failed = _("多次尝试后仍未能完成，请联系系统管理员。")
    found = progress(job, _("正在整理您的个人数据"), reverse("certification:own-data"), failed)
    if found["state"] != "failed":
        found["sentence"] = _("由后台整理，您可以离开本页，完成后会给您发消息。")
    return found | {"unit": _("份文件")}


@signed_in.acts
def ask(request: SignedInRequest) -> HttpResponse:
    own_professional(request.user)
    services.ask(actor=request.user)
    return done(request, _("已开始整理，完成后给您发消息。"), "certification:own-data")


@signed_in.reads
def file(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """The file, for its person alone; 404 until it is made."""
    row = _copy(request.user, public_id)
    if not row.stored_name:
        raise Http404
    name = _("个人数据%s") % f"{row.created_at:%Y%m%d}" + ".zip"
    return send_ranged(request, row.stored_name, name, "application/zip", row.sha256)
