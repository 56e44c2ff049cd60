"""Record results where a route has a record stage: choose, see exactly what will happen, confirm."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certification.queries.desk import waiting
from certification.services.record import record_cases
from certification.views.desk import OFFICES, seat_of
from registry.access import role_required
from registry.http import SignedInRequest


@role_required(*OFFICES)
@require_http_methods(["GET", "POST"])
def record(request: SignedInRequest) -> HttpResponse:
    """Those who wait for this office's record; a confirmed list is recorded, what is left out is said why."""
    rows = list(
        waiting(request.user, seat_of(request), "record").select_related(
            "professional", "organisation", "batch"
        )
    )
    ticked = request.POST.getlist("cases")
    chosen = [case for case in rows if f"{case.public_id}" in ticked]
    if request.method == "POST" and not chosen:
        messages.error(request, _("请先勾选要登记的人员。"))
        return redirect("certification:record")
    if "confirmed" in request.POST:
        outcome = record_cases(actor=request.user, cases=chosen)
        context = {"done": len(outcome.done), "left_out": outcome.left_out}
        return render(request, "certification/lane/bulk_done.html", context)
    template = "confirm" if chosen else "list"
    return render(request, f"certification/record/{template}.html", {"waiting": rows, "chosen": chosen})
