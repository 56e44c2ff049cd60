"""A plugin of pytest: all tests are gathered once, then every fault is tried in a fork of this process.

A line of JSON comes in for each fault (file, text before, text after,
tests, seconds), a line with a word goes out.
"""

import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from mutants import patch


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    items = {item.nodeid: item for item in session.items}
    asked, answers = (
        os.fdopen(int(number), mode)
        for number, mode in zip(os.environ["MUTANTS_PIPES"].split(","), "rw", strict=True)
    )
    first = next((item for item in session.items if "tests/certification/" in item.nodeid), session.items[0])
    first.config.hook.pytest_runtest_protocol(item=first, nextitem=first)  # the database is made, once
    database = Database()
    for line in asked:
        database.as_made()
        answers.write(_tried(json.loads(line), items) + "\n")
        answers.flush()
    os._exit(0)


class Database:
    """The file of the tests' database as it was made. A fault that ends a test half-way, or is ended with it,
    leaves rows behind on which every later test would fail: a kill that is none."""

    def __init__(self) -> None:
        connections.close_all()
        self.file = Path(str(connections["default"].settings_dict["NAME"]))
        self.made = self.file.read_bytes()

    def as_made(self) -> None:
        connections.close_all()
        for beside in ("-wal", "-shm", "-journal"):
            self.file.with_name(self.file.name + beside).unlink(missing_ok=True)
        self.file.write_bytes(self.made)


def _tried(job: dict[str, Any], items: dict[str, pytest.Item]) -> str:
    pairs = patch.changes(job["file"], job["before"], job["after"])
    if pairs is None or (not pairs and job["before"] != job["after"]):
        return "elsewhere"
    connections.close_all()
    child = os.fork()
    if child == 0:
        _child(pairs, [items[name] for name in job["tests"] if name in items])
    return _end(child, time.monotonic() + job["seconds"])


def _child(pairs: patch.Changes, items: list[pytest.Item]) -> None:
    os.setsid()
    code = 3
    with suppress(BaseException):
        code = 2 if pairs and not patch.put_in(pairs) else _any_fails(items)
    os._exit(code)


def _any_fails(items: list[pytest.Item]) -> int:
    items[0].session._setupstate.teardown_exact(items[0])  # what the test before the fork has left set up
    for item, following in zip(items, [*items[1:], items[-1]], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            return 1
    return 0


def _end(child: int, until: float) -> str:
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            _end_all(child)
            return {0: "survived", 1: "killed"}.get(os.waitstatus_to_exitcode(status), "elsewhere")
        time.sleep(0.05)
    _end_all(child)
    os.waitpid(child, 0)
    return "timeout"


def _end_all(child: int) -> None:
    """The fork and whatever its tests have started: a worker left over would go on in the next one's rows."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
