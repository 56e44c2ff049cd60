"""Messages to oneself: the list, one of them, all read."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry import access
from registry.http import SignedInRequest
from registry.models import Message
from registry.services import message as service
from registry.views.answers import done

PAGE = 30


@login_required
@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    rows = Message.objects.visible_to(request.user).order_by("-created_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/messages/list.html", {"page": page})


@login_required
@require_safe
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Opening a message reads it."""
    row = access.message_of(request.user, public_id)
    service.mark_read(actor=request.user, messages=[row])
    return render(request, "registry/messages/detail.html", {"row": row})


@login_required
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    count = service.mark_read(actor=request.user, messages=Message.objects.visible_to(request.user).unread())
    if not count:
        return redirect("registry:messages")
    said = _("已将%d条消息标为已读。") % count
    return done(request, said, "registry:messages")
