"""Checks that think: what the form of a file allows and no notice can mean.

Each module looks at one noun and yields faults, each with a sentence that an officer understands.
"""

from collections.abc import Callable, Iterable

from credits.engine.policy import Policy
from credits.engine.reader import Fault

_CHECKS: tuple[Callable[[Policy], Iterable[Fault]], ...] = ()


def check(policy: Policy) -> list[Fault]:
    """Everything in `policy` that makes no sense, in the order of the file's parts."""
    return [fault for one in _CHECKS for fault in one(policy)]
