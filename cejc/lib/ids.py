"""Public ids that came as text: from a form, or behind a question mark."""

from collections.abc import Iterable
from uuid import UUID


def as_uuid(text: str) -> UUID | None:
    """None where it is no id."""
    try:
        return UUID(text)
    except ValueError:
        return None


def uuids_of(texts: Iterable[str]) -> list[UUID]:
    """What is no id is left out."""
    return [found for text in texts if (found := as_uuid(text))]
