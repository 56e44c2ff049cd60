"""Deciding on many at once: each in its own transaction, what is left out is said with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cejc.errors import Refused
from certification.models import Case


@dataclass
class Outcome:
    """What a bulk decision did: the cases done, and those left out with the sentence why."""

    done: list[Case] = field(default_factory=list)
    left_out: list[tuple[Case, str]] = field(default_factory=list)


def each(cases: Iterable[Case], act: Callable[[Case], object]) -> Outcome:
    """Do `act` to each case; a refusal leaves that case out and no other."""
    outcome = Outcome()
    for case in cases:
        try:
            act(case)
        except Refused as refusal:
            outcome.left_out.append((case, refusal.sentence))
        else:
            outcome.done.append(case)
    return outcome
