"""What the text of a policy file says: read as a whole, or as far as it can be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from credits.drawn import undrawn
from credits.engine.bases import Unreadable, written
from credits.engine.fault_words import in_words
from credits.engine.loader import PolicyInvalid, load_bytes, read_bytes
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.worked import all_worked
from credits.kept import stored_base
from registry.rules.models import PolicyFile

LONGEST = {"name": 80, "document_number": 100, "title": 200}


def policy_in(text: str, name: str = "") -> Policy:
    """The policy of a text, checked in form and in sense. Raises PolicyInvalid with every fault."""
    return load_bytes(text.encode("utf-8"), f"{name or 'policy'}.toml", stored_base)


def policy_of_file(row: PolicyFile) -> Policy:
    """The same of a file; parsed once a process for one text. Raises PolicyInvalid."""
    return _parsed(row.text, row.name, _bases_now(row.text))


def readable(row: PolicyFile) -> Policy | None:
    """The same by its form alone, whatever makes no sense in it; None where it cannot be read at all."""
    try:
        return _read(row.text, row.name, _bases_now(row.text))
    except PolicyInvalid:
        return None


def faults_of(text: str) -> tuple[Fault, ...]:
    """What is wrong with a text, each with its place; nothing where it is fit to be proposed."""
    try:
        policy = policy_in(text)
    except PolicyInvalid as invalid:
        return invalid.faults
    wrong = (Fault("examples", str(one)) for one in all_worked(policy) if not one.right)
    return (*undrawn(policy), *wrong)


def told(text: str, faults: Iterable[Fault]) -> list[dict[str, str]]:
    """Each fault of `text` with its path, and the place in words where the text can be read."""
    try:
        whole = written(text.encode("utf-8"), stored_base, []).tree
    except Unreadable:
        whole = {}
    return [{"path": one.path, "where": in_words(one, text, whole), "message": one.message} for one in faults]


@dataclass(frozen=True)
class Head:
    """What a text says of itself, as far as it can be read; `base` is what it extends."""

    name: str = ""
    edition: int = 1
    application_year: int | None = None
    document_number: str = ""
    title: str = ""
    base: str = ""


def head_of(text: str) -> Head:
    """Never raises: of what cannot be read nothing is said."""
    try:
        found = written(text.encode("utf-8"), stored_base, [])
    except Unreadable:
        return Head()
    tree, amendment = found.tree, found.tree.get("amendment")
    edition = amendment.get("edition") if isinstance(amendment, dict) else None
    year = tree.get("application_year")
    return Head(
        **{key: _text(tree.get(key))[:most] for key, most in LONGEST.items()},
        edition=int(edition) if edition is not None and _is_small(edition) else 1,
        application_year=year if _is_small(year) else None,
        base=found.base,
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _is_small(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10_000


def _bases_now(text: str) -> str:
    """The identity of what a text extends, as it is stored now; "" for none, and for what cannot be read."""
    try:
        return written(text.encode("utf-8"), stored_base, []).base_sha256
    except Unreadable:
        return ""


@lru_cache(maxsize=16)
def _parsed(text: str, name: str, base_sha256: str) -> Policy:
    return policy_in(text, name)


@lru_cache(maxsize=16)
def _read(text: str, name: str, base_sha256: str) -> Policy:
    return read_bytes(text.encode("utf-8"), f"{name or 'policy'}.toml", stored_base)
