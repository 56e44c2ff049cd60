"""A part of a service that is undone by itself leaves no entry in the
audit log, and no way round it is left open."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from cejc.errors import Refused
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import AuditEntry, User
from tests.chain import log_faults

ROOT = Path(settings.BASE_DIR)


def noted():
    return [
        (entry.action, entry.after.get("name"))
        for entry in AuditEntry.objects.filter(action__startswith="t.").order_by("number")
    ]


def chain_is_whole():
    return not log_faults()


@service
def rename(user, name, *, refuse=False):
    User.objects.filter(pk=user.pk).update(display_name=name)
    audit.record("t.renamed", user, after={"name": name})
    if refuse:
        raise Refused("不行")


@service
def try_all(user, names):
    """Each by itself: those with an exclamation mark are refused after they were noted."""
    for name in names:
        try:
            with audit.savepoint():
                rename(user, name, refuse=name.endswith("!"))
        except Refused:
            continue
    audit.record("t.ended", user)


def test_entries_of_a_part_that_was_undone_are_undone_with_it(alice):
    try_all(alice, ["甲", "乙!", "丙", "丁!"])

    alice.refresh_from_db()
    assert alice.display_name == "丙"
    assert noted() == [("t.renamed", "甲"), ("t.renamed", "丙"), ("t.ended", None)]
    assert chain_is_whole()


def test_what_stands_inside_a_part_that_was_undone_is_undone_too(alice):
    @service
    def outer():
        try:
            with audit.savepoint():
                try_all(alice, ["甲", "乙!"])
                raise Refused("整体不行")
        except Refused:
            audit.record("t.gave_up", alice)

    outer()

    assert noted() == [("t.gave_up", None)]
    assert chain_is_whole()


def test_listeners_hear_only_of_what_stands(alice, monkeypatch):
    heard = []
    monkeypatch.setattr(audit, "_listeners", [lambda about: heard.extend(action for action, *_ in about)])

    try_all(alice, ["甲!", "乙"])

    assert heard == ["t.renamed", "t.ended"]


def test_a_part_that_is_undone_by_any_exception_leaves_nothing(alice):
    @service
    def broken():
        try:
            with audit.savepoint():
                rename(alice, "甲")
                raise KeyError("甲")
        except KeyError:
            audit.record("t.ended", alice)

    broken()

    assert noted() == [("t.ended", None)]


def test_outside_a_service_it_is_a_transaction_like_any_other(alice):
    name, users = alice.display_name, User.objects.filter(pk=alice.pk)

    def rename_in_vain():
        with audit.savepoint():
            users.update(display_name="甲")
            raise KeyError

    with pytest.raises(KeyError):
        rename_in_vain()

    alice.refresh_from_db()
    assert alice.display_name == name


def _catching(tree: ast.AST) -> Iterator[ast.With]:
    """The blocks `with transaction.atomic()` whose exception the same function catches."""
    for caught in (node for node in ast.walk(tree) if isinstance(node, ast.Try) and node.handlers):
        for line in caught.body:
            for node in ast.walk(line):
                if isinstance(node, ast.With) and "transaction.atomic" in ast.unparse(node.items[0]):
                    yield node


def _ours():
    """Our code that knows the audit log: path and tree."""
    for room in ("registry", "certification"):
        for path in (ROOT / room).rglob("*.py"):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def test_whoever_catches_what_a_part_raises_uses_the_savepoint_of_the_log():
    own = Path(audit.__file__).relative_to(ROOT)
    bare = [f"{path}:{node.lineno}" for path, tree in _ours() if path != own for node in _catching(tree)]

    assert bare == [], "use audit.savepoint(): what was noted inside stays in the log otherwise"


SWALLOWED = {"Refused", "Stale", "TooMany", "IntegrityError", "DatabaseError"}


def _swallowing(tree: ast.AST) -> Iterator[ast.Try]:
    """What a refusal or the database's own word ends, and goes on after, without a savepoint around it."""
    for caught in (node for node in ast.walk(tree) if isinstance(node, ast.Try)):
        body = " ".join(ast.unparse(line) for line in caught.body)
        for handler in caught.handlers:
            names = set(ast.unparse(handler.type).strip("()").split(", ")) if handler.type else SWALLOWED
            goes_on = not any(isinstance(node, ast.Raise) for node in ast.walk(handler))
            if names & SWALLOWED and goes_on and "savepoint()" not in body:
                yield caught


@pytest.mark.parametrize(
    ("body", "handler", "found"),
    [
        ("with transaction.atomic():\n  save()", "raise Refused", (1, 0)),
        ("if new:\n  with transaction.atomic():\n   save()", "pass", (1, 1)),
        ("with audit.savepoint():\n  save()", "pass", (0, 0)),
        ("save()", "pass", (0, 1)),
        ("save()", "raise", (0, 0)),
    ],
)
def test_the_two_checks_find_what_they_look_for(body, handler, found):
    tree = ast.parse(f"try:\n {body}\nexcept (IntegrityError, Refused):\n {handler}")

    assert (len(list(_catching(tree))), len(list(_swallowing(tree)))) == found


def test_no_service_goes_on_after_a_refusal_without_a_savepoint():
    found = [
        f"{path}:{node.lineno}"
        for path, tree in _ours()
        if {"services", "api", "workflow"} & set(path.parts)
        and path.stem not in {"worker", "keys"}  # the loop of a process, and its start
        for node in _swallowing(tree)
    ]

    assert found == []
