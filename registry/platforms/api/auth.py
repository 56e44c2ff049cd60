"""Who calls: an access token of the client credentials grant, bound to one base."""

from datetime import timedelta
from typing import Any

from allauth.idp.oidc.models import Token
from django.conf import settings
from django.db import IntegrityError
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from cejc import clock
from registry.machinery.services import audit
from registry.platforms.api.problems import Trouble
from registry.platforms.models import ApiClient, ApiUse


class BaseToken(HttpBearer):
    """A token with `scope`; `request.auth` is then the ApiClient."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiClient:
        found = Token.objects.valid().by_value(token).filter(type=Token.Type.ACCESS_TOKEN)
        row = found.select_related("client__api_client__base__organisation").first()
        client = getattr(row.client, "api_client", None) if row and row.client else None
        if row is None or client is None or client.revoked_at is not None:
            raise Trouble("unauthorized")
        if self.scope not in row.get_scopes():
            raise Trouble("forbidden")
        count(client)
        return client

    def __call__(self, request: HttpRequest) -> Any:
        found = super().__call__(request)
        if not found:
            raise Trouble("unauthorized")
        return found


def count(client: ApiClient) -> None:
    """Count the call; raise Trouble when there were too many in this minute."""
    minute = timezone.now().replace(second=0, microsecond=0)
    rows = ApiUse.objects.filter(client=client, minute=minute)
    if not rows.update(count=F("count") + 1):
        _first_of_the_minute(client, minute)
    if rows.values_list("count", flat=True)[0] > settings.CEJC_API_PER_MINUTE:
        raise Trouble("rate_limited")


def _first_of_the_minute(client: ApiClient, minute: Any) -> None:
    try:
        with audit.savepoint():
            ApiUse.objects.create(client=client, minute=minute, count=1)
    except IntegrityError:  # another process was quicker
        ApiUse.objects.filter(client=client, minute=minute).update(count=F("count") + 1)
        return
    ApiUse.objects.filter(client=client, minute__lt=minute - timedelta(hours=1)).delete()
    ApiClient.objects.filter(pk=client.pk).update(used_at=clock.now())
