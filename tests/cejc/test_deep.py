"""A call with room for all that it calls."""

import resource

import pytest

from cejc.lib.deep import deep

DEPTHS, TIMES = range(0, 400, 4), 50


def _leaf() -> None:
    """A call that comes and goes."""


def _nested(depth: int) -> None:
    if depth:
        return _nested(depth - 1)
    for _each in range(TIMES):
        _leaf()
    return None


def _faults() -> int:
    """How often the system gave memory to calls that begin at different depths."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for depth in DEPTHS:
        _nested(depth)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_deep_call_answers_what_the_function_answers():
    assert deep(divmod, 7, 2) == (3, 1)
    assert deep(dict, a=1) == {"a": 1}


def test_deep_call_lets_a_fault_through():
    with pytest.raises(ZeroDivisionError):
        deep(divmod, 1, 0)


def test_deep_call_asks_for_no_memory_on_the_way():
    deep(_faults)  # what is asked for once
    assert deep(_faults) < TIMES
