"""What a trial asks of the rooms that stand on this one."""

from collections.abc import Callable, Collection, Mapping

from cejc.lib.hook import Hook

# Name of a policy, keys of people -> key -> the years that each one's open application has examined under it.
open_under: Hook[Callable[[str, Collection[int]], Mapping[int, Collection[int]]]] = Hook()


def open_years(policy: str, people: Collection[int]) -> Mapping[int, Collection[int]]:
    """The same of all that answer."""
    return {person: years for answer in open_under for person, years in answer(policy, people).items()}
