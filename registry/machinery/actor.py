"""Who acts, as the machinery sees it: it need not know what a person or a seat is."""

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext_noop

# Whoever did what no person did, as logs and histories keep it: the same words in every language.
PORTAL_LABEL = gettext_noop("系统")


class Actor(Protocol):
    """A login. `seats` are named in the audit log as they call themselves."""

    pk: Any
    public_id: UUID

    @property
    def seats(self) -> Iterable[Any]: ...

    @property
    def is_admin(self) -> bool: ...
