"""A plugin of pytest that keeps the tests listed in the file that `MUTANTS_TESTS` names, in that order.

They are not named on the command line: a fault that changes the names
of parametrized tests is noticed by nobody.
"""

import os
from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    wanted = Path(os.environ["MUTANTS_TESTS"]).read_text(encoding="utf-8").splitlines()
    place = {name: index for index, name in enumerate(wanted)}
    items[:] = sorted((item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid])
