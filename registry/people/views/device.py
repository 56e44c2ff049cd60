"""The devices on which one's login is open."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.queries.device import in_words, shortened
from registry.people.services import device as service
from registry.people.views.answers import acted


@signed_in.reads
def devices(request: SignedInRequest) -> HttpResponse:
    own = service.own_key(request)
    rows = [
        {
            "row": row,
            "words": in_words(row.agent),
            "address": shortened(row.address),
            "own": row.public_id == own,
        }
        for row in service.open_on(request.user).order_by("-seen_at", "-pk")
    ]
    rows.sort(key=lambda one: not one["own"])
    return render(request, "account/devices.html", {"rows": rows, "others": len(rows) > 1})


@signed_in.acts
def end(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(service.open_on(request.user), public_id=public_id)
    return acted(
        request,
        lambda: service.end(actor=request.user, device=row),
        _("已退出这台设备上的登录。"),
        "registry:devices",
    )


@signed_in.acts
def end_others(request: SignedInRequest) -> HttpResponse:
    keep = service.own_key(request)
    return acted(
        request,
        lambda: service.end_others(actor=request.user, keep=keep),
        _("已退出其他所有设备上的登录。"),
        "registry:devices",
    )
