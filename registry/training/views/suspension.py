"""The provincial office's list of suspensions of gatherings (R27)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from registry.activities.models import Suspension
from registry.enums import Role
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.views.answers import acted, done, form_page, succeeded
from registry.training.forms.suspension import EndForm, SuspensionForm
from registry.training.services import suspension as services


@role_required(Role.PROVINCE).asks
def suspensions(request: SignedInRequest) -> HttpResponse:
    """What is declared, newest first, and the form to declare."""
    form = SuspensionForm(request.POST if request.method == "POST" else None)
    if succeeded(form, lambda: services.declare(actor=request.user, **form.cleaned_data)):
        return done(request, _("停办期已登记，其间的活动会提示审核人。"), "registry:suspensions")
    rows = Suspension.objects.select_related("declared_by").order_by("-first_day", "-pk")
    context = {"form": form, "rows": rows, "end_form": EndForm(auto_id=False)}
    return form_page(request, "registry/activities/review/suspensions.html", context)


@role_required(Role.PROVINCE).acts
def end(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row, form = get_object_or_404(Suspension, public_id=public_id), EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写停办止的日期。"))
        return redirect("registry:suspensions")
    call = lambda: services.end(actor=request.user, suspension=row, **form.cleaned_data)  # noqa: E731
    return acted(request, call, _("停办期的结束日期已登记。"), "registry:suspensions")
