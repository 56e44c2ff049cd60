"""Which tests can notice a fault on a line: measured once, and again for
files of tests that have changed since."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mutants.places import TOUCHED, TREE

LEFT_OUT = ("tests/browser/",)  # real browsers are slow; leaving them out can only add survivors
ANY = range(1_000_000)


@dataclass(frozen=True)
class Test:
    """`lines` are those of the product that it runs, by file; `size` is how many they are."""

    name: str
    seconds: float
    lines: dict[str, Collection[int]]
    size: int

    @property
    def file(self) -> str:
        return self.name.split("::")[0]


def measure(environment: dict[str, str]) -> None:
    """Run the files of tests whose record is missing or old, or of which a test failed the last time."""
    TOUCHED.mkdir(parents=True, exist_ok=True)
    files = [path.relative_to(TREE).as_posix() for path in sorted(TREE.glob("tests/**/test_*.py"))]
    known = {name: _record(name) for name in files if not name.startswith(LEFT_OUT)}
    old = [name for name, record in known.items() if record is None or not _is_whole(record)]
    if old:
        print(f"Measuring which lines are run by the tests of {len(old)} files", flush=True)
        options = ["-p", "mutants.measuring", "-n0", "-p", "no:randomly", "-p", "no:cacheprovider", "--tb=no"]
        more = {"MUTANTS_TOUCHED": str(TOUCHED), "COVERAGE_CORE": "ctrace"}
        command = [sys.executable, "-m", "pytest", *options, *old]
        subprocess.run(command, cwd=TREE, env=environment | more, check=False, stdout=subprocess.DEVNULL)
    failing = [name for name in files if (record := _record(name)) and not _is_whole(record)]
    if failing:
        print(
            f"Left out, since they fail where nothing is changed: tests of {', '.join(failing)}", flush=True
        )


def tests() -> list[Test]:
    """Those that passed on the product as it is."""
    records = [json.loads(path.read_text()) for path in sorted(TOUCHED.glob("*.json"))]
    current = [record for record in records if _record(record["file"]) is not None]
    return [
        _test(name, one, record)
        for record in current
        for name, one in record["tests"].items()
        if one["passed"]
    ]


def _test(name: str, measured: dict[str, Any], record: dict[str, Any]) -> Test:
    """Of a file that has changed since, any line may be run."""
    lines = {file: set(numbers) for file, numbers in measured["lines"].items()}
    known = {
        file: found if _digest(file) == record["sources"].get(file) else ANY for file, found in lines.items()
    }
    return Test(name, measured["seconds"], known, sum(map(len, lines.values())))


def _record(name: str) -> Path | None:
    """The record of a file of tests, unless the file has changed since."""
    path = TOUCHED / f"{name.replace('/', '.')}.json"
    return path if path.exists() and json.loads(path.read_text())["digest"] == _digest(name) else None


def _is_whole(record: Path) -> bool:
    return all(test["passed"] for test in json.loads(record.read_text())["tests"].values())


@cache
def _digest(name: str) -> str:
    path = TREE / name
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
