"""Databases of their own for tests that start real processes, kill them, and look at what is left.

`apart` gives a fresh migrated database of the same kind as the suite's, a data folder, and ways to run Python
in it. Processes still alive at the end of the test are killed.
"""

import json
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import IO, Any

import pytest
from django.conf import settings
from django.db import connection

from tests import loaded
from tests.databases import databases, environment

SETUP = "import django; django.setup()\n"


class Apart:
    """One database and data folder; `env` is the environment of the processes that use them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.env = environment(folder, url)
        self.started: list[Any] = []

    def start(self, *command: str, really: bool = False, **variables: str) -> Any:
        """Start `python command…` in this database; it goes on while the test does. A fork of a process that has
        loaded the portal (tests/loaded.py), unless the test is of starting `really`."""
        with open(self.folder / f"process-{len(self.started)}.log", "w") as log:
            env = self.env | variables
            if really:
                process: Any = _really(command, env, log)
            else:
                process = loaded.start([*command], env, stdout=log, stderr=log)
        self.started.append(process)
        return process

    def python(self, code: str) -> Any:
        """Run `code`, which prints one JSON value, in a process with Django set up; the value."""
        said, wrong = self.folder / "said", self.folder / "wrong"
        with open(said, "w") as out, open(wrong, "w") as err:
            process = loaded.start(["-c", SETUP + code], self.env, stdout=out, stderr=err)
        assert process.wait(300) == 0, wrong.read_text()
        return json.loads(said.read_text()) if said.read_text().strip() else None

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("process-*.log")))

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()


def _really(command: tuple[str, ...], env: dict[str, str], log: IO[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command],
        env=env,
        cwd=settings.BASE_DIR,
        text=True,
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
    )


def wait_until(condition: Any, seconds: float = 30, what: str = "condition") -> None:
    """Poll `condition()` until it is true; a test failure after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not come true in {seconds} s"
        time.sleep(0.05)


@pytest.fixture
def apart(migrated, tmp_path, django_db_setup, django_db_blocker):
    kinds = databases()
    name = kinds.beside(
        tmp_path, "cejc" if connection.vendor == "sqlite" else f"apart_{uuid.uuid4().hex[:12]}"
    )
    with django_db_blocker.unblock():
        kinds.copy(migrated, name)
        made = Apart(tmp_path, kinds.url(name))
        yield made
        made.end()
        kinds.drop(name)
