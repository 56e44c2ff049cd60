"""What became of each mutant, kept line by line: a run that was ended goes on where it stood.

A kill stands as long as the file is the same. A survivor is tried again
as soon as anything in tests/ is different.
"""

import hashlib
import json
from pathlib import Path

from mutants.make import Mutant
from mutants.places import RESULTS, ROOT


class Results:
    def __init__(self) -> None:
        self.tests = _digest(sorted((ROOT / "tests").rglob("*.py")))
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        rows = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
        self.rows = {row["key"]: row for row in map(json.loads, rows)}

    def known(self, mutant: Mutant) -> str | None:
        row = self.rows.get(_key(mutant))
        if row and (row["outcome"] in {"killed", "timeout"} or row["tests"] == self.tests):
            return row["outcome"]
        return None

    def add(self, mutant: Mutant, outcome: str) -> None:
        row = {"key": _key(mutant), "outcome": outcome, "tests": self.tests}
        self.rows[row["key"]] = row
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row | {"at": f"{mutant.path}:{mutant.line}", "new": mutant.new}) + "\n")


def _key(mutant: Mutant) -> str:
    return hashlib.sha256(f"{mutant.path}\n{mutant.source}".encode()).hexdigest()


def _digest(paths: list[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
