"""The certificates that sign papers: for everybody, and for the office that keeps them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from registry.enums import Role
from registry.keys.models import RevocationList, SigningKey
from registry.keys.moves.signing_key import SIGNING_KEY
from registry.keys.queries.certificates import every_key, shown
from registry.keys.queries.certificates import list_of as list_for
from registry.keys.services import own_authority
from registry.keys.services import signing_key as services
from registry.people.access import fetching, role_required
from registry.people.http import SignedInRequest
from registry.people.views.moving import Moving

keepers = role_required(Role.PROVINCE, Role.ADMIN)
_key = fetching(SigningKey)


@never_cache
@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Fingerprint, validity, state and list of every certificate that signs or signed papers."""
    return render(request, "public/certificates.html", {"rows": [shown(key) for key in every_key()]})


@never_cache
@require_GET
def file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The certificate with those above it, as PEM."""
    key = get_object_or_404(SigningKey, public_id=public_id)
    return _sent(key.certificates.encode("ascii"), "application/x-pem-file", f"{key.fingerprint[:16]}.pem")


@never_cache
@require_GET
def list_of(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What its authority revoked, as the portal has it."""
    found = list_for(get_object_or_404(SigningKey, public_id=public_id))
    if found is None:
        raise Http404
    return _sent(bytes(found.data), "application/pkix-crl", "revoked.crl")


@never_cache
@require_GET
def own_list(request: HttpRequest) -> HttpResponse:
    """What certificates of the portal's own authority name as the address of their list."""
    data = own_authority.own_list()
    if not data:
        raise Http404
    return _sent(data, "application/pkix-crl", "revoked.crl")


@keepers.lists
def listing(request: SignedInRequest) -> HttpResponse:
    """What signs which papers, until when, and whether its list is fresh."""
    lists = dict(RevocationList.objects.values_list("issuer_key", "next_update"))
    rows = [
        shown(key)
        | {"fresh_until": lists.get(key.issuer_key), "moves": SIGNING_KEY.open_to(request.user, key)}
        for key in every_key()
    ]
    return render(request, "registry/keys/list.html", {"rows": rows})


MOVING = Moving(
    SIGNING_KEY,
    "key",
    {"retire": services.retire, "revoke": services.revoke},
    lambda row: {
        "facts": [(_("名称"), row.name), (_("证书指纹（SHA-256）"), row.fingerprint)],
        "cancel_url": reverse("registry:signing-keys"),
    },
    lambda _action, _row: ("registry:signing-keys",),
)


@keepers.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    return MOVING.answer(request, _key(request.user, public_id), action)


def _sent(data: bytes, mime: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=mime)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
