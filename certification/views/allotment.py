"""Numbers of the province-wide slip: a bureau claims and voids, the
province grants; the account is always whole."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from cejc.site import gettext as _
from certification.enums import AllotmentState
from certification.forms.bureau import ClaimForm, GrantForm, VoidForm
from certification.models import Allotment
from certification.moves.allotment import ALLOTMENT
from certification.queries.bureau import accounts, stock_of
from certification.services import allotment as services
from credits.queries import policy_here
from registry.enums import Role
from registry.people.access import role_required, seat_as
from registry.people.http import SignedInRequest
from registry.people.queries.governing import policy_of_unit
from registry.people.views.answers import done, form_page, lone_form, tried

PER_PAGE = 30


@role_required(Role.BUREAU, Role.PROVINCE).reads
def allotment_list(request: SignedInRequest) -> HttpResponse:
    """Claims, newest first, each with what became of its numbers; a bureau sees its own stock."""
    rows = accounts(Allotment.objects.visible_to(request.user)).order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    year = policy_here().application_year
    context: dict[str, Any] = {"page": page}
    if request.user.has_role(Role.BUREAU):
        context |= {"stock": stock_of(seat_as(request, Role.BUREAU).organisation, year), "year": year}
    return render(request, "certification/allotment/list.html", context)


@role_required(Role.BUREAU).asks
def claim(request: SignedInRequest) -> HttpResponse:
    unit = seat_as(request, Role.BUREAU).organisation
    year = policy_of_unit(unit).application_year
    form = ClaimForm(request.POST or None)
    if tried(
        form, lambda: services.claim(actor=request.user, organisation=unit, year=year, **form.cleaned_data)
    ):
        return done(request, _("已申领，等待{office}核发。"), "certification:allotment-list")
    return lone_form(request, form, "certification:allotment-list")


@role_required(Role.BUREAU).asks
def void(request: SignedInRequest) -> HttpResponse:
    unit = seat_as(request, Role.BUREAU).organisation
    year = policy_of_unit(unit).application_year
    form = VoidForm(request.POST or None)
    call = lambda: services.void(actor=request.user, organisation=unit, year=year, **form.cleaned_data)  # noqa: E731
    if count := tried(form, call):
        return done(request, _("已作废%s个编号。") % count, "certification:allotment-list")
    return lone_form(request, form, "certification:allotment-list")


@role_required(Role.PROVINCE).asks
def decide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Grant with a number, or refuse with a reason."""
    row = get_object_or_404(Allotment.objects.select_related("organisation"), public_id=public_id)
    form = GrantForm(request.POST or None, initial={"count": row.claimed})
    if tried(form, lambda: _decided(request, row, form)):
        row.refresh_from_db()
        said = (
            _("已核发%s个编号。") % row.granted
            if row.state == AllotmentState.GRANTED
            else _("未予核发，申领单位可以看到理由。")
        )
        return done(request, said, "certification:allotment-list")
    moves, stock = ALLOTMENT.open_to(request.user, row), stock_of(row.organisation, row.year)
    context = {"form": form, "row": row, "stock": stock, "moves": moves}
    return form_page(request, "certification/allotment/decide.html", context)


def _decided(request: SignedInRequest, row: Allotment, form: GrantForm) -> Allotment:
    values = form.cleaned_data
    if "refuse" in request.POST:
        return services.refuse(actor=request.user, allotment=row, reason=values["reason"])
    return services.grant(actor=request.user, allotment=row, count=values["count"] or 0)
