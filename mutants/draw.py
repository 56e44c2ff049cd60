"""The sample: of every group as many mutants, the same ones for the same seed and the same lines.

A line is drawn, then a kind of change, then one change: long calls with many
arguments do not crowd out the one comparison.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

from mutants.make import File, Mutant
from mutants.places import EQUIVALENT, groups, named


def sample(seed: int, size: int, only: str = "") -> dict[str, list[Mutant]]:
    """Group -> its mutants. `only` is the beginning of a path."""
    files = {
        group: [File(path) for path in paths if named(path).startswith(only)]
        for group, paths in groups().items()
    }
    wanted = {group: found for group, found in files.items() if found}
    shares = _shares(size, list(wanted))
    return {
        group: list(islice(_mutants(found, f"{seed}/{group}"), shares[group]))
        for group, found in wanted.items()
    }


def _shares(size: int, names: list[str]) -> dict[str, int]:
    return {name: size // len(names) + (index < size % len(names)) for index, name in enumerate(names)}


def _mutants(files: list[File], seed: str) -> Iterator[Mutant]:
    """One on each line, in an order of chance that hangs on the line alone: others come and go beside it."""
    equivalent = equivalents()
    for chance, file, line in sorted(_lines(files, seed), key=itemgetter(0)):
        kinds = [places for _, places in sorted(file.places[line].items()) if places]
        draw = random.Random(chance)
        mutant = file.mutant(draw.choice(draw.choice(kinds)))
        if mutant and (mutant.path, mutant.old, mutant.new) not in equivalent:
            yield mutant


def _lines(files: list[File], seed: str) -> Iterator[tuple[str, File, int]]:
    """Its own number of chance, from what the line says and how often the file has said it before."""
    for file in files:
        texts, said = file.text.splitlines(), Counter[str]()
        for line in file.lines():
            text = texts[line - 1].strip()
            said[text] += 1
            name = f"{seed}\n{file.name}\n{text}\n{said[text]}"
            yield hashlib.sha256(name.encode()).hexdigest(), file, line


def equivalents() -> set[tuple[str, str, str]]:
    """The reviewed changes that change nothing: path, old line, new line."""
    blocks = EQUIVALENT.read_text(encoding="utf-8").split("\n\n")[1:]
    rows = [block.strip().splitlines() for block in blocks if block.strip()]
    return {(row[0].split("  ")[0], row[1].removeprefix("- "), row[2].removeprefix("+ ")) for row in rows}
