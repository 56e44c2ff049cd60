"""Slips: list, detail, file, issue, and the two-officer acts of revoking and reissuing."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cejc.lib.faults import reading_goes_on
from cejc.lib.paging import LongPaginator
from certification.access import tally_of
from certification.enums import ParcelKind
from certification.forms.slip import DecideForm, ProposeForm, SlipFilter
from certification.models import Slip, SlipAction
from certification.moves.slip import ISSUER, SLIP, SLIP_ACTION
from certification.queries.bureau import stock_of
from certification.queries.desk import MINE, waiting
from certification.queries.listed import SLIPS
from certification.queries.slips.slip import carried_by, slips_of
from certification.queries.slips.verify import verified
from certification.services import acts
from certification.services.slips import slip as slips
from certification.services.slips import slip_file
from certification.views.desk import seat_of
from registry.enums import SUPERVISING, Role
from registry.machinery.views.files import send_drawn
from registry.people.access import fetching, signed_in
from registry.people.http import SignedInRequest
from registry.people.queries.governing import policy_of_unit
from registry.people.views.answers import acted, done, lone_form, tried
from registry.people.views.many import Page, act_on_many, asked_by, beside, everything, shown_of
from registry.people.views.taking import taken_from, ways

PER_PAGE = 50
OFFICES = (Role.HR, *SUPERVISING, Role.PROVINCE)
KINDS = {
    ParcelKind.FILES: lazy("打包下载"),
    ParcelKind.PRINT: lazy("合并打印"),
    ParcelKind.LIST: lazy("领取签收表"),
}
ISSUERS = (Role.PROVINCE, Role.BUREAU)


def _found(request: SignedInRequest) -> tuple[SlipFilter, QuerySet[Slip]]:
    form = SlipFilter(request.GET)
    return form, form.narrow(slips_of(request.user))


taken_from(SLIPS, _found)


@signed_in.lists
def slip_list(request: SignedInRequest) -> HttpResponse:
    """Slips that the reader may see, found by name, unit or number."""
    form, rows = _found(request)
    count = None if form.narrows else carried_by(request.user)
    context = form.found(rows, PER_PAGE, count) | {"waiting": _pending(request), "active": form.narrows}
    if request.user.has_role(*OFFICES):
        here = f"{reverse('certification:parcel-new')}?{request.GET.urlencode()}"
        context["actions"] = [
            {"label": label, "name": "kind", "value": kind, "url": here} for kind, label in KINDS.items()
        ]
        context["takes"] = ways(request, SLIPS)
    return render(request, "certification/slip/list.html", context)


def _pending(request: SignedInRequest) -> list[SlipAction]:
    if not request.user.has_role(*ISSUERS):
        return []
    rows = SlipAction.objects.filter(state="proposed", slip__in=Slip.objects.visible_to(request.user))
    rows = rows.select_related("slip__professional", "proposed_by")
    return list(rows.order_by("pk"))


@signed_in.reads
def slip(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """One slip: what it says, how it stands, its file, what happened to it."""
    row = _slip(request.user, public_id)
    with reading_goes_on():
        slip_file.wanted(row)
    pending = row.actions.filter(state="proposed").select_related("slip__case", "proposed_by").first()
    context = {
        "slip": row,
        "found": verified(row),
        "pending": pending,
        "decide_form": DecideForm(),
        "moves": {} if pending else SLIP.open_to(request.user, row),
        "decisions": SLIP_ACTION.open_to(request.user, pending) if pending else {},
        "actions": row.actions.select_related("proposed_by", "decided_by").order_by("-pk"),
        # A digest tells the office that compares it something, and the person nothing.
        "is_office": request.user.is_office,
    }
    return render(request, "certification/slip/detail.html", context)


_slip = fetching(Slip, "professional", "case__organisation", "superseded_by")


@signed_in.reads
def file(request: SignedInRequest, public_id: uuid.UUID) -> FileResponse:
    """The PDF as it was drawn; 404 until the worker has drawn it."""
    row = _slip(request.user, public_id)
    if not row.pdf_name:
        raise Http404
    return send_drawn(row.pdf_name, f"{row.number}.pdf", save="save" in request.GET)


@signed_in.asks
def issue(request: SignedInRequest) -> HttpResponse:
    """Issue the slips of verified cases: choose, see exactly what will happen, confirm."""
    if not request.user.has_role(*ISSUERS):
        raise Http404
    seat = seat_of(request)
    counts = tally_of(request, seat).at_stage(seat, "issue")
    rows = waiting(request.user, seat, counts=counts)
    rows = rows.select_related("professional", "organisation", "batch")
    if request.method == "POST":
        ticked = [*request.POST.getlist("cases"), *request.POST.getlist("chosen")]
        return act_on_many(
            request,
            acts.ISSUE,
            everything(rows) if "all" in request.POST else shown_of(ticked),
            nothing=_("请先勾选要签发认定单的人员。"),
        )
    page = LongPaginator(rows, PER_PAGE, counts.count(MINE)).get_page(request.GET.get("page"))
    actions = [{"label": _("核对所选人员"), "name": "decision", "value": "chosen"}]
    context = {"page": page, "stock": _stock(request), "actions": actions}
    return render(request, "certification/slip/issue.html", context)


asked_by(
    acts.ISSUE,
    Page(
        beside(lambda case: f"{case.organisation.name} · {case.span_first}—{case.span_last}"),
        consequences=[
            lazy("编号连续，签发后内容不能更改，本人会收到通知。"),
            lazy("签发在后台进行，可以离开页面，办完后会发消息告诉您。"),
        ],
        official=True,
    ),
)


def _stock(request: SignedInRequest) -> dict[str, int] | None:
    """A bureau's stock of numbers this application year; None for the province, which needs none."""
    seat = seat_of(request)
    if seat.role != Role.BUREAU:
        return None
    return stock_of(seat.organisation, policy_of_unit(seat.organisation).application_year)


@signed_in.asks
def propose(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Propose to revoke or reissue."""
    row = _slip(request.user, public_id)
    if not ISSUER.may(request.user, row):
        raise Http404
    form = ProposeForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    if tried(form, lambda: slips.propose_action(actor=request.user, slip=row, **form.asked)):
        return done(request, _("已提出，待另一位经办人复核后执行。"), "certification:slip", row.public_id)
    facts = [(_("姓名"), row.content["name"]), (_("工作单位"), row.content["unit"])]
    return lone_form(request, form, "certification:slip", row.public_id, lead=row.number, facts=facts)


@signed_in.acts
def decide(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """The second officer's decision on a proposal."""
    if not request.user.has_role(*ISSUERS):
        raise Http404
    seen = SlipAction.objects.filter(slip__in=Slip.objects.visible_to(request.user)).select_related("slip")
    action = get_object_or_404(seen, public_id=public_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择复核意见。"))
        return redirect("certification:slip", action.slip.public_id)
    approve = form.cleaned_data["approve"] == "yes"
    values = {"approve": approve, "note": form.cleaned_data["note"]}
    call = lambda: slips.decide_action(actor=request.user, action=action, **values)  # noqa: E731
    said = (
        _("没有同意，认定单仍然有效。")
        if not approve
        else _("认定单已撤销，查验页面已同步更新。")
        if action.kind == "revoke"
        else _("认定单已换发，查验页面已同步更新。")
    )
    return acted(request, call, said, "certification:slip", action.slip.public_id)
