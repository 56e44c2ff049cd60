"""Record results where a route has a record stage: choose, see exactly what will happen, confirm."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cejc.lib.paging import LongPaginator
from certification.queries.desk import at_stage
from certification.services import acts
from certification.views.desk import OFFICES, require_stage
from registry.access import role_required
from registry.http import SignedInRequest
from registry.views.many import act_on_many, everything, shown_of

PER_PAGE = 100


@role_required(*OFFICES)
@require_http_methods(["GET", "POST"])
def record(request: SignedInRequest) -> HttpResponse:
    """Those who wait for this office's record; a confirmed list is recorded, what is left out is said why."""
    rows = at_stage(request.user, require_stage(request, "record"), "record")
    rows = rows.select_related("professional", "organisation", "batch")
    if request.method == "POST":
        ticked = [*request.POST.getlist("cases"), *request.POST.getlist("chosen")]
        return act_on_many(
            request, acts.RECORD, everything(rows) if "all" in request.POST else shown_of(ticked),
            nothing=_("请先勾选要登记的人员。"), official=True,
            detail=lambda case: f"{case.organisation.name} · {case.span_first}—{case.span_last}",
            consequences=[_("登记后不能更改，本人会收到通知。")],
        )  # fmt: skip
    page = LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    actions = [{"label": _("核对所选人员"), "name": "decision", "value": "chosen"}]
    return render(request, "certification/record/list.html", {"page": page, "actions": actions})
