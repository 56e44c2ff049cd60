"""What the portal runs on is what it says it runs on: the list, the lock, and what the code imports agree."""

import ast
import re
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(settings.BASE_DIR)
ROOMS = ("cejc", "credits", "registry", "certification")
# What no line of ours imports, and the file that shows that it is needed all the same.
INDIRECT = {
    "argon2-cffi": (ROOT / "cejc/settings.py", "Argon2PasswordHasher"),
    "psycopg2-binary": (ROOT / "cejc/checks.py", "postgresql"),
}


# What is used by more than its public side: a new version is looked at before it is let in.
PRIVATE = ("pydyf", "weasyprint")


def lines_of(name: str) -> list[str]:
    lines = (ROOT / f"requirements/{name}.in").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def declared() -> list[Requirement]:
    return [Requirement(line.split("  #")[0]) for line in lines_of("base")]


def locked(name: str = "base") -> dict[str, str]:
    """Name -> version of a lock, as far as this machine's markers want it."""
    found = {}
    for line in (ROOT / f"requirements/{name}.txt").read_text().splitlines():
        if re.match(r"^[a-zA-Z0-9]", line):
            wanted = Requirement(line.rstrip("\\ ").strip())
            found[canonicalize_name(wanted.name)] = str(wanted.specifier).removeprefix("==")
    return found


def imported() -> set[str]:
    """The names of the distributions that the product's code imports, or that its
    settings name as an app or a middleware."""
    found: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    found.add((node.module or "").split(".")[0])
    found |= {name.split(".")[0] for name in (*settings.INSTALLED_APPS, *settings.MIDDLEWARE)}
    owners = packages_distributions()
    return {
        canonicalize_name(owner)
        for name in found - set(sys.stdlib_module_names) - set(ROOMS)
        for owner in owners.get(name, [name])
    }


def lacking(lock: dict[str, str]) -> list[str]:
    """What is declared, or wanted by something in `lock`, and is not in it."""
    waiting = [(wanted, extra) for wanted in declared() for extra in (*wanted.extras, "")]
    seen, absent = set(), []
    while waiting:
        wanted, extra = waiting.pop()
        name = canonicalize_name(wanted.name)
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        if name not in lock:
            absent.append(name)
            continue
        for line in distribution(name).requires or []:
            below = Requirement(line)
            if below.marker is None or below.marker.evaluate({"extra": extra}):
                waiting += [(below, inner) for inner in (*below.extras, "")]
    return sorted(set(absent))


def test_nothing_that_is_imported_is_undeclared():
    assert imported() - {canonicalize_name(one.name) for one in declared()} == set()


def test_nothing_that_is_declared_is_idle():
    idle = {canonicalize_name(one.name) for one in declared()} - imported()

    assert idle == set(INDIRECT)
    for path, words in INDIRECT.values():
        assert words in path.read_text(encoding="utf-8")


def test_every_line_has_its_reason():
    reasons = {line: line.partition("  # ")[2].strip() for line in lines_of("base")}

    assert [line for line, reason in reasons.items() if not reason] == []


@pytest.mark.parametrize("name", PRIVATE)
def test_what_is_used_by_its_private_side_is_bounded(name):
    (wanted,) = (one for one in declared() if one.name == name)
    operators = {one.operator for one in wanted.specifier}

    assert "<" in operators, f"{name} needs an upper bound: see tests/cejc/test_pdf_private.py"
    assert locked()[name] in wanted.specifier


def test_the_lock_is_complete_by_itself():
    assert lacking(locked()) == []


@pytest.mark.parametrize(
    "name", sorted(set(locked()) - {"async-timeout", "brotlicffi", "colorama", "tzdata"})
)
def test_a_line_taken_out_of_the_lock_is_missed(name):
    lock = locked()
    del lock[name]

    assert lacking(lock) == [name]


def test_both_locks_hold_the_same_versions():
    development = locked("dev")

    assert {name: development.get(name) for name in locked()} == locked()


def test_nothing_of_development_is_in_the_lock_of_the_portal():
    assert not {"pytest", "ruff", "mypy", "playwright"} & set(locked())
