"""The mutants of one file: operators on a syntax tree, without the places that promise nothing to anybody.

Only the operators are mutmut's: its own runs pass over decorated functions, and a service is one.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from mutants.operators import OPERATORS
from mutants.places import named
from mutants.spared import itself_spared, spared


@dataclass(frozen=True)
class Mutant:
    """`source` is the whole file with the fault in it; `old` and `new` are the lines that differ."""

    path: str
    line: int
    old: str
    new: str
    source: str


@dataclass(frozen=True)
class Place:
    """Where an operator finds something to change: the `index`-th change that `operator` makes of `node`."""

    line: int
    operator: Callable[[Any], Any]
    node: cst.CSTNode
    index: int


class Mutable(cst.CSTVisitor):
    """Walks a file and collects its places, per line and operator."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.places: dict[int, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))

    def on_visit(self, node: cst.CSTNode) -> bool:
        if spared(node):
            return False
        line = self.get_metadata(PositionProvider, node, None)
        for kind, operator in OPERATORS if line else ():
            if isinstance(node, kind) and not itself_spared(node):
                found = self.places[line.start.line][operator.__name__]
                found += [
                    Place(line.start.line, operator, node, index) for index, _ in enumerate(operator(node))
                ]
        return True


class File:
    """A file of the product and all that can be changed in it."""

    def __init__(self, path: Path) -> None:
        self.name, self.text = named(path), path.read_text(encoding="utf-8")
        wrapper, visitor = MetadataWrapper(cst.parse_module(self.text)), Mutable()
        wrapper.visit(visitor)
        self.module, self.places = wrapper.module, visitor.places

    def lines(self) -> list[int]:
        return sorted(line for line, kinds in self.places.items() if any(kinds.values()))

    def mutant(self, place: Place) -> Mutant | None:
        """None where the change leaves no program, or the same one."""
        changed = list(place.operator(place.node))[place.index]
        source = self.module.deep_replace(place.node, changed).code
        old, new = _difference(self.text, source)
        return Mutant(self.name, place.line, old, new, source) if (old or new) and _compiles(source) else None


def _difference(before: str, after: str) -> tuple[str, str]:
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return tuple(" ".join(_marked(lines, sign)) for sign in "-+")  # type: ignore[return-value]


def _marked(lines: list[str], sign: str) -> Iterator[str]:
    return (line[2:].strip() for line in lines if line.startswith(f"{sign} "))


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True
