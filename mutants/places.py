"""Which files are mutated, in which group, and where the tool keeps what it knows."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "mutants"
TREE = KEPT / "tree"
TOUCHED = KEPT / "touched"
RESULTS = KEPT / "results.jsonl"
EQUIVALENT = ROOT / "tests" / "mutants_equivalent.txt"

ASSIGNS_STATE = re.compile(r"\.(state|status) = |update\([^)]*\b(state|status)=")


def groups() -> dict[str, list[Path]]:
    """Group -> its files. A door is where states are assigned: the case's workflow, and such services of the registry."""
    services = _found("registry/*/services/*.py")
    doors = {path for path in services if ASSIGNS_STATE.search(path.read_text(encoding="utf-8"))}
    return {
        "engine": _found("credits/engine/*.py"),
        "doors": sorted(doors | set(_found("certification/workflow/*.py"))),
        "services": sorted(
            {*services, *_found("certification/services/*.py", "credits/services.py")} - doors
        ),
        "queries": _found("registry/*/queries/*.py", "certification/queries/*.py", "credits/queries.py"),
    }


def _found(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def named(path: Path) -> str:
    """The name of a file inside the project."""
    return path.relative_to(ROOT).as_posix()
