"""Walks go by what can be seen: the one address that a walk, or the tour, types is the first page's."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
WALKS = [*sorted((ROOT / "tests" / "browser").glob("*.py")), ROOT / "bin" / "tour"]
# Ways of a browser to be somewhere without a link; `click` and `press` are how people go.
TYPES = {"goto", "get", "post", "fetch", "set_content", "open"}
# What leaves the page by script, and a look by the side of the browser.
SCRIPT = ("location", "window.open", "fetch(")
# Where the address comes from outside: who may call it, for each how often. Each says why in its docstring.
OUTSIDE = {"from_paper": 2, "from_a_program": 1, "from_a_stick": 1}


def calls(source: str) -> list[tuple[str, ast.Call]]:
    """Each call of a method or function with its name, in the order of the text."""
    found = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)]
    named = [(getattr(one.func, "attr", getattr(one.func, "id", "")), one) for one in found]
    return sorted(named, key=lambda one: (one[1].lineno, one[1].col_offset))


def typed(source: str) -> list[str]:
    """What a walk types instead of walking, as `line: call`: addresses in
    calls that go somewhere, and in scripts."""
    found = []
    for name, call in calls(source):
        words = [
            one.value
            for one in ast.walk(call)
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        address = any(word.startswith(("/", "http", "{")) and word != "/" for word in words[:1])
        owner = ast.unparse(call.func)
        if name == "goto" or (name in TYPES and address and owner.startswith(("walker.", "walks.", "page."))):
            found.append(f"{call.lineno}: {owner}")
        if name in ("evaluate", "evaluate_handle") and any(sign in word for word in words for sign in SCRIPT):
            found.append(f"{call.lineno}: {owner}")
    return found


@pytest.mark.parametrize("path", WALKS, ids=lambda path: path.name)
def test_a_walk_types_no_address_but_the_first_pages(path):
    if path.name == "walker.py":
        # `home` types “/”, `_arrive` is behind the two ways in from outside.
        gone = [ast.unparse(call) for name, call in calls(path.read_text()) if name == "goto"]
        assert gone == ["self.page.goto(self.base + '/')", "self.page.goto(address)"]
    elif path.name != "test_no_typed_address.py":
        assert typed(path.read_text()) == []


def test_addresses_from_outside_are_few_and_say_why():
    used: dict[str, int] = {}
    for path in WALKS:
        for name, _call in calls(path.read_text()):
            if name in OUTSIDE:
                used[name] = used.get(name, 0) + 1

    assert used == OUTSIDE


@pytest.mark.parametrize(
    "line",
    [
        'walker.page.goto(walker.base + "/lane/")',
        'walker.open("/lane/")',
        'page.request.get("/slips/1/file/")',
        "page.evaluate(\"location.href = '/lane/'\")",
        "page.evaluate(\"window.open('/')\")",
    ],
)
def test_a_typed_address_is_found(line):
    assert typed(line)


def test_links_buttons_and_keys_are_no_addresses():
    walk = 'walker.go("开始审核")\nwalker.press("初审通过")\npage.keyboard.press("a")\nfound.get("/x/")'

    assert typed(walk) == []
