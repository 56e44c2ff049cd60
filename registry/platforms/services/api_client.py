"""Access of platforms to the API: made and ended by the province, its secret shown once."""

import secrets
from collections.abc import Sequence

from allauth.idp.oidc.models import Client, Token
from django.db.models import Model

from cejc import clock
from cejc.site import gettext as _
from cejc.whole import whole
from registry.enums import ApiEnvironment, ApiScope, Role
from registry.machinery.service import service
from registry.machinery.services.forgetting_run import forgets
from registry.people.models import User
from registry.people.permissions import require
from registry.platforms.models import ApiClient, ApiRequest, StagingOffer, StagingResult
from registry.platforms.moves.api_client import API_CLIENT
from registry.training.models import TrainingBase

# What a token may be asked for; each client has some of them.
SCOPES = tuple(ApiScope.values)


@service
def create(
    *, actor: User, base: TrainingBase, name: str, environment: str, scopes: Sequence[str] = SCOPES
) -> tuple[ApiClient, str]:
    """A new client of `base` for some of SCOPES, with the secret that
    nobody will see again. Raises Refused."""
    require(actor.has_role(Role.PROVINCE), _("接口凭据由{office}发放。"))
    require(bool(name.strip()), _("请填写用途。"))
    require(environment in ApiEnvironment.values, _("请选择环境。"))
    require(bool(scopes) and set(scopes) <= set(SCOPES), _("请至少选择一项权限范围。"))
    secret = secrets.token_urlsafe(32)
    oauth = Client(name=f"{base.code} {name}"[:100], type=Client.Type.CONFIDENTIAL)
    oauth.set_secret(secret)
    oauth.set_scopes(list(scopes))
    oauth.set_default_scopes(list(scopes))
    oauth.set_grant_types([Client.GrantType.CLIENT_CREDENTIALS])
    oauth.set_response_types([])
    oauth.save()
    row = ApiClient.objects.create(
        oauth=oauth, base=base, name=whole(name, 100), environment=environment, created_by=actor
    )
    after = {"client": oauth.pk, "environment": environment, "scopes": sorted(scopes)}
    API_CLIENT.record("created", row, actor=actor, after=after)
    return row, secret


@service
def rotate(*, actor: User, client: ApiClient) -> str:
    """A new secret; the old one and every token that it gave end at
    once. By the base itself or the province."""
    step = API_CLIENT.enter("rotate", client, actor=actor)
    secret = _closed(step.row)
    step.row.rotated_at = clock.now()
    step.row.save(update_fields=["rotated_at"])
    step.keep({})
    return secret


@service
def revoke(*, actor: User, client: ApiClient, reason: str) -> ApiClient:
    """End the access at once. Twice is once."""
    step = API_CLIENT.enter("revoke", client, actor=actor, reason=reason)
    if step.repeated:
        return step.row
    _closed(step.row)
    return step.leave()


def _closed(row: ApiClient) -> str:
    """Another secret, which is returned; nothing that was given before opens anything."""
    secret = secrets.token_urlsafe(32)
    row.oauth.set_secret(secret)
    row.oauth.save(update_fields=["secret"])
    Token.objects.filter(client=row.oauth).delete()
    return secret


def _forget(piece: Sequence[Model]) -> int:
    """Answers to keys of long ago, and tokens that opened nothing any more."""
    keys = [one.pk for one in piece]
    return type(piece[0])._default_manager.filter(pk__in=keys).delete()[0] if keys else 0


forgets("answers", lambda before: ApiRequest.objects.filter(created_at__lt=before))(_forget)
forgets("answers", lambda before: StagingResult.objects.filter(created_at__lt=before))(_forget)
forgets("answers", lambda before: StagingOffer.objects.filter(created_at__lt=before))(_forget)
forgets("answers", lambda before: Token.objects.expired())(_forget)
