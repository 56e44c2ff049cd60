"""Every value of a policy's tree with its path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Found = tuple[str, tuple[str, ...], Any]


def leaves(value: Any, path: str = "", keys: tuple[str, ...] = ()) -> Iterator[Found]:
    """(path, its keys without indexes, value) of everything that is no table and no list of tables."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key, (*keys, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]", keys)
    else:
        yield path, keys, value


def tables(value: Any, path: str = "", keys: tuple[str, ...] = ()) -> Iterator[Found]:
    """The same of every table."""
    if isinstance(value, dict):
        yield path, keys, value
        for key, inner in value.items():
            yield from tables(inner, f"{path}.{key}" if path else key, (*keys, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from tables(inner, f"{path}[{index}]", keys)
