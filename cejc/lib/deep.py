"""Calls that go deep without asking the system for memory on the way.

Python keeps the frames of its calls in pieces of 16 kB, and gives a piece back as soon as the last frame in
it returns. A page is drawn some eighty calls deep: where a loop stands just before the end of a piece, each
of its calls asked the system for memory and gave it back, hundreds of times a page, a quarter of its time.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
Answer = TypeVar("Answer")

# A piece is as large as its first frame needs, doubled until it fits. This one needs a little more than half
# a megabyte, of which it uses nothing, and leaves the other half to what is called.
WORDS = 66_000


def deep(function: Callable[P, Answer], *args: P.args, **named: P.kwargs) -> Answer:
    """What `function` answers; all that it calls has its frames in one piece."""
    return function(*args, **named)


deep.__code__ = deep.__code__.replace(co_stacksize=WORDS)
