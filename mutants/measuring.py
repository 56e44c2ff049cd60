"""A plugin of pytest that writes, per file of tests, which test runs which
lines of the product, and how long it takes.

Rows that tests share within a process (tests/remembered.py) are put
aside: a test is seen with all that it rests on.
"""

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

import coverage
import pytest

FOLDERS = ("credits/*", "certification/*", "registry/*")


def digest(path: Path) -> str:
    """By which a file is known to have changed."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Measuring:
    def __init__(self, folder: Path) -> None:
        self.folder, self.tests, self.cover = folder, {}, None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Any:
        if self.cover is None:
            self.cover = coverage.Coverage(data_file=None, config_file=False, include=list(FOLDERS))
            self.cover.set_option("run:disable_warnings", ["no-data-collected"])
            self.cover.start()
        self.cover.switch_context(item.nodeid)
        self.tests[item.nodeid] = {"seconds": time.monotonic(), "passed": True, "lines": {}}
        answer = yield
        self.tests[item.nodeid]["seconds"] = time.monotonic() - self.tests[item.nodeid]["seconds"]
        if nextitem is None or nextitem.path != item.path:
            self._write(item.path)
        return answer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.tests[report.nodeid]["passed"] = False

    def _write(self, path: Path) -> None:
        self.cover.stop()
        data = self.cover.get_data()
        for file in data.measured_files():
            name = Path(file).relative_to(Path.cwd()).as_posix()
            for line, tests in data.contexts_by_lineno(file).items():
                for test in set(tests) & set(self.tests):
                    self.tests[test]["lines"].setdefault(name, []).append(line)
        name = path.relative_to(Path.cwd()).as_posix()
        sources = {file: digest(Path(file)) for test in self.tests.values() for file in test["lines"]}
        found = {"file": name, "digest": digest(path), "sources": sources, "tests": self.tests}
        (self.folder / f"{name.replace('/', '.')}.json").write_text(json.dumps(found))
        self.tests, self.cover = {}, None


def pytest_configure(config: pytest.Config) -> None:
    from tests.remembered import _Story

    _Story.begin = lambda self: None  # nothing is remembered: every test brings about what it begins with
    config.pluginmanager.register(Measuring(Path(os.environ["MUTANTS_TOUCHED"])))
