"""What a person adds to a case: earlier paper slips (R20) and exempt years (R22)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from certification.access import own_case, visible_case
from certification.forms.case import ExemptionForm, PriorForm
from certification.models import Case, Exemption, PriorSlip
from certification.moves.prior import TAKE_BACK
from certification.queries.ground import resting_on
from certification.queries.policy import table_of
from certification.queries.slips.recheck import relying_on_number
from certification.services import prior as services
from certification.services.slips import recheck
from certification.workflow.table import state_label
from registry.activities.forms.taking_back import TakeBackForm
from registry.machinery.services.holds import with_what_followed
from registry.machinery.views.files import send_attachment
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.views.answers import acted, done, form_page, lone_form, tried
from registry.people.views.kept_file import kept_file


@signed_in.asks
def add(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Enter an earlier paper slip with its scan."""
    case = own_case(request.user, public_id)
    form = PriorForm(request.POST or None, request.FILES or None)
    if tried(form, lambda: services.claim_prior(actor=request.user, case=case, **_given(form))):
        said = _("已登记。认定单上的年度不再审查，由受理机关核对一次原件。")
        return done(request, said, "certification:case", public_id)
    return lone_form(request, form, "certification:case", case.public_id)


@signed_in.asks
def exemption(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Ask that a year be left out."""
    case = own_case(request.user, public_id)
    form = ExemptionForm(request.POST or None, request.FILES or None)
    if tried(form, lambda: services.ask_exemption(actor=request.user, case=case, **_given(form))):
        return done(request, _("已登记，由审核单位核定。"), "certification:case", public_id)
    return lone_form(request, form, "certification:case", case.public_id)


def _given(form: forms.Form) -> dict[str, Any]:
    return form.cleaned_data | {"file": kept_file(form)}


@signed_in.acts
def drop(request: SignedInRequest, public_id: UUID, prior_id: UUID) -> HttpResponse:
    case = own_case(request.user, public_id)
    row = get_object_or_404(PriorSlip, public_id=prior_id, professional=case.professional_id)
    call = lambda: services.drop_prior(actor=request.user, case=case, prior=row)  # noqa: E731
    return acted(request, call, _("已删除。"), "certification:case", public_id)


@signed_in.asks
def take_back(request: SignedInRequest, public_id: UUID, prior_id: UUID) -> HttpResponse:
    """An accepted paper slip is not genuine after all: say what follows, then do it."""
    case = visible_case(request.user, public_id)
    rows = PriorSlip.objects.select_related("checked_by", "professional")
    row = get_object_or_404(rows, public_id=prior_id, professional=case.professional_id)
    if not TAKE_BACK.is_open_to(request.user, row):
        raise Http404
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    since = clock.now()
    if tried(form, lambda: recheck.take_back_prior(actor=request.user, prior=row, **form.cleaned_data)):
        said = with_what_followed(_("已撤销，已通知本人。"), [row.professional_id], since)
        return done(request, said, "certification:case", public_id)
    return form_page(request, "certification/case/prior_take_back.html", _what_follows(form, case, row))


def _what_follows(form: forms.Form, case: Case, row: PriorSlip) -> dict[str, Any]:
    relying = [slip.number for slip in relying_on_number(row.professional_id, row.number)]
    marked = (
        _("以下认定单立即标为待重核，查验页面同步显示：%s。") % "、".join(relying)
        if relying
        else _("目前没有认定单依据它签发。")
    )
    return {
        "form": form,
        "prior": row,
        "facts": [
            (_("姓名"), row.professional.name),
            (_("编号"), row.number),
            (_("年度"), f"{row.first_year}—{row.last_year}"),
            (_("核对人"), str(row.checked_by)),
        ],
        "consequences": [marked, *_cases_on(row), _("所载年度不再视为已认定，本人会收到通知。")],
        "submit_label": _("撤销"),
        "official": True,
        "cancel_url": reverse("certification:case", args=[case.public_id]),
    }


def _cases_on(row: PriorSlip) -> list[str]:
    """The cases under way that took years over from the slip: they are counted again at once."""
    cases = [
        case
        for case in resting_on([row.professional_id])
        if case.years.filter(basis="certified", basis_note=row.number).exists()
    ]
    return [
        _("%(year)s年度认定申请（%(state)s）立即重新计算，学时不足的退回本人。")
        % {"year": case.application_year, "state": state_label(table_of(case), case.state)}
        for case in cases
    ] or [_("目前没有办理中的申请依据它。")]


@signed_in.acts
def exemption_drop(request: SignedInRequest, public_id: UUID, exemption_id: UUID) -> HttpResponse:
    case = own_case(request.user, public_id)
    row = get_object_or_404(Exemption, public_id=exemption_id, case=case)
    call = lambda: services.drop_exemption(actor=request.user, case=case, exemption=row)  # noqa: E731
    return acted(request, call, _("已删除。"), "certification:case", public_id)


@signed_in.reads
def file(request: SignedInRequest, public_id: UUID, prior_id: UUID) -> HttpResponse:
    case = visible_case(request.user, public_id)
    return send_attachment(
        get_object_or_404(PriorSlip, public_id=prior_id, professional=case.professional_id)
    )


@signed_in.reads
def exemption_file(request: SignedInRequest, public_id: UUID, exemption_id: UUID) -> HttpResponse:
    case = visible_case(request.user, public_id)
    return send_attachment(get_object_or_404(Exemption, public_id=exemption_id, case=case))
