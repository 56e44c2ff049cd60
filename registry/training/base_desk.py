"""What waits for the staff of a training base on their home page: each
noun registers what it has, as places do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cejc.lib.hook import Hook
from registry.people.models import User
from registry.training.models import TrainingBase


@dataclass(frozen=True)
class Task:
    """One line of the home page: how many of what wait, and where. `order` sorts (10, 20 …)."""

    label: str
    count: int
    url: str
    note: str = ""
    order: int = 50


# What waits for one login as the keeper of a key, whatever base it is of.
to_sign: Hook[Callable[[User], Iterable[Any]]] = Hook()
Provider = Callable[[TrainingBase], Iterable[Task]]
providers: Hook[Provider] = Hook()


def tasks_of(base: TrainingBase) -> list[Task]:
    """What waits, by order; what has nothing waiting is left out."""
    found = [task for provider in providers for task in provider(base) if task.count]
    return sorted(found, key=lambda task: task.order)
