"""Access to the API: what a base has, made and ended by the province, its secret shown once."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cejc.lib.db.order import open_first
from registry.enums import Role
from registry.people.access import fetching, role_required
from registry.people.http import SignedInRequest
from registry.people.views.answers import form_page, tried
from registry.people.views.moving import Moving
from registry.platforms.forms.api_client import ApiClientForm
from registry.platforms.models import ApiClient
from registry.platforms.moves.api_client import API_CLIENT
from registry.platforms.services import api_client as services
from registry.training.models import TrainingBase

READERS = (Role.BASE, Role.HR, Role.DEPARTMENT, Role.BUREAU, Role.PROVINCE)


@role_required(*READERS)
@never_cache
@require_http_methods(["GET", "POST"])
def clients(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The clients of one base; for the province with the form to make one."""
    base = get_object_or_404(TrainingBase.objects.visible_to(request.user), public_id=public_id)
    makes = request.user.has_role(Role.PROVINCE)
    form = ApiClientForm(request.POST if request.method == "POST" and makes else None)
    made = tried(form, lambda: services.create(actor=request.user, base=base, **form.cleaned_data))
    if made is not None:
        return _shown_once(request, made[0], made[1])
    rows = (
        ApiClient.objects.filter(base=base)
        .select_related("oauth", "base")
        .order_by(open_first("revoked_at"), "-created_at", "-pk")
    )
    context = {
        "base": base,
        "rows": [(one, API_CLIENT.open_to(request.user, one)) for one in rows],
        "form": form,
        "makes": makes,
    }
    return form_page(request, "registry/platforms/api_client/list.html", context)


def _shown_once(request: SignedInRequest, row: ApiClient, secret: str) -> HttpResponse:
    context = {
        "row": row,
        "secret": secret,
        "back": reverse("registry:api-clients", args=[row.base.public_id]),
    }
    return render(request, "registry/platforms/api_client/secret.html", context)


_client = fetching(ApiClient, "base__organisation", "oauth")


@role_required(Role.BASE, Role.PROVINCE)
@never_cache
@require_POST
def rotate(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """A new secret, shown once; the old one ends at once."""
    row = _client(request.user, public_id)
    if "rotate" not in API_CLIENT.open_to(request.user, row):
        raise Http404
    return _shown_once(request, row, services.rotate(actor=request.user, client=row))


MOVING = Moving(
    API_CLIENT,
    "client",
    {"revoke": services.revoke},
    lambda row: {
        "facts": [(_("施教机构"), row.base), (_("用途"), row.name)],
        "cancel_url": reverse("registry:api-clients", args=[row.base.public_id]),
    },
    lambda _action, row: ("registry:api-clients", row.base.public_id),
)


@role_required(Role.PROVINCE).asks
def revoke(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return MOVING.answer(request, _client(request.user, public_id), "revoke")
