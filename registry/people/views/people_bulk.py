"""Bulk steps on people: first the list of exactly what will happen, then the step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache

from cejc.errors import Refused
from registry.enums import EmploymentState, Role
from registry.people import access
from registry.people.http import SignedInRequest
from registry.people.services import activation, acts
from registry.people.services.many import Shown
from registry.people.views.many import Page, act_on_many, asked_by, beside, shown_of
from registry.people.views.people import found

hr_only = access.role_required(Role.HR)
CODES = lazy("发放激活码")
MOST_CODES = 200  # shown on one page, once


def _why_no_code(place: Any) -> str:
    if place.state != EmploymentState.CONFIRMED or place.valid_until:
        return _("不是在职人员")
    return _("已开通账号") if place.has_login else ""


def _chosen(request: SignedInRequest) -> tuple[list[Any], list[dict[str, str]]]:
    """The chosen places of one's own unit: those that get a code, and the others with the reason."""
    taken, left = [], []
    asked = _asked(request)
    places = access.hr_employments(request.user, [one.public_id for one in asked])
    for place in places:
        if reason := _why_no_code(place):
            left.append({"label": place.professional.name, "reason": reason})
        else:
            taken.append(place)
    if gone := len(asked) - len(places):
        left.append({"label": _("另有%d人") % gone, "reason": _("已不在您的办理范围，请返回刷新名单后核对")})
    return taken, left


def _asked(request: SignedInRequest) -> list[Shown]:
    """What was ticked, or all that the filter in the address finds."""
    if "all" not in request.POST:
        return shown_of(request.POST.getlist("chosen"))
    return [Shown(str(one)) for one in found(request)[3].values_list("public_id", flat=True)]


@hr_only.acts
def preview(request: SignedInRequest) -> HttpResponse:
    step = request.POST.get("decision", "")
    if step == "confirm":
        return _confirm(request)
    if step != "codes":
        raise Http404
    taken, left = _chosen(request)
    if len(taken) > MOST_CODES:
        messages.error(request, _("一次最多向%s人发放激活码，人数较多时请“按部门发放激活码”。") % MOST_CODES)
        return redirect("registry:people")
    if not taken and not left:
        messages.info(request, _("您还没有勾选人员。请先勾选，再选择要办理的事项。"))
        return redirect("registry:people")
    included = [{"label": place.professional.name, "detail": place.position} for place in taken]
    manifest = {"action": CODES, "included": included, "excluded": left}
    context = {"manifest": manifest, "taken": taken, "address": "registry:people-bulk-codes", "verb": CODES}
    return render(request, "registry/people/people/bulk.html", context)


def _confirm(request: SignedInRequest) -> HttpResponse:
    """Confirm that people work here: the list first, then each is confirmed or left out with the reason."""
    return act_on_many(
        request,
        acts.CONFIRM_PLACES,
        _asked(request),
        nothing=_("您还没有勾选人员。请先勾选，再选择要办理的事项。"),
    )


asked_by(
    acts.CONFIRM_PLACES,
    Page(details=beside(lambda place: place.position), consequences=[lazy("逐一通知本人。")]),
)


@never_cache
@hr_only.acts
def codes(request: SignedInRequest) -> HttpResponse:
    """A sheet of codes to print and cut; shown in this answer and nowhere else."""
    taken, left = _chosen(request)
    if not taken:
        messages.info(request, _("没有需要激活码的人员。"))
        return redirect("registry:people")
    try:
        rows = activation.issue_many(actor=request.user, employments=taken)
    except Refused as refusal:
        messages.error(request, _("没有发放任何激活码：%s") % refusal.sentence)
        return redirect("registry:people")
    context = {"rows": rows, "left": left, "unit": access.hr_unit(request)}
    return render(request, "registry/people/people/codes.html", context)
