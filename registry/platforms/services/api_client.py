"""Access of platforms to the API: made and ended by the province, its secret shown once."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from allauth.idp.oidc.models import Client, Token
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Stale
from cejc.whole import whole
from registry.enums import ApiEnvironment, ApiScope, Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import periodic
from registry.people.models import User
from registry.people.permissions import require
from registry.platforms.models import ApiClient, ApiRequest, StagingOffer, StagingResult
from registry.training.models import TrainingBase
from registry.training.permissions import works_for

# What a token may be asked for; each client has some of them.
SCOPES = tuple(ApiScope.values)
ANSWERS_KEPT = timedelta(days=30)


@service
def create(
    *, actor: User, base: TrainingBase, name: str, environment: str, scopes: Sequence[str] = SCOPES
) -> tuple[ApiClient, str]:
    """A new client of `base` for some of SCOPES, with the secret that nobody will see again. Raises Refused."""
    require(actor.has_role(Role.PROVINCE), _("接口凭据由省人社厅专技处发放。"))
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
    audit.record(
        "api_client.created",
        row,
        actor=actor,
        context=base,
        after={"client": oauth.pk, "environment": environment, "scopes": sorted(scopes)},
    )
    return row, secret


@service
def rotate(*, actor: User, client: ApiClient) -> str:
    """A new secret; the old one and every token that it gave end at once. By the base itself or the province."""
    row = _live(client)
    require(
        actor.has_role(Role.PROVINCE) or works_for(actor, row.base),
        _("只有该施教机构或省人社厅可以更换密钥。"),
    )
    secret = secrets.token_urlsafe(32)
    row.oauth.set_secret(secret)
    row.oauth.save(update_fields=["secret"])
    Token.objects.filter(client=row.oauth).delete()
    row.rotated_at = clock.now()
    row.save(update_fields=["rotated_at"])
    audit.record("api_client.rotated", row, actor=actor, context=row.base)
    return secret


@service
def revoke(*, actor: User, client: ApiClient, reason: str) -> ApiClient:
    """End the access at once. Twice is once."""
    require(actor.has_role(Role.PROVINCE), _("接口凭据由省人社厅专技处停用。"))
    row = ApiClient.objects.select_for_update(of=("self",)).select_related("oauth", "base").get(pk=client.pk)
    if row.revoked_at:
        return row
    require(bool(reason.strip()), _("请说明停用的理由。"))
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    row.oauth.set_secret(secrets.token_urlsafe(32))
    row.oauth.save(update_fields=["secret"])
    Token.objects.filter(client=row.oauth).delete()
    audit.record("api_client.revoked", row, actor=actor, context=row.base, reason=reason.strip())
    return row


def _live(client: ApiClient) -> ApiClient:
    row = ApiClient.objects.select_for_update(of=("self",)).select_related("oauth", "base").get(pk=client.pk)
    if row.revoked_at:
        raise Stale(_("该接口凭据已停用。"))
    return row


@periodic(seconds=86400)
def forget_answers() -> None:
    """Answers to keys of long ago, and tokens that opened nothing any more."""
    before = clock.now() - ANSWERS_KEPT
    ApiRequest.objects.filter(created_at__lt=before).delete()
    StagingResult.objects.filter(created_at__lt=before).delete()
    StagingOffer.objects.filter(created_at__lt=before).delete()
    Token.objects.expired().delete()
