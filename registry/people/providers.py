"""Identity providers by which people may log in (CEJC_LOGIN_PROVIDERS), and what they say of a person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings


@dataclass(frozen=True)
class Provider:
    """One provider, as docs/operations.md describes it.

    `number` is the claim with the verified identity number; `verified` names claims that must have one of
    the given values, without which the number is not believed.
    """

    id: str
    name: str
    server: str
    client_id: str
    secret: str = field(default="", repr=False)
    number: str = "id_number"
    scope: tuple[str, ...] = ("openid", "profile")
    verified: dict[str, list[Any]] = field(default_factory=dict)
    authorize: str = ""  # the origin of its login page, where that is another than the server's

    @property
    def origin(self) -> str:
        parts = urlsplit(self.authorize or self.server)
        return f"{parts.scheme}://{parts.netloc}"


KEYS = frozenset(Provider.__dataclass_fields__)


def providers() -> list[Provider]:
    return [Provider(**one) for one in settings.CEJC_LOGIN_PROVIDERS]


def provider_of(key: str) -> Provider | None:
    return next((one for one in providers() if one.id == key), None)


def name_of(key: str) -> str:
    """A provider that is no longer named in the set-up is called by its key."""
    found = provider_of(key)
    return found.name if found else key


def faults() -> list[str]:
    """What is wrong with the set-up, a sentence each."""
    found = []
    given: Iterable[Any] = settings.CEJC_LOGIN_PROVIDERS
    for one in given:
        if not isinstance(one, dict) or not {"id", "name", "server", "client_id"} <= set(one) <= KEYS:
            found.append(f"each needs id, name, server, client_id, and may have {sorted(KEYS)}")
        elif settings.CEJC_HTTPS and not one["server"].startswith("https://"):
            found.append(f"{one['id']}: the server's address must begin with https://")
    return found


def claims_of(data: dict[str, Any]) -> dict[str, Any]:
    """What the provider says: of both documents, if they are about the same subject; else nothing."""
    token, info = data.get("id_token") or {}, data.get("userinfo") or {}
    if token and info and token.get("sub") != info.get("sub"):
        return {}
    return {**token, **info}


def verified_number(provider: Provider, claims: dict[str, Any]) -> str:
    """The identity number that the provider vouches for; "" where it vouches for none."""
    for claim, values in provider.verified.items():
        if claims.get(claim) not in values:
            return ""
    return str(claims.get(provider.number) or "").strip()
