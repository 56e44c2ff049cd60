"""The claim list of handbooks: gather, look who is left out, submit; the province strikes out and grants."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib.db.either import either
from cejc.lib.paging import LongPaginator
from registry.enums import SUPERVISING, ClaimState, LookWay, Role
from registry.machinery.forms.reason import EditForm
from registry.machinery.views.files import drawing, send_drawn
from registry.people import looking
from registry.people.access import fetching, role_required
from registry.people.http import SignedInRequest
from registry.people.lists import Told
from registry.people.models import Organisation
from registry.people.queries.names import people_named
from registry.people.views.answers import acted, confirm_page, done, refusal_at, tried
from registry.people.views.export import exported, today, workbook
from registry.people.views.moving import Moving
from registry.yearly.forms.handbook import (
    ClaimFilter,
    ClaimReasonForm,
    LeftOutFilter,
    SubmitForm,
    ids_of,
)
from registry.yearly.models import HandbookClaim, HandbookClaimEntry
from registry.yearly.moves.handbook_claim import HANDBOOK_CLAIM
from registry.yearly.permissions import claiming_offices, claims_for
from registry.yearly.queries.handbook import (
    counts,
    entries_of,
    in_order,
    standing,
    title_words,
    why,
    with_counts,
)
from registry.yearly.services import handbook_claim as services
from registry.yearly.services import handbook_claim_pdf

PAGE = 100
readers = role_required(Role.HR, *SUPERVISING, Role.PROVINCE)
claimers = role_required(Role.HR, *SUPERVISING)


def office_of(request: SignedInRequest) -> Organisation:
    """The office that the reader claims for: the seat acted from, else
    the first one; 404 where there is none."""
    offices = claiming_offices(request.user)
    acting = request.acting.organisation_id if request.acting else None
    found = next((one for one in offices if one.pk == acting), offices[0] if offices else None)
    if found is None:
        raise Http404
    return found


claim_of = fetching(HandbookClaim, "organisation", "submitted_by")


@readers.lists
def listing(request: SignedInRequest) -> HttpResponse:
    """Claim lists, the newest first; an office sees how many of its people still have no handbook."""
    if not (claiming_offices(request.user) or request.user.has_role(Role.PROVINCE)):
        raise Http404
    form = ClaimFilter(request.GET)
    asked = form.wanted()
    rows: QuerySet[Any] = HandbookClaim.objects.visible_to(request.user)
    rows = rows.filter(state=asked["state"]) if asked["state"] else rows.exclude(state=ClaimState.DISCARDED)
    if asked["q"]:
        rows = rows.filter(organisation__name__icontains=asked["q"])
    rows = with_counts(rows.select_related("organisation")).order_by("-pk")
    context = form.found(rows, 30)
    context["rows"] = context["page"]
    if claiming_offices(request.user):
        office = office_of(request)
        context |= {"office": office, "counts": counts(office)}
    return render(request, "registry/yearly/handbook/claims.html", context)


@claimers.acts
@refusal_at("registry:handbook-claims")
def compose(request: SignedInRequest) -> HttpResponse:
    """A draft with everybody entitled; the one there is gets those who have become entitled since."""
    office = office_of(request)
    drafted = HandbookClaimEntry.objects.filter(claim__organisation=office, claim__state=ClaimState.DRAFT)
    before = drafted.count()
    claim = services.compose(actor=request.user, organisation=office)
    whole = claim.entries.count()
    said = (
        _("新列入%(new)s人，领取表现有%(whole)s人，请核对。") % {"new": whole - before, "whole": whole}
        if whole > before
        else _("没有新增人员，领取表仍为%s人。") % whole
    )
    return done(request, said, "registry:handbook-claim", claim.public_id)


def _left_out(request: SignedInRequest, form: LeftOutFilter) -> QuerySet[Any]:
    asked = form.wanted()
    rows = standing(office_of(request)).exclude(standing="eligible")
    if asked["why"]:
        rows = rows.filter(standing=asked["why"])
    if asked["q"]:
        named = Q(professional__in=people_named(asked["q"]))
        rows = either(rows, named, Q(organisation__name__icontains=asked["q"]))
    return in_order(rows)


@claimers.lists
def left_out(request: SignedInRequest) -> HttpResponse:
    """Who of the office's people is not listed, and why."""
    form = LeftOutFilter(request.GET)
    context = form.found(_left_out(request, form), PAGE)
    context |= {
        "rows": [(row, why(row)) for row in context["page"]],
        "office": office_of(request),
    }
    return render(request, "registry/yearly/handbook/left_out.html", context)


def _title(row: Any) -> str:
    return title_words(row.professional.title_level, row.professional.title_series)


@claimers.reads
def left_out_export(request: SignedInRequest) -> HttpResponse:
    columns: list[Told] = [
        (_("单位"), 36, "organisation.name"),
        (_("姓名"), 16, "professional.name"),
        (_("证件号码"), 24, "professional.identity_masked"),
        (_("职称级别和系列"), 24, _title),
        (_("未列入的原因"), 60, why),
    ]
    rows = _left_out(request, LeftOutFilter(request.GET))
    name = _("登记手册领取表未列入人员%(day)s") % {"day": today()}
    return exported(request, name, _("未列入人员"), rows, columns)


@readers.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The list in its order; what can be done depends on whose turn it is."""
    claim = claim_of(request.user, public_id)
    page = LongPaginator(entries_of(claim), PAGE).get_page(request.GET.get("page"))
    mine = claims_for(request.user, claim.organisation)
    struck = claim.entries.exclude(struck_reason="").count()
    total = page.paginator.count
    context = {
        "claim": claim,
        "page": page,
        "total": total,
        "struck": struck,
        "kept": total - struck,
        "moves": HANDBOOK_CLAIM.open_to(request.user, claim),
        "may_hand_out": mine and claim.state == ClaimState.GRANTED,
        "rows": [(row, title_words(row.title_level, row.title_series)) for row in page],
        "take_out": [{"label": _("移出领取表"), "name": "decision", "value": "take_out"}],
        "hand_out": [{"label": _("登记发放"), "name": "decision", "value": "hand_out"}],
    } | drawing(f"handbook_claim.render:{public_id}", claim)
    return render(request, "registry/yearly/handbook/claim.html", context)


@claimers.acts
@refusal_at("registry:handbook-claim", "public_id")
def take_out(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    claim, chosen = claim_of(request.user, public_id), ids_of(request.POST.getlist("chosen"))
    count = services.take_out(actor=request.user, claim=claim, entries=chosen)
    if count < len(chosen):
        messages.warning(request, _("所选人员中有%s人已不在这份领取表中。") % (len(chosen) - count))
    if not count:
        if not chosen:
            messages.error(request, _("请先勾选要移出的人员。"))
        return redirect("registry:handbook-claim", public_id)
    return done(request, _("已移出%s人。") % count, "registry:handbook-claim", public_id)


def _page(claim: HandbookClaim) -> dict[str, Any]:
    people = claim.entries.filter(struck_reason="").count()
    facts = [(_("填报单位"), claim.organisation), (_("人数"), people)]
    if struck := claim.entries.exclude(struck_reason="").count():
        facts.append((_("已划去"), struck))
    return {
        "facts": facts,
        "crumbs": [{"label": _("登记手册领取表"), "url": reverse("registry:handbook-claims")}],
        "cancel_url": reverse("registry:handbook-claim", args=[claim.public_id]),
    }


def _after(action: str, claim: HandbookClaim) -> tuple[Any, ...]:
    gone = action == "discard"
    return ("registry:handbook-claims",) if gone else ("registry:handbook-claim", claim.public_id)


MOVING = Moving(
    HANDBOOK_CLAIM,
    "claim",
    {
        "submit": services.submit,
        "withdraw": services.withdraw,
        "discard": services.discard,
        "return": services.return_,
        "grant": services.grant,
    },
    _page,
    _after,
    {"submit": SubmitForm, "return": ClaimReasonForm, "grant": EditForm},
    lambda claim: {"edit": claim.edit, "contact": claim.contact},
)


@readers.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    """Submit, withdraw, discard; return, grant: asked before, done after."""
    return MOVING.answer(request, claim_of(request.user, public_id), action)


@role_required(Role.PROVINCE).asks
def strike(request: SignedInRequest, public_id: UUID, entry: UUID) -> HttpResponse:
    """Strike one person out with a reason; `?answer=keep` takes it back."""
    claim = claim_of(request.user, public_id)
    row = get_object_or_404(claim.entries.select_related("claim"), public_id=entry)
    if request.GET.get("answer") == "keep" and request.method == "POST":
        call = lambda: services.strike(actor=request.user, entry=row, reason="")  # noqa: E731
        return acted(request, call, _("已恢复%s。") % row.name, "registry:handbook-claim", public_id)
    form = ClaimReasonForm(request.POST or None, initial={"reason": row.struck_reason})
    if tried(form, lambda: services.strike(actor=request.user, entry=row, **form.cleaned_data)):
        return done(request, _("已划去%s。") % row.name, "registry:handbook-claim", public_id)
    here = reverse("registry:handbook-claim", args=[public_id])
    page = {
        "facts": [(_("姓名"), row.name), (_("单位"), row.unit)],
        "consequences": [_("该人员不编号，理由随领取表告知报送单位。")],
        "submit_label": _("划去"),
        "crumbs": [{"label": str(claim), "url": here}],
    }
    return confirm_page(request, form, _("不予核发"), [here], **page)


def _note_numbers(claim: HandbookClaim) -> None:
    """Everybody of the list is taken home with the whole number."""
    for row in claim.entries.filter(struck_reason=""):
        looking.note(row, way=LookWay.TAKEN, reason=str(claim))


@readers.reads
def xlsx(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    claim = claim_of(request.user, public_id)
    _note_numbers(claim)
    return workbook(
        handbook_claim_pdf.workbook(claim),
        _("%(organisation)s登记手册实名制领取表") % {"organisation": claim.organisation},
    )


@readers.reads
def pdf(request: SignedInRequest, public_id: UUID) -> FileResponse:
    """The list as the worker drew it; 404 until it shows what the list holds now."""
    claim = claim_of(request.user, public_id)
    if not claim.pdf_name or claim.pdf_edit != claim.edit:
        raise Http404
    _note_numbers(claim)
    name = _("%(organisation)s登记手册实名制领取表.pdf") % {"organisation": claim.organisation}
    return send_drawn(claim.pdf_name, name)


@readers.acts
def draw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    claim = claim_of(request.user, public_id)
    call = lambda: services.draw(actor=request.user, claim=claim)  # noqa: E731
    said = _("正在生成PDF，稍候刷新本页即可下载。")
    return acted(request, call, said, "registry:handbook-claim", public_id)
