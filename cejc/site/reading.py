"""A site's file, read once and checked whole: every fault by its key, none left for a page to find."""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from cejc.site import table
from cejc.site.profile import ENGLISH, EXAMPLES, KINDS, NAMES, Look, Papers, Region, Site

FILE = "site.toml"
SITES = Path(__file__).resolve().parents[2] / "sites"
HEAD = ("format", "name", "policy", "contact")
TABLES = ("names", "english", "examples", "papers", "look", "terms", "regions")


class SiteInvalid(Exception):
    """The file cannot be used; `faults` are sentences, each with its key."""

    def __init__(self, file: str, faults: list[str]) -> None:
        self.file, self.faults = file, faults
        super().__init__("\n".join(f"{file}：{fault}" for fault in faults))


def site() -> Site:
    """The site of this process: the setting names a folder of sites/, or the path of one."""
    return at(settings.CEJC_SITE)


def usual_site() -> str:
    """Whose portal it is where nobody says."""
    return (SITES / "default").read_text("ascii").strip()


@lru_cache(maxsize=8)
def at(named: str) -> Site:
    """The site in the folder `named`. Raises SiteInvalid."""
    bundled = SITES / named
    folder = bundled if "/" not in named and bundled.is_dir() else Path(named)
    return read(folder)


def read(folder: Path) -> Site:
    """What the file of `folder` says. Raises SiteInvalid with every fault."""
    path = folder / FILE
    try:
        content = path.read_bytes()
        known = tomllib.loads(content.decode("utf-8-sig"))
    except OSError as fault:
        raise SiteInvalid(str(path), [f"无法读取（{fault.strerror}）"]) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise SiteInvalid(str(path), [f"不是UTF-8编码的TOML文件（{fault}）"]) from None
    except (RecursionError, ValueError):  # a whole number of thousands of digits
        raise SiteInvalid(str(path), ["括号嵌套过深，或者有过大的数"]) from None
    return _site(known, folder, hashlib.sha256(content).hexdigest())


def _site(known: dict[str, Any], folder: Path, digest: str) -> Site:
    top = table.Table(known)
    found = Site(
        name=top.identifier("name"),
        policy=top.identifier("policy"),
        contact=top.text("contact", default=""),
        names=_texts(top.inner("names"), NAMES, KINDS),
        english=_texts(top.inner("english"), ENGLISH),
        examples=_texts(top.inner("examples"), EXAMPLES),
        papers=_papers(top.inner("papers")),
        look=_look(top.inner("look", needed=False)),
        terms=_terms(top.inner("terms", needed=False)),
        regions=_regions(top),
        folder=folder,
        sha256=digest,
    )
    if known.get("format") != 1:
        top.fault("format", "应为 1")
    top.nothing_else((*HEAD, *TABLES))
    if top.faults:
        raise SiteInvalid(str(folder / FILE), top.faults)
    return found


def _texts(
    one: table.Table, keys: tuple[str, ...], usual: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """The texts of `keys`, and of `usual`, where what is left out is called as there."""
    one.nothing_else((*keys, *usual))
    return {key: one.text(key) for key in keys} | {
        key: one.text(key, default=text) for key, text in usual.items()
    }


def _papers(one: table.Table) -> Papers:
    one.nothing_else(tuple(Papers.__dataclass_fields__))
    return Papers(
        handbook=one.lines("handbook"),
        handbook_claim=one.text("handbook_claim"),
        filing=one.pattern("filing", "year"),
        slip=one.lines("slip"),
        handbook_number=one.pattern("handbook_number", "year", "serial"),
        filing_number=one.pattern("filing_number", "year", "serial"),
    )


def _look(one: table.Table) -> Look:
    usual = Look()
    one.nothing_else(tuple(Look.__dataclass_fields__))
    return Look(
        ink=one.colour("ink", usual.ink),
        seal=one.colour("seal", usual.seal),
        seal_line=one.text("seal_line", default=""),
        heading=one.text("heading", default=""),
        style=one.text("style", default=""),
    )


def _terms(one: table.Table) -> dict[str, str]:
    """Words that may stand within each other, each said otherwise."""
    found = {key: one.text(key) for key in one.known}
    for word, said in found.items():
        if said == word or table.FORMATS.search(word):
            one.fault(word, "应当另有叫法，且不含 %、{、}")
    return found


def _regions(top: table.Table) -> tuple[Region, ...]:
    found = [Region(one.code("code"), one.text("name")) for one in top.many("regions")]
    codes = [one.code for one in found]
    for code in sorted({code for code in codes if code and codes.count(code) > 1}):
        top.fault("regions", f"代码 {code} 重复")
    return tuple(found)
