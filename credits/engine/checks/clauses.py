"""Every figure says where it stands, and every clause of the notice became something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from credits.engine.checks.walk import tables
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.sources import NOTICE
from credits.engine.words import _

_APART = re.compile(r"[、，,；;]")
_TO = re.compile(r"(附[一二])(\d+)至附[一二](\d+)")


def cited(clause: str) -> tuple[set[str], set[str]]:
    """The single clauses of "附二3、附二4", and those that a row such as "附二2至附二9" only embraces."""
    single, embraced = set(), set()
    for part in (part.strip() for part in _APART.split(clause)):
        if row := _TO.fullmatch(part):
            embraced |= {f"{row[1]}{number}" for number in range(int(row[2]), int(row[3]) + 1)}
        elif part:
            single.add(part)
    return single, embraced


def check_clauses(policy: Policy) -> Iterator[Fault]:
    tree = {key: value for key, value in policy.written.tree.items() if key not in ("examples", "clauses")}
    figures = [(path, table) for path, _keys, table in tables(tree) if "basis" in table]
    if any(table.get("clause") for _path, table in figures):
        yield from _unsaid(figures)
    if policy.clauses:
        yield from _uncited(policy, figures)


def _unsaid(figures: list[tuple[str, dict[str, Any]]]) -> Iterator[Fault]:
    for path, table in figures:
        if table["basis"] == NOTICE and not table.get("clause"):
            name = table.get("name") or table.get("title") or table.get("id") or path
            message = _("“{name}”写明依据是通知，却没有写是通知的哪一条（clause）", name=str(name)[:60])
            yield Fault(f"{path}.clause", message)


def _citations(figures: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, str]]:
    return [(f"{path}.clause", str(table.get("clause", ""))) for path, table in figures]


def _cited(policy: Policy) -> list[tuple[str, str]]:
    return [(f"cited.{topic}", clause) for topic, clause in policy.cited.items()]


def _uncited(policy: Policy, figures: list[tuple[str, dict[str, Any]]]) -> Iterator[Fault]:
    known = {clause.id for clause in policy.clauses}
    used = {key: clause.id for clause in policy.clauses for key in clause.keys}
    named = set(used.values())
    for path, citation in [*_citations(figures), *_cited(policy)]:
        single, embraced = cited(citation)
        named |= single
        for clause in sorted((single | embraced) - known):
            yield Fault(path, _("通知正文中没有“{clause}”这一条", clause=clause))
    for index, one in enumerate(policy.clauses):
        if not one.plain and one.id not in named:
            message = _(
                "通知的“{clause}”没有变成规则：没有一处引用（确实不涉及的，写 plain = true）",
                clause=one.id,
            )
            yield Fault(f"clauses[{index}]", message)
