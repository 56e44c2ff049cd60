"""Which kinds of files wait for another officer, and how each begins once one agrees."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.people.models.held_file import HeldFile


@dataclass(frozen=True)
class HeldKind:
    """`model` has the rows, `begin` has the worker make the file of one, by a job of the kind `job`."""

    model: Any
    begin: Callable[[Any], None]
    job: str

    def find(self, **known: Any) -> HeldFile | None:
        found: HeldFile | None = self.model.objects.filter(**known).first()
        return found


KINDS: dict[str, HeldKind] = {}


def register(name: str, model: Any, begin: Callable[[Any], None], job: str) -> None:
    """Make a kind known under the name that its requests keep."""
    KINDS[name] = HeldKind(model, begin, job)
