"""Roles that were asked for: what waits, what was decided, and the decision."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib.db.order import latest
from cejc.lib.paging import LongPaginator
from cejc.lib.writing.dates import cn_day
from registry.people import access
from registry.people.http import SignedInRequest
from registry.people.models import SeatRequest
from registry.people.models.seat_request import READERS
from registry.people.moves.seat_request import SEAT_REQUEST
from registry.people.services import seat_request as service
from registry.people.views.moving import Moving

readers = access.role_required(*READERS)
JOINED = ("user__professional", "organisation", "asked_by", "decided_by")
PER_PAGE = 30


@readers.reads
def listing(request: SignedInRequest) -> HttpResponse:
    rows = SeatRequest.objects.visible_to(request.user).select_related(*JOINED)
    waiting = rows.waiting().order_by("asked_at", "pk")
    decided = rows.exclude(pk__in=rows.waiting().values("pk")).order_by(latest("decided_at"), "-pk")
    context = {
        "waiting": [{"row": row, "moves": SEAT_REQUEST.open_to(request.user, row)} for row in waiting],
        "page": LongPaginator(decided, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "registry/people/admin/seat_requests.html", context)


def _page(row: SeatRequest) -> dict[str, object]:
    until = cn_day(row.valid_until) if row.valid_until else _("长期")
    facts = [
        (_("姓名"), str(row.user)),
        (_("用户名"), row.user.username),
        (_("机构"), row.organisation.name),
        (_("角色"), row.get_role_display()),
        (_("起止"), f"{cn_day(row.valid_from)}—{until}"),
        (_("申请人"), str(row.asked_by)),
    ]
    return {"facts": facts, "cancel_url": reverse("registry:seat-requests")}


MOVING = Moving(
    SEAT_REQUEST,
    "row",
    {"grant": service.grant, "refuse": service.refuse, "withdraw": service.withdraw},
    _page,
    lambda action, row: ("registry:seat-requests",),
)


@readers.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    rows = SeatRequest.objects.visible_to(request.user).select_related(*JOINED)
    return MOVING.answer(request, get_object_or_404(rows, public_id=public_id), action)
