"""What the room of people asks of the rooms above it; they add their answers in `AppConfig.ready`."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Model

from cejc.lib.hook import Hook
from registry.people.models import Professional, User

# Names that people (keys) bore before, as (person, name).
names_before: Hook[Callable[[Collection[int]], Iterable[tuple[int, str]]]] = Hook()
# How many changes of people's files wait for this officer's step.
changes_waiting: Hook[Callable[[User], int]] = Hook()
# Organisations (keys) at which somebody does not sit any more by an act of another room: (action, subject).
places_left: Hook[Callable[[str, Model], Iterable[int]]] = Hook()

# The applications of a person that this officer sees: what a dispute may be about.
matters_of: Hook[Callable[[User, Professional], Iterable[Any]]] = Hook()


def waiting_changes(user: User) -> int:
    """How many changes of people's files wait for a step of `user`."""
    return sum(count(user) for count in changes_waiting)
