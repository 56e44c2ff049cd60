"""Puts a fault into code that is already loaded: where only bodies of
functions differ, the functions get the new bodies.

What runs when a module is loaded (tables, defaults, classes) cannot be changed so; None is answered, and the
fault is tried in a process of its own.
"""

import functools
import gc
import inspect
from collections.abc import Iterator
from types import CodeType, FunctionType

Changes = list[tuple[CodeType, CodeType]]


def changes(file: str, before: str, after: str) -> Changes | None:
    """Pairs of a function's code as it is and as it becomes."""
    old, new = (compile(text, file, "exec", dont_inherit=True) for text in (before, after))
    try:
        return list(_differing(old, new))
    except LookupError:
        return None


def _differing(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    if _whole(old) == _whole(new):
        return
    if old.co_flags & inspect.CO_NEWLOCALS and old.co_name[0] != "<":
        if old.co_freevars != new.co_freevars:
            raise LookupError
        yield old, new
    elif _own(old) != _own(new):
        raise LookupError
    else:
        for one, other in zip(_inner(old), _inner(new), strict=True):
            yield from _differing(one, other)


def _own(code: CodeType) -> tuple:
    """A code without what is defined inside it and without its line numbers."""
    plain = tuple(
        (type(one), one) if not isinstance(one, CodeType) else one.co_name for one in code.co_consts
    )
    return (
        code.co_code,
        plain,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        code.co_flags,
    )


def _whole(code: CodeType) -> tuple:
    return _own(code), tuple(_whole(inner) for inner in _inner(code))


def _inner(code: CodeType) -> list[CodeType]:
    return [one for one in code.co_consts if isinstance(one, CodeType)]


def put_in(pairs: Changes) -> bool:
    """False when a function is not to be found. What was remembered of earlier calls is forgotten."""
    things = gc.get_objects()
    functions = [thing for thing in things if isinstance(thing, FunctionType)]
    found = [[one for one in functions if _same(one.__code__, old)] for old, _ in pairs]
    for owners, (_, new) in zip(found, pairs, strict=True):
        for function in owners:
            function.__code__ = new
    for kept in (thing for thing in things if isinstance(thing, functools._lru_cache_wrapper)):
        kept.cache_clear()
    return all(found)


def _same(one: CodeType, other: CodeType) -> bool:
    return (one.co_filename, one.co_qualname, one.co_firstlineno) == (
        other.co_filename,
        other.co_qualname,
        other.co_firstlineno,
    )
