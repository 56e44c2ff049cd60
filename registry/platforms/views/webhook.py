"""Where a platform is told of changed results: set, changed, removed; the last messages."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from registry.enums import Role
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, form_page, tried
from registry.platforms.forms.api_client import WebhookForm
from registry.platforms.models import ApiClient, WebhookDelivery
from registry.platforms.moves.api_client import WEBHOOK
from registry.platforms.services import webhook as services

SHOWN = 20


@role_required(Role.BASE, Role.PROVINCE)
@never_cache
@require_http_methods(["GET", "POST"])
def webhook(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The address and what was sent there last; a new address has a new secret, shown once."""
    row = _client(request, public_id)
    hook = getattr(row, "webhook", None)
    form = WebhookForm(request.POST or None, initial={"url": hook.url if hook else ""})
    if form.is_valid():
        url = form.cleaned_data["url"]
        secret = tried(form, lambda: services.register(actor=request.user, client=row, url=url))
        if secret is not None:
            back = reverse("registry:api-webhook", args=[row.public_id])
            context = {"row": row, "url": url, "secret": secret, "back": back}
            return render(request, "registry/platforms/api_client/webhook_secret.html", context)
    context = {
        "form": form,
        "row": row,
        "hook": hook,
        "messages_sent": WebhookDelivery.objects.filter(client=row).order_by("-created_at", "-pk")[:SHOWN],
    }
    return form_page(request, "registry/platforms/api_client/webhook.html", context)


@role_required(Role.BASE, Role.PROVINCE).acts
def remove(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = _client(request, public_id)
    services.remove(actor=request.user, client=row)
    return done(request, _("已取消通知。"), "registry:api-webhook", row.public_id)


def _client(request: SignedInRequest, public_id: UUID) -> ApiClient:
    """A client in force that the reader keeps: of the own base, any for the province."""
    rows = ApiClient.objects.filter(revoked_at=None).select_related("base__organisation", "webhook")
    row = get_object_or_404(rows, public_id=public_id)
    if not WEBHOOK.open_to(request.user, row):
        raise Http404
    return row
