"""Large exports: asking for one, what waits, granting and taking it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib.paging import LongPaginator
from registry.enums import EXPORTERS, ExportRequestState
from registry.people.access import role_required, seat_as
from registry.people.forms.exporting import PurposeForm
from registry.people.held_files import KINDS
from registry.people.http import SignedInRequest
from registry.people.models import ExportRequest
from registry.people.moves.export_request import EXPORT_REQUEST
from registry.people.services import export_request as service
from registry.people.views.answers import confirm_page, done, tried
from registry.people.views.export import SALT
from registry.people.views.moving import Moving

officers = role_required(*EXPORTERS)
PER_PAGE = 30
GOOD_FOR = 24 * 3600  # seconds: the page that asks
JOINED = ("owner__professional", "organisation", "decided_by__professional")


@officers.reads
def listing(request: SignedInRequest) -> HttpResponse:
    rows = ExportRequest.objects.visible_to(request.user).select_related(*JOINED)
    page = LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/people/exports/requests.html", {"page": page})


@officers.asks
def ask(request: SignedInRequest) -> HttpResponse:
    """What for, of what an export said of itself; asked for already, the request itself."""
    what = _what(request)
    open_now = ExportRequest.objects.open().filter(
        owner=request.user, address=what["address"], rows__gte=what["rows"]
    )
    if found := open_now.first():
        return redirect("registry:export-request", found.public_id)
    form = PurposeForm(request.POST or None)
    values: dict[str, Any] = {"actor": request.user, "seat": seat_as(request, *EXPORTERS)} | what
    made = tried(form, lambda: service.ask(**values, **form.cleaned_data))
    if made:
        said = _("已提交申请，等待另一位经办人同意。")
        return done(request, said, "registry:export-request", made.public_id)
    facts = [(_("内容"), what["title"]), (_("行数"), what["rows"])]
    alone = {"alone": settings.CEJC_EXPORT_ALONE, "day": service.DAY * settings.CEJC_EXPORT_ALONE}
    lead = (
        _("一次超过%(alone)s行，或者当天合计超过%(day)s行的，须由同一机构的另一位经办人或者上级部门同意。")
        % alone
    )
    page = {
        "facts": facts,
        "lead": lead,
        "consequences": [_("同意后您会收到消息，三天内导出一次有效；下载没有成功的，十分钟内可以再试。")],
        "submit_label": _("提交申请"),
    }
    back = (what["address"],) if what["file"] else ("registry:export-requests",)
    return confirm_page(request, form, _("申请大批量导出"), back, **page)


def _what(request: SignedInRequest) -> dict[str, Any]:
    try:
        what = signing.loads(request.GET.get("of", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as fault:
        raise Http404 from fault
    if what["file"]:
        get_object_or_404(KINDS[what["kind"]].model.objects.visible_to(request.user), public_id=what["file"])
    return what | {"file": what["file"] or None}


def _row(request: SignedInRequest, public_id: UUID) -> ExportRequest:
    rows = ExportRequest.objects.visible_to(request.user).select_related(*JOINED)
    return get_object_or_404(rows, public_id=public_id)


@officers.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What is asked for; whose turn it is finds the button here."""
    row = _row(request, public_id)
    mine = row.owner_id == request.user.pk
    granted = row.state == ExportRequestState.GRANTED and not row.file and not row.is_over
    context = {
        "row": row,
        "moves": EXPORT_REQUEST.open_to(request.user, row),
        "fetched": mine and (granted or ExportRequest.objects.just_used().filter(pk=row.pk).exists()),
        "filed": mine and bool(row.file) and KINDS[row.kind].find(public_id=row.file) is not None,
        "waits": _waits(row) if mine else "",
    }
    return render(request, "registry/people/exports/request.html", context)


def _waits(row: ExportRequest) -> str:
    """Whom the owner waits for."""
    if row.state != ExportRequestState.ASKED:
        return ""
    names = "、".join(str(one) for one in service.deciders(row)[:3])
    return _("可以办理的人：%s。") % names if names else ""


MOVING = Moving(
    EXPORT_REQUEST,
    "row",
    {"grant": service.grant, "refuse": service.refuse, "drop": service.drop},
    lambda row: {
        "facts": [
            (_("内容"), row.title),
            (_("行数"), row.rows),
            (_("用途"), row.reason),
            (_("申请人"), str(row.owner)),
        ],
        "cancel_url": reverse("registry:export-request", args=[row.public_id]),
    },
    lambda action, row: ("registry:export-request", row.public_id),
)


@officers.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    return MOVING.answer(request, _row(request, public_id), action)
