"""Bulk steps on people: first the list of exactly what will happen, then the step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cejc import said
from cejc.errors import Refused
from registry import access
from registry.enums import EmploymentState, Role
from registry.http import SignedInRequest
from registry.models import Employment
from registry.permissions import is_self
from registry.services import activation, employment

hr_only = access.role_required(Role.HR)
MOST = 200


def _why_not_confirm(user: Any, place: Employment) -> str:
    if place.state != EmploymentState.PENDING:
        return _("不在待确认状态")
    return _("是您本人，请由其他人事人员办理") if is_self(user, place.professional) else ""


def _why_no_code(_user: Any, place: Any) -> str:
    if place.state != EmploymentState.CONFIRMED or place.valid_until:
        return _("不是在职人员")
    return _("已开通账号") if place.has_login else ""


# What the page asks for: verb, reason to leave a person out, address of the step.
STEPS: dict[str, tuple[Any, Any, str]] = {
    "confirm": (lazy("确认为本单位人员"), _why_not_confirm, "registry:people-bulk-confirm"),
    "codes": (lazy("发放激活码"), _why_no_code, "registry:people-bulk-codes"),
}


def _chosen(request: SignedInRequest, why_not: Any) -> tuple[list[Employment], list[dict[str, str]]]:
    """The chosen places of one's own unit: those that the step takes, and the others with the reason."""
    taken, left = [], []
    for place in access.hr_employments(request.user, request.POST.getlist("chosen")[:MOST]):
        reason = why_not(request.user, place)
        if reason:
            left.append({"label": place.professional.name, "reason": reason})
        else:
            taken.append(place)
    return taken, left


@hr_only
@require_POST
def preview(request: SignedInRequest) -> HttpResponse:
    step = request.POST.get("decision", "")
    if step not in STEPS:
        raise Http404
    verb, why_not, address = STEPS[step]
    taken, left = _chosen(request, why_not)
    if not taken and not left:
        messages.info(request, _("您还没有勾选人员。请先勾选，再选择要办理的事项。"))
        return redirect("registry:people")
    included = [{"label": place.professional.name, "detail": place.position} for place in taken]
    manifest = {"action": verb, "included": included, "excluded": left}
    context = {"manifest": manifest, "taken": taken, "step": step, "address": address, "verb": verb}
    return render(request, "registry/people/bulk.html", context)


@hr_only
@require_POST
def confirm(request: SignedInRequest) -> HttpResponse:
    taken, _left = _chosen(request, _why_not_confirm)
    try:
        count = employment.confirm_many(actor=request.user, employments=taken)
    except Refused as refusal:
        messages.error(request, _("没有办理任何一人：%s") % refusal.sentence)
        return redirect("registry:people")
    said.done(request, _("已确认%d人，已逐一通知本人。") % count)
    return redirect("registry:people")


@never_cache
@hr_only
@require_POST
def codes(request: SignedInRequest) -> HttpResponse:
    """A sheet of codes to print and cut; shown in this answer and nowhere else."""
    taken, _left = _chosen(request, _why_no_code)
    if not taken:
        messages.info(request, _("没有需要激活码的人员。"))
        return redirect("registry:people")
    try:
        rows = activation.issue_many(actor=request.user, employments=taken)
    except Refused as refusal:
        messages.error(request, _("没有发放任何激活码：%s") % refusal.sentence)
        return redirect("registry:people")
    return render(request, "registry/people/codes.html", {"rows": rows, "unit": access.hr_unit(request)})
