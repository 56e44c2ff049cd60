"""Record results where a route has a record stage: choose, see exactly what will happen, confirm."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cejc.lib.paging import LongPaginator
from certification.access import tally_of
from certification.models import Case
from certification.queries.desk import MINE, waiting
from certification.queries.policy import tables_in
from certification.queries.words import record_name
from certification.services import acts
from certification.views.desk import OFFICES, require_stage
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.services.many import Shown
from registry.people.views.many import Page, act_on_many, asked_by, beside, everything, shown_of

PER_PAGE = 100


@role_required(*OFFICES).asks
def record(request: SignedInRequest) -> HttpResponse:
    """Those who wait for this office's record; a confirmed list is recorded, what is left out is said why."""
    seat = require_stage(request, "record")
    counts = tally_of(request, seat).at_stage(seat, "record")
    rows = waiting(request.user, seat, counts=counts)
    rows = rows.select_related("professional", "organisation", "batch")
    if request.method == "POST":
        return _decide(request, rows)
    page = LongPaginator(rows, PER_PAGE, counts.count(MINE)).get_page(request.GET.get("page"))
    actions = [{"label": _("核对所选人员"), "name": "decision", "value": "chosen"}]
    context = {"page": page, "actions": actions, "name": record_name(seat)}
    return render(request, "certification/record/list.html", context)


def _decide(request: SignedInRequest, rows: QuerySet[Case]) -> HttpResponse:
    ticked = [*request.POST.getlist("cases"), *request.POST.getlist("chosen")]
    shown = everything(rows) if "all" in request.POST else shown_of(ticked)
    return act_on_many(
        request, acts.RECORD if _ends(shown) else acts.KEEP, shown, nothing=_("请先勾选要办理的人员。")
    )


SPAN = beside(lambda case: f"{case.organisation.name} · {case.span_first}—{case.span_last}")
asked_by(
    acts.RECORD,
    Page(SPAN, consequences=[lazy("登记后不能更改，本人会收到通知。")], official=True),
)
asked_by(
    acts.KEEP,
    Page(SPAN, consequences=[lazy("留存后不能更改，随后由另一位经办人签发认定单。")], official=True),
)


def _ends(shown: Iterable[Shown]) -> bool:
    """Whether the record is the last step of one of these: it is called
    after what it is for everybody on the list."""
    ids = [one.public_id for one in shown]
    tables = [table for _of, table in tables_in(Case.objects.filter(public_id__in=ids))]
    return not tables or any(table.stages[-1].kind == "record" for table in tables)
