"""Databases of their own for tests that start real processes, kill them, and look at what is left.

`apart` gives a fresh migrated database of the same kind as the suite's, a data folder, and ways to run Python
in it. Processes still alive at the end of the test are killed.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

SETUP = "import django; django.setup()\n"


class Apart:
    """One database and data folder; `env` is the environment of the processes that use them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("CEJC_")} | {
            "CEJC_DATA_DIR": str(folder),
            "CEJC_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "cejc.settings_test",
            "PYTHONPATH": str(settings.BASE_DIR),
            "PYTHONWARNINGS": "default",
        }
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *command: str, **variables: str) -> subprocess.Popen[str]:
        """Start `python command…` in this database; it goes on while the test does."""
        log = open(self.folder / f"process-{len(self.started)}.log", "w")  # noqa: SIM115  (outlives this call)
        process = subprocess.Popen(
            [sys.executable, *command], env=self.env | variables, cwd=settings.BASE_DIR, text=True,
            stdout=log, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        log.close()
        self.started.append(process)
        return process

    def python(self, code: str) -> Any:
        """Run `code`, which prints one JSON value, in a process with Django set up; the value."""
        done = subprocess.run(
            [sys.executable, "-c", SETUP + code], env=self.env, cwd=settings.BASE_DIR, text=True,
            capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("process-*.log")))

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()


def wait_until(condition: Any, seconds: float = 30, what: str = "condition") -> None:
    """Poll `condition()` until it is true; a test failure after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not come true in {seconds} s"
        time.sleep(0.05)


def _execute(sql: str) -> None:
    """Run one statement outside any transaction, on a connection of its own (CREATE DATABASE asks for that)."""
    apart = connection.copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute(sql)
    finally:
        apart.close()


def _url(name: str) -> str:
    values = connection.settings_dict
    host = values["OPTIONS"].get("host") or values["HOST"]
    login = f"{values['USER']}:{values['PASSWORD']}".rstrip(":")
    port = f":{values['PORT']}" if values["PORT"] else ""
    return f"postgres://{login}@{port}/{name}?host={host}"


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory, django_db_setup, django_db_blocker):
    """A migrated database to copy from: a file, or the name of a database."""
    folder = tmp_path_factory.mktemp("migrated")
    name = f"apart_{uuid.uuid4().hex[:12]}"
    postgres = connection.vendor == "postgresql"
    with django_db_blocker.unblock():
        if postgres:
            _execute(f'CREATE DATABASE "{name}"')
        url = _url(name) if postgres else f"sqlite:///{folder / 'cejc.sqlite3'}"
        Apart(folder, url).python(
            "from django.core.management import call_command; call_command('migrate', verbosity=0)"
        )
        yield name if postgres else folder / "cejc.sqlite3"
        if postgres:
            _execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def apart(_migrated, tmp_path, django_db_blocker):
    name = f"apart_{uuid.uuid4().hex[:12]}"
    postgres = connection.vendor == "postgresql"
    with django_db_blocker.unblock():
        if postgres:
            _execute(f'CREATE DATABASE "{name}" TEMPLATE "{_migrated}"')
        else:
            shutil.copy(_migrated, tmp_path / "cejc.sqlite3")
        made = Apart(tmp_path, _url(name) if postgres else f"sqlite:///{tmp_path / 'cejc.sqlite3'}")
        yield made
        made.end()
        if postgres:
            _execute(f'DROP DATABASE "{name}" WITH (FORCE)')
