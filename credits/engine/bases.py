"""What a policy file says in the end: its own text, laid over the base that it extends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from credits.engine.extends import WITHOUT, Merge, Places
from credits.engine.reader import Fault
from credits.engine.toml_text import NotToml, parsed
from credits.engine.words import _

MAX_BYTES = 1_000_000
BUNDLED = Path(__file__).resolve().parent.parent / "policies"
_BOM = b"\xef\xbb\xbf"
# What an extension says itself: of another notice, or edition, these are never meant.
_OWN = ("format", "name", "begins", "ends", "amendment")

# The words of a notice are its own; only a later edition of it goes on with them.
_OF_ONE_NOTICE = ("clauses",)

BaseOf = Callable[[str], tuple[str, str]]


class NoBase(LookupError):
    """No policy of that name can be extended. `str()` is a Chinese clause."""


class Unreadable(ValueError):
    """The text is no policy file at all. `str()` is a Chinese clause, `path` the key that says so."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True)
class Written:
    """`tree` is the whole as TOML gives it, `bases` are the names it rests on, nearest first."""

    tree: Mapping[str, Any]
    text: str
    sha256: str
    bases: tuple[str, ...] = ()
    base_sha256: str = ""
    places: Places = field(default_factory=Places)
    texts: Mapping[str, str] = field(default_factory=dict)  # of the bases, by reference

    @property
    def base(self) -> str:
        return self.bases[0] if self.bases else ""


def bundled_names() -> tuple[str, ...]:
    """The names of the policies that come with the product, ascending."""
    return tuple(sorted(path.stem for path in BUNDLED.glob("*.toml")))


def bundled_base(name: str) -> tuple[str, str]:
    """Text and identity of a policy that comes with the product. Raises NoBase."""
    return _bundled(name, ())


def _bundled(name: str, chain: tuple[str, ...]) -> tuple[str, str]:
    if name in chain:
        raise NoBase(_("底本绕成了一圈：{chain}", chain=" → ".join([*chain, name])))
    known = bundled_names()
    if name not in known:
        raise NoBase(_("没有名为 {name} 的底本，可用的有 {known}", name=name[:60], known="、".join(known)))
    content = (BUNDLED / f"{name}.toml").read_bytes()
    text = decoded(content)
    base = _tree(text).get("extends")
    return text, identity(content, _bundled(base, (*chain, name))[1] if isinstance(base, str) else "")


def kept_base(texts: Mapping[str, str]) -> BaseOf:
    """Bases out of texts that were kept with what rests on them, by reference."""

    def base_of(name: str) -> tuple[str, str]:
        if name not in texts:
            return bundled_base(name)
        above = _tree(texts[name]).get("extends")
        below = base_of(above)[1] if isinstance(above, str) else ""
        return texts[name], identity(texts[name].encode(), below)

    return base_of


def identity(content: bytes, base_sha256: str = "") -> str:
    """SHA-256 of a file's bytes, for an extension followed by the identity of its base in hex."""
    return hashlib.sha256(content + base_sha256.encode()).hexdigest()


def decoded(content: bytes) -> str:
    """The text of a file. Raises Unreadable, also for a byte order mark, which TOML does not know."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_("文件超过 {max_bytes} 字节", max_bytes=MAX_BYTES))
    if content.startswith(_BOM):
        raise Unreadable(_("文件以字节顺序标记（BOM）开头，请另存为“UTF-8（无 BOM）”"))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(_("不是 UTF-8 文本（文件是 UTF-16），请另存为“UTF-8（无 BOM）”"))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(_("不是 UTF-8 文本（第 {line} 行起无法读出）", line=line)) from None


@lru_cache(maxsize=16)
def _tree(text: str) -> dict[str, Any]:
    try:
        return parsed(text)
    except NotToml as error:
        raise Unreadable(_("不是有效的 TOML：{error}", error=error)) from None


def written(content: bytes, base_of: BaseOf, faults: list[Fault], chain: tuple[str, ...] = ()) -> Written:
    """What the file says with all it extends. Raises Unreadable; what does not fit the base goes
    to `faults`."""
    text = decoded(content)
    mine = _tree(text)
    if "extends" not in mine:
        if WITHOUT in mine:
            faults.append(Fault(WITHOUT, _("没有底本（extends），无从去掉")))
        return Written(mine, text, identity(content))
    name = mine["extends"]
    try:
        base_text, base_sha256 = _base(name, mine, base_of, chain)
        base = written(base_text.encode(), base_of, [], (*chain, reference(mine)))
    except (NoBase, Unreadable) as error:
        raise Unreadable(str(error), "extends") from None
    return _laid_over(base, name, base_sha256, mine, text, faults)


def _base(name: Any, mine: Mapping[str, Any], base_of: BaseOf, chain: tuple[str, ...]) -> tuple[str, str]:
    if not isinstance(name, str):
        raise NoBase(_("应为底本的名称"))
    if name in (*chain, reference(mine)):
        raise NoBase(_("底本绕成了一圈：{chain}", chain=" → ".join([*chain, reference(mine), name])))
    return base_of(name)


def reference(tree: Mapping[str, Any]) -> str:
    """What another file calls this one in `extends`: its name, a later edition NAME@2."""
    name, amendment = str(tree.get("name", "")), tree.get("amendment")
    edition = amendment.get("edition") if isinstance(amendment, dict) else None
    return f"{name}@{edition}" if edition else name


def _laid_over(
    base: Written, name: str, base_sha256: str, mine: Mapping[str, Any], text: str, faults: list[Fault]
) -> Written:
    merge = Merge(name, faults)
    own = {key: value for key, value in mine.items() if key != "extends"}
    another = () if base.tree.get("name") == mine.get("name") else _OF_ONE_NOTICE
    below = {key: value for key, value in base.tree.items() if key not in (*_OWN, *another)}
    tree = merge.whole(below, own)
    ordered = {key: tree[key] for key in [*base.tree, *tree] if key in tree}
    sha256 = identity(text.encode(), base_sha256)
    return Written(
        ordered, text, sha256, (name, *base.bases), base_sha256, merge.places, {name: base.text, **base.texts}
    )
