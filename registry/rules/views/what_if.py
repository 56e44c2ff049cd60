"""A draft on real records: begun from the page of its file, watched, read, taken home."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.paging import LongPaginator
from registry.machinery.models.job import Job
from registry.people.access import fetching
from registry.people.http import SignedInRequest
from registry.people.models import User
from registry.people.views.answers import confirm_page, done, tried
from registry.people.views.export import workbook
from registry.people.views.imports import progress
from registry.rules.access import officers, policy_file_of
from registry.rules.models import PolicyFile, WhatIf
from registry.rules.moves.policy_file import sits_there
from registry.rules.queries.what_if import figures_of, losses_of, named
from registry.rules.services import what_if as services
from registry.rules.services import what_if_end
from registry.rules.views.what_if_workbook import written

PER_PAGE = 20
what_if_of_user = fetching(WhatIf, "file")


def what_if_of(user: User, file: PolicyFile) -> dict[str, Any]:
    """What the page of a file says of its trials: `_summary.html`. One query, two where the last has a
    result."""
    last = WhatIf.objects.visible_to(user).filter(file=file).order_by("-pk").first()
    stale = last is not None and last.sha256 != file.checked_sha256
    figures = figures_of(last) if last and last.is_done and not stale else None
    may = file.state in services.TRIABLE and sits_there(user, file)
    return {"last": last, "stale": stale, "figures": figures, "may_start": may}


@officers.acts
def start(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    file = policy_file_of(request.user, public_id)
    try:
        made = services.start(actor=request.user, file=file)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("registry:policy-file", file.public_id)
    return done(
        request, _("已开始试算，现行政策和各人的学时都不受影响。"), "registry:what-if", made.public_id
    )


@officers.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """How far it is; once it is done, who gains and who loses."""
    row = what_if_of_user(request.user, public_id)
    context: dict[str, Any] = {"row": row, "file": row.file}
    if row.finished_at is None:
        context |= _working(row) | {
            "may_stop": row.stopped_by_id is None and sits_there(request.user, row.file)
        }
        if request.htmx:
            return render(request, "ui/progress.html", context)
    elif request.htmx and "page" not in request.GET:
        return HttpResponse(headers={"HX-Refresh": "true"})
    elif row.is_done or row.is_part:
        page = LongPaginator(losses_of(row), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"figures": figures_of(row), "page": page, "losses": named(page, request.user)}
    return render(request, "registry/rules/what_if/detail.html", context)


@officers.asks
def stop(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Asks before a run is ended early."""
    row = what_if_of_user(request.user, public_id)
    if not sits_there(request.user, row.file):
        raise Http404
    if row.finished_at:
        messages.info(request, _("这次试算已经结束。"))
        return redirect("registry:what-if", row.public_id)
    form = Form(request.POST if request.method == "POST" else None)
    if tried(form, lambda: what_if_end.stop(actor=request.user, row=row)):
        return done(request, _("已通知停止，已经算出的部分保留。"), "registry:what-if", row.public_id)
    page = {
        "facts": [(_("政策文件"), row.file), (_("已计算"), _("%(done)s人，共%(total)s人") % _far(row))],
        "consequences": [
            _("正在计算的一批算完后停止。"),
            _("已经算出的部分保留，并注明不是全部结果；只有算完全部人员的试算才能提交签发。"),
            _("停止以后可以重新试算，从头开始。"),
        ],
    }
    return confirm_page(request, form, _("停止试算"), ["registry:what-if", row.public_id], **page)


def _far(row: WhatIf) -> dict[str, int]:
    return {"done": row.done, "total": row.total}


def _working(row: WhatIf) -> dict[str, Any]:
    job = Job.objects.filter(key=f"{what_if_end.JOB}:{row.public_id}").first()
    failed = _("多次尝试后仍未能完成，请回到政策文件重新试算；仍不成功的，请联系系统管理员。")
    here = reverse("registry:what-if", args=[row.public_id])
    working = progress(job, _("正在现有记录上试算"), here, failed)
    if row.stopped_by_id:
        working["sentence"] = _("已通知停止，正在计算的一批算完后结束。")
    elif working["state"] != "failed":
        working["sentence"] = _("您可以离开本页，稍后在政策文件的页面上查看结果。")
    return working | {"done": row.done, "total": row.total, "unit": _("人")}


@officers.reads
def file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The figures as a workbook; 404 until they are there."""
    row = what_if_of_user(request.user, public_id)
    if not row.is_done:
        raise Http404
    losses = named(losses_of(row), request.user)
    return workbook(written(figures_of(row), losses), _("%s试算结果") % (row.file.name or _("政策")))
