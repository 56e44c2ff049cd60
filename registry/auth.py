"""The one authentication backend of the portal."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from registry.models import User
from registry.services import account


class PortalBackend(ModelBackend):
    """Username or identity number with a password; lock-out and throttle are in registry.services.account."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or password is None:
            return None
        return account.admit(identifier=username, password=password, address=client_address(request))

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Django's permissions are not used: what a person may do comes from dated memberships."""
        return False


def client_address(request: HttpRequest | None) -> str | None:
    """The address a request came from, behind the proxies that the set-up names; None outside a request."""
    if request is None:
        return None
    from allauth.core.internal.httpkit import get_client_ip

    return get_client_ip(request)
