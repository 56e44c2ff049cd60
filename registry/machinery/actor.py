"""Who acts, as the machinery sees it: it need not know what a person or a seat is."""

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID


class Actor(Protocol):
    """A login. `seats` are named in the audit log as they call themselves."""

    pk: Any
    public_id: UUID

    @property
    def seats(self) -> Iterable[Any]: ...

    @property
    def is_admin(self) -> bool: ...
