"""The process that holds all tests ready (mutants/serving.py), as the run sees it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence

from mutants.make import Mutant
from mutants.places import KEPT, TREE
from mutants.touched import Test

OPTIONS = ("-q", "-n0", "--tb=no", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "mutants.serving")


class Server:
    def __init__(self, files: Iterable[str], environment: dict[str, str]) -> None:
        asked, asking = os.pipe()
        told, answering = os.pipe()
        self.told, self.asks = os.fdopen(told), os.fdopen(asking, "w")
        command = [sys.executable, "-m", "pytest", *OPTIONS, *sorted(files)]
        with (KEPT / "server.log").open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=TREE,
                env=environment | {"MUTANTS_PIPES": f"{asked},{answering}"},
                pass_fds=(asked, answering),
                stdout=log,
                stderr=log,
            )
        os.close(asked)
        os.close(answering)

    def outcome(self, mutant: Mutant, tests: Sequence[Test], seconds: float) -> str:
        """`elsewhere`: the fault is in what runs when a module is loaded, and needs a process of its own."""
        path = TREE / mutant.path
        return self._ask(str(path), path.read_text(encoding="utf-8"), mutant.source, tests, seconds)

    def is_in_order(self, tests: Sequence[Test]) -> bool:
        """Does nothing fail where nothing is changed?"""
        return self._ask("", "", "", tests, 600) == "survived"

    def _ask(self, file: str, before: str, after: str, tests: Sequence[Test], seconds: float) -> str:
        job = {"file": file, "before": before, "after": after}
        line = json.dumps(job | {"tests": [test.name for test in tests], "seconds": seconds})
        self.asks.write(f"{line}\n")
        self.asks.flush()
        return self.told.readline().strip() or "elsewhere"

    def close(self) -> None:
        self.asks.close()
        self.process.wait(30)
