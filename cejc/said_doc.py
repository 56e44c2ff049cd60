"""Which success messages the product has, read from its source; and which test asserts what of each.

A message is what stands in a call of `said.done`, `answers.done` or `answers.acted`, or under the name `said`
(variable, keyword, field, key of a dict) in a module that says success; for acts on many, `did` of an Act. A
test vouches for a message by `outcome(answer, message, fact)`, with the message's values filled in.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOMS = ("cejc", "credits", "registry", "certification")
TRANSLATED = ("_", "gettext", "gettext_lazy", "lazy")
SAYERS = {"done": 1, "acted": 2}  # name of the function -> where its sentence stands
HOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")


@dataclass(frozen=True)
class Message:
    """One success message, the function that says it, and where."""

    text: str
    place: str


@dataclass(frozen=True)
class Proof:
    """A call of `outcome` in a test: the message said, the test, and the fact as its source."""

    text: str
    test: str
    fact: str


class Unclear(Exception):
    """A sentence that cannot be found in the source."""


def messages_of(root: Path) -> list[Message]:
    """Every success message of the product. Raises Unclear for a call whose sentence stands nowhere."""
    found: list[Message] = []
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            found += _in_module(path, path.relative_to(root).as_posix())
    return sorted(set(found), key=lambda one: (one.place, one.text))


def _in_module(path: Path, name: str) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    if (
        "said" not in source
        and "answers import" not in source
        and " Act(" not in source
        and "=Act" not in source
    ):
        return
    tree = ast.parse(source)
    kept = set(_kept(tree))
    for function, call in _calls(tree):
        where = SAYERS[_name(call)]
        if name.endswith(("cejc/said.py", "views/answers.py")) or len(call.args) <= where:
            continue
        sentences = [*_sentences(call.args[where]), *_from_function(tree, call.args[where])]
        if not sentences and (_is_empty(call.args[where]) or _is_of_a_table(call.args[where])):
            continue
        if not sentences and not kept:
            raise Unclear(f"{name}:{call.lineno}: the sentence stands nowhere under the name `said`")
        for text in sentences or kept:
            yield Message(text, f"{name}::{function}" if sentences else name)
    for text in kept:
        yield Message(text, name)


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Calls that say success, each with the name of the function around it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and _says(inner):
                    yield node.name, inner


def _says(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        return (
            call.func.attr == "done"
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == "said"
        )
    return isinstance(call.func, ast.Name) and call.func.id in SAYERS and len(call.args) > 2


def _name(call: ast.Call) -> str:
    return "done" if isinstance(call.func, ast.Attribute) else call.func.id  # type: ignore[attr-defined]


def _kept(tree: ast.Module) -> Iterator[str]:
    """Sentences kept under the name `said`, given to a parameter or field
    of that name, and `did` of acts on many."""
    places = dict(_places(tree))
    for node in ast.walk(tree):
        if (isinstance(node, ast.keyword) and node.arg in ("said", "did")) or (
            isinstance(node, ast.Assign) and any(map(_is_said, node.targets))
        ):
            yield from _sentences(node.value)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "said":
                    yield from _sentences(value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            where = places.get(node.func.id)
            if where is not None and len(node.args) > where:
                yield from _sentences(node.args[where])


def _places(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions and classes of the module with a parameter or field `said`, and its position."""
    for node in tree.body:
        names: list[str] = []
        if isinstance(node, ast.FunctionDef):
            names = [one.arg for one in node.args.args]
        elif isinstance(node, ast.ClassDef):
            names = [
                one.target.id
                for one in node.body
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
            ]
        if "said" in names:
            yield node.name, names.index("said")  # type: ignore[attr-defined]


def _is_of_a_table(node: ast.expr) -> bool:
    """The sentence is a move's, read from its table: it is found there."""
    return any(isinstance(one, ast.Attribute) and one.attr == "said" for one in ast.walk(node))


def _is_said(target: ast.expr) -> bool:
    if isinstance(target, ast.Subscript):
        return isinstance(target.slice, ast.Constant) and target.slice.value == "said"
    return isinstance(target, ast.Name) and target.id == "said"


def _sentences(node: ast.expr) -> Iterator[str]:
    """The translated texts of an expression, whichever of them is chosen."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATED:
        if isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        yield from _sentences(node.args[0])  # a sentence with more said after it
    elif isinstance(node, ast.BinOp):
        yield from _sentences(node.left)
    elif isinstance(node, ast.Lambda):
        yield from _sentences(node.body)
    elif isinstance(node, ast.IfExp):
        yield from _sentences(node.body)
        yield from _sentences(node.orelse)


def _from_function(tree: ast.Module, node: ast.expr) -> Iterator[str]:
    """The sentences that a function of the module chooses from, where the argument is a call of it."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name == node.func.id:
            added = [more for more in ast.walk(function) if isinstance(more, ast.AugAssign)]
            more_said = {one for more in added for one in ast.walk(more)}
            calls = [one for one in ast.walk(function) if isinstance(one, ast.Call) and one not in more_said]
            texts = [text for one in calls for text in _sentences(one)]
            yield from (text for text in dict.fromkeys(texts) if text.endswith("。"))


def _is_empty(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == ""


def proofs_of(root: Path) -> list[Proof]:
    """Every call of `outcome` in the tests."""
    found: list[Proof] = []
    for path in sorted((root / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found += _proofs_in(node, f"{path.relative_to(root).as_posix()}::{node.name}")
    return found


def _proofs_in(test: ast.FunctionDef, name: str) -> Iterator[Proof]:
    for node in ast.walk(test):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "outcome":
            fact = node.args[2]
            body = fact.body if isinstance(fact, ast.Lambda) else fact
            for text in _literals(node.args[1]):
                yield Proof(text, name, ast.unparse(body))


def _literals(node: ast.expr) -> Iterator[str]:
    """The text of the message as far as it stands there; what an f-string fills in may be anything."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "\0" for one in node.values)


def fits(message: str, said: str) -> bool:
    """Whether `said` is `message` with its values filled in ("\\0" in it stands for any value)."""
    parts = [re.escape(part) for part in HOLDER.split(message)]
    if re.fullmatch(".+".join(parts), said.replace("\0", "■"), re.DOTALL):
        return True
    # `did` of an act on many: 已签发3份, 已签发：3份
    return bool(re.match(rf"{re.escape(message)}(?:：|\d|\0)", said)) and len(message) < 6


def proved(messages: list[Message], proofs: list[Proof]) -> dict[Message, list[Proof]]:
    """Each message with the calls that vouch for it."""
    return {one: [proof for proof in proofs if fits(one.text, proof.text)] for one in messages}
