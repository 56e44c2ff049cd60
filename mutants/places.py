"""Which files are mutated, in which group, and where the tool keeps what it knows."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "mutants"
TREE = KEPT / "tree"
TOUCHED = KEPT / "touched"
RESULTS = KEPT / "results.jsonl"
EQUIVALENT = ROOT / "tests" / "mutants_equivalent.txt"

MOVES = re.compile(r"\.(state|status) = |update\([^)]*\b(state|status)=|\.enter\(")


def groups() -> dict[str, list[Path]]:
    """Group -> its files. A door is where rows move: the case's workflow, the
    tables, and the services that use them."""
    services = _found("registry/*/services/**/*.py", "certification/services/**/*.py", "credits/services.py")
    tables = _found(
        "registry/*/moves/*.py",
        "certification/moves/*.py",
        "registry/machinery/door.py",
        "registry/machinery/move.py",
    )
    moving = [path for path in services if MOVES.search(path.read_text(encoding="utf-8"))]
    return {
        "engine": _found("credits/engine/*.py"),
        "doors": sorted([*moving, *tables, *_found("certification/workflow/*.py")]),
        "services": sorted(set(services) - set(moving)),
        "queries": _found(
            "registry/*/queries/**/*.py", "certification/queries/**/*.py", "credits/queries.py"
        ),
    }


def _found(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def named(path: Path) -> str:
    """The name of a file inside the project."""
    return path.relative_to(ROOT).as_posix()
