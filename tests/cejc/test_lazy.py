"""A sentence that is made once, when a module is read, waits for its reader: gettext_lazy, not gettext."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ("cejc", "registry", "certification")
EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}


def names_of(tree: ast.Module) -> set[str]:
    """What the module calls the functions that translate at once."""
    imports = (node for node in tree.body if isinstance(node, ast.ImportFrom))
    ours = (node for node in imports if node.module == "django.utils.translation")
    return {alias.asname or alias.name for node in ours for alias in node.names if alias.name in EAGER}


def read_at_once(node: ast.AST) -> Iterator[ast.AST]:
    """What Python runs when it reads the module: all but the insides of functions."""
    yield node
    for name, value in ast.iter_fields(node):
        if name == "body" and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from read_at_once(child)


def eager(source: str) -> list[int]:
    tree = ast.parse(source)
    names = names_of(tree)
    calls = (node for node in read_at_once(tree) if isinstance(node, ast.Call))
    return [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id in names]


def test_the_check_finds_what_is_read_at_once():
    source = "from django.utils.translation import gettext as _\n"

    assert eager(source + "A = {'a': _('甲')}\n") == [2]
    assert eager(source + "def f(a=_('甲')):\n    return _('乙')\n") == [2]
    assert eager(source + "class A:\n    b = _('甲')\n    def f(self):\n        return _('乙')\n") == [3]
    assert eager(source + "F = lambda: _('甲')\n") == []


def test_no_sentence_is_translated_when_a_module_is_read():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for line in eager(path.read_text(encoding="utf-8"))
    ]

    assert found == []
