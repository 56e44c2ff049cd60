"""Beside which clause a datum stands: "附二3、附二4" stands once, with the first of these."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from credits.engine.checks.clauses import cited
from credits.engine.policy import Policy

_UNFIT = re.compile(r"[\s~]")


def home(clause: str, known: Sequence[str]) -> str:
    """The clause of `known` (in the order of the notice) that a citation stands with, single ones before rows
    such as 附二2至附二9; where none is known the citation itself."""
    single, embraced = cited(clause)
    for wanted in (single, embraced):
        for one in known:
            if one in wanted:
                return one
    return clause


def home_in(policy: Policy, clause: str) -> str:
    return home(clause, [one.id for one in policy.clauses])


def others(clause: str, known: Collection[str]) -> list[str]:
    """The clauses of `known` that a citation names beside its home."""
    single, embraced = cited(clause)
    at = home(clause, list(known))
    return [one for one in known if one in single | embraced and one != at]


def anchor(clause: str) -> str:
    """The clause as an `id` of a page, which bears no blanks; two clauses never share one."""
    return "clause-" + _UNFIT.sub(lambda found: f"~{ord(found[0]):x}.", clause)
