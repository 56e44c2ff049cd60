"""The one authentication backend of the portal."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from registry.people.address import client_address
from registry.people.models import User
from registry.people.models.account import user_by_key
from registry.people.services import account


class PortalBackend(ModelBackend):
    """Username or identity number with a password; lock-out and throttle
    are in registry.people.services.account."""

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

    def get_user(self, user_id: int) -> User | None:
        """Whose session it is: asked by every request."""
        found = next(iter(user_by_key(user_id)), None)
        return found if found and self.user_can_authenticate(found) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Django's permissions are not used: what a person may do comes from dated memberships."""
        return False
