"""Second factors as they come and go: on record, and told to their owner. allauth keeps them."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import User
from registry.people.permissions import require
from registry.people.services.telling.message import tell

# What admits somebody, beside the password. Recovery codes only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def words_of(authenticator: Authenticator) -> str:
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        return str(_("安全密钥“%s”") % authenticator.data.get("name", ""))
    return _("验证器")


@service
def added(*, user: User, authenticator: Authenticator) -> None:
    _note("account.second_factor_added", "second_factor_added", user, authenticator)


@service
def removed(*, user: User, authenticator: Authenticator) -> None:
    _note("account.second_factor_removed", "second_factor_removed", user, authenticator)


def _note(action: str, kind: str, user: User, authenticator: Authenticator) -> None:
    said: dict[str, object] = {"factor": words_of(authenticator)}
    audit.record(action, user, actor=user, context=user.professional, after=said)
    tell([user], kind, said)


@service
def rename(*, actor: User, key: Authenticator, name: str) -> None:
    """Another name for one's key."""
    require(key.user_id == actor.pk, _("只能修改您本人的安全密钥。"))
    key.data["name"] = name
    key.save(update_fields=["data"])


def may_remove(authenticator: Authenticator) -> bool:
    """Whoever holds an office keeps a second factor: the last one stays."""
    if not authenticator.user.is_office or authenticator.type not in FACTORS:
        return True
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
    return bool(others.exclude(pk=authenticator.pk).exists())


def on_added(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any
) -> None:
    if authenticator.type in FACTORS:
        added(user=user, authenticator=authenticator)


def on_removed(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any
) -> None:
    if authenticator.type in FACTORS:
        removed(user=user, authenticator=authenticator)
