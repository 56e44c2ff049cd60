"""Public notices on the wall: open to anyone while they are open, absent afterwards (R24)."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cejc.lib.shelf import shelved
from certification.models import Notice
from certification.queries.notices import wall

PER_PAGE = 20
ENTRIES_PER_PAGE = 100


@never_cache
@require_GET
@shelved(lambda request: None if request.GET else wall.rests_on(PER_PAGE))
def notice_list(request: HttpRequest) -> HttpResponse:
    """The notices open now, the one that ends first on top."""
    rows = Notice.objects.public().select_related("organisation").order_by("ends_at", "pk")
    sought = request.GET.get("q", "").strip()[:60].replace("\x00", "")
    if sought:
        rows = rows.filter(organisation__name__icontains=sought)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/notice_list.html", {"page": page, "sought": sought})


@never_cache
@require_GET
@shelved(lambda _request, public_id: wall.notice_rests_on(public_id))
def notice(request: HttpRequest, public_id) -> HttpResponse:
    """One notice as it was frozen."""
    row = get_object_or_404(Notice.objects.public().select_related("organisation"), public_id=public_id)
    entries = row.entries.filter(Q(taken_out_at=None) | ~Q(taken_out_reason=""))
    sought = request.GET.get("q", "").strip()[:60].replace("\x00", "")
    found = entries.filter(snapshot__name__icontains=sought) if sought else entries
    page = Paginator(found.order_by("position").defer("case"), ENTRIES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "notice": row,
        "page": page,
        "sought": sought,
        **_counts(row, entries.count() if sought else page.paginator.count),
    }
    response = render(request, "public/notice.html", context)
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _counts(row: Notice, shown: int) -> dict[str, int]:
    """How many of a notice stand, and how many were taken out: those are few and found by their own index."""
    out = row.entries.filter(taken_out_at__isnull=False)
    found = out.aggregate(taken_out=Count("pk"), named=Count("pk", filter=~Q(taken_out_reason="")))
    return {"standing": shown - found["named"], "taken_out": found["taken_out"]}
