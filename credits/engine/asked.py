"""What a policy has to know of a person before it can count; nobody looks for what it does not ask."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from credits.engine.kinds import Conditions
from credits.engine.policy import Policy
from credits.engine.years import BIRTH

BORN, QUALIFIED, EMPLOYED, REGION = "born", "qualified", "employed", "region"
_BY_FACT = {"age": BORN, "qualified_years": QUALIFIED, "region": REGION}


@lru_cache(maxsize=64)
def asked_of_people(policy: Policy) -> frozenset[str]:
    """Which of `born`, `qualified`, `employed` and `region` decide over somebody's hours under `policy`."""
    found = {_BY_FACT[name] for name in _facts(policy) if name in _BY_FACT}
    by = {one.by for one in policy.reductions}
    if policy.last_month == BIRTH:
        found.add(BORN)
    if "first_year" in by or any(need.full_window for need in policy.needs):
        found.add(QUALIFIED)
    if "employed" in by:
        found.add(EMPLOYED)
    if any(cap.per == "span" for cap in policy.caps) and any(span.regions for span in policy.spans):
        found.add(REGION)
    return frozenset(found)


def _facts(policy: Policy) -> Iterable[str]:
    conditions: list[Conditions] = [need.when for need in policy.needs]
    conditions += [one.when for one in policy.reductions]
    return {condition.fact for row in conditions for condition in row}


@lru_cache(maxsize=64)
def looks_back(policy: Policy) -> int | None:
    """How many years before a year decide over it; None: all of them. 0 for a policy whose years stand
    alone."""
    if policy.carries:
        return None
    return max((need.years - 1 for need in policy.needs), default=0)
