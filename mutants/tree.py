"""The copy of the product in which faults are put: nothing is ever changed in the checkout."""

import os
import shutil
import subprocess
import sys

from mutants.places import KEPT, ROOT, TREE

COPIED = (
    "bench",
    "bin",
    "cejc",
    "certification",
    "credits",
    "docs",
    "locale",
    "mutants",
    "registry",
    "static",
    "sites",
    "templates",
    "tests",
)
SINGLE = ("manage.py", "pyproject.toml", "README.md", "CHANGELOG.md", "Makefile")


def copy_tree() -> None:
    """The files as they are now, and no database of another day's tables; compiled code is kept by content,
    since mutants follow each other within a second."""
    for old in (TREE, KEPT / "data"):
        shutil.rmtree(old, ignore_errors=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, TREE / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in SINGLE:
        shutil.copy(ROOT / name, TREE / name)
    shutil.copytree(ROOT / "requirements", TREE / "requirements")
    (TREE / "var").mkdir()
    (TREE / "var" / "fonts").symlink_to(ROOT / "var" / "fonts")  # where the tests look
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "."]
    subprocess.run(command, cwd=TREE, check=True)


def environment() -> dict[str, str]:
    """Of the tests: data and a database of their own."""
    (KEPT / "data").mkdir(parents=True, exist_ok=True)
    mine = {"CEJC_DATA_DIR": str(KEPT / "data"), "MUTANTS_TESTS": str(KEPT / "tests.txt")}
    return {name: value for name, value in os.environ.items() if not name.startswith("CEJC_")} | mine


def gathers() -> bool:
    """Is the copy in order before anything is changed in it?"""
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "tests/credits/test_spans.py"]
    return (
        subprocess.run(
            command, cwd=TREE, env=environment(), check=False, stdout=subprocess.DEVNULL
        ).returncode
        == 0
    )
