"""One thing that the database itself refuses (see registry.guards)."""

from typing import NamedTuple


class Guard(NamedTuple):
    """Refuse `event` on rows of `table` when `condition` (None: always) holds of OLD and NEW."""

    name: str
    table: str
    event: str  # INSERT, UPDATE, DELETE
    condition: str | None
    sentence: str


def changed(*columns: str) -> str:
    """The condition that any of `columns` is to change."""
    return "(" + " OR ".join(f"NEW.{name} {{differs}} OLD.{name}" for name in columns) + ")"
