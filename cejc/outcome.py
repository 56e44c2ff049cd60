"""Deciding on many at once: what was done, and what was left out with
the sentence why. The one shape of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cejc.errors import Refused

T = TypeVar("T")


@dataclass
class Outcome(Generic[T]):
    """What became of a list: `done`, and `left_out` as (row, sentence
    why). Nothing of the list is in neither."""

    done: list[T] = field(default_factory=list)
    left_out: list[tuple[T, str]] = field(default_factory=list)


def each(rows: Iterable[T], act: Callable[[T], object]) -> Outcome[T]:
    """Do `act` to each row; a refusal leaves that row out and no other."""
    outcome: Outcome[T] = Outcome()
    for row in rows:
        try:
            act(row)
        except Refused as refusal:
            outcome.left_out.append((row, refusal.sentence))
        else:
            outcome.done.append(row)
    return outcome


def refusal_of(step: Callable[[], object]) -> str:
    """Do a step of a long way that is a service of its own: the sentence by which it was refused, "" when it
    was done."""
    try:
        step()
    except Refused as refusal:
        return refusal.sentence
    return ""
