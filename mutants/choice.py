"""Which tests are run against one mutant, and in which order: those nearest
to the line first, for a minute at most."""

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from mutants.make import Mutant
from mutants.touched import Test

SECONDS = 60.0


def chosen(mutant: Mutant, tests: list[Test]) -> list[Test]:
    """First the tests that run the line, the smallest first (they are about it). Then those of the
    files named after the module, those that run anything of it, and, for the engine, whose policies
    are kept from test to test, the whole room.

    What does not fit into the time is left out; that can only add a survivor.
    """
    order = dict.fromkeys(test.name for test in _nearest(mutant, tests))
    by_name = {test.name: test for test in tests}
    return list(_within(SECONDS, (by_name[name] for name in order)))


def _nearest(mutant: Mutant, tests: list[Test]) -> Iterator[Test]:
    small = sorted(tests, key=lambda test: test.size)
    named = [test for test in small if _is_named_after(test, mutant)]
    running = [test for test in small if mutant.line in test.lines.get(mutant.path, ())]
    yield from [test for test in running if test in named]
    yield from running
    yield from named
    yield from [test for test in small if mutant.path in test.lines]
    if mutant.path.startswith("credits/"):
        yield from [test for test in small if test.file.startswith("tests/credits/")]


def _is_named_after(test: Test, mutant: Mutant) -> bool:
    """tests/registry/people/test_roster.py is about registry/people/services/roster.py."""
    room, name = mutant.path.split("/")[0], PurePath(mutant.path).stem
    return test.file.startswith(f"tests/{room}/") and PurePath(test.file).stem == f"test_{name}"


def _within(seconds: float, tests: Iterable[Test]) -> Iterator[Test]:
    for test in tests:
        seconds -= test.seconds
        if seconds < 0:
            return
        yield test
