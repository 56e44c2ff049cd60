"""One mutant in the copy of the tree: written, tried until a test fails, taken back."""

import subprocess
import sys
from collections.abc import Sequence

from mutants.make import Mutant
from mutants.places import KEPT, TREE
from mutants.server import Server
from mutants.touched import Test
from mutants.tree import environment

NOTICED = {1, 2, 4}  # of pytest: a test failed; or the tests, or what they share, could not even be loaded


def outcome(mutant: Mutant, tests: Sequence[Test], server: Server | None) -> str:
    """`killed`, `timeout` (the fault goes round in circles: noticed as well), `survived`, or `untested`."""
    if not tests or server is None:
        return "untested"
    found = server.outcome(mutant, tests, _seconds(tests))
    return _by_itself(mutant, tests) if found == "elsewhere" else found


def _by_itself(mutant: Mutant, tests: Sequence[Test]) -> str:
    path = TREE / mutant.path
    before = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    try:
        return "killed" if _run(tests) in NOTICED else "survived"
    except subprocess.TimeoutExpired:
        return "timeout"
    finally:
        path.write_text(before, encoding="utf-8")


def _seconds(tests: Sequence[Test]) -> float:
    return 60 + 4 * sum(test.seconds for test in tests)


def _run(tests: Sequence[Test]) -> int:
    (KEPT / "tests.txt").write_text("\n".join(test.name for test in tests), encoding="utf-8")
    options = [
        "-x",
        "-q",
        "-n0",
        "--tb=no",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        "-p",
        "mutants.only_these",
    ]
    files = list(dict.fromkeys(test.file for test in tests))
    with (KEPT / "last.log").open("wb") as log:
        command = [sys.executable, "-m", "pytest", *options, *files]
        return subprocess.run(
            command, cwd=TREE, env=environment(), stdout=log, stderr=log, timeout=_seconds(tests), check=False
        ).returncode
