"""What came out, as the tables of the contract: awards, refusals, years and needs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from credits.engine.awards import Award
from credits.engine.convert import Result
from credits.engine.ledger import YearLine
from credits.engine.need_states import NeedState
from credits.engine.numbers import show
from credits.engine.policy import Policy


def policy_dict(policy: Policy) -> dict[str, str]:
    return {"name": policy.name, "sha256": policy.sha256}


def result_dict(result: Result) -> dict[str, Any]:
    return {
        "awards": [award_dict(award) for award in result.awards],
        "refused": [{"record": item.record, "code": item.code, "why": item.why} for item in result.refused],
        "years": [year_dict(line) for line in result.years],
    }


def award_dict(award: Award) -> dict[str, Any]:
    """`held` stands there only where hours wait to be approved."""
    found = {
        "record": award.record,
        "year": award.year,
        "subject": award.subject,
        "hours": show(award.hours),
        "clause": award.clause,
        "rule": award.rule,
        "why": award.why,
        "deemed": award.deemed,
    }
    return found | ({"held": True} if award.held else {})


def year_dict(line: YearLine) -> dict[str, Any]:
    """`carried` and `needs` stand there only where the policy has such."""
    missing = {**_shown(line.missing), "total": show(line.missing_total), **_shown(line.further_missing)}
    hours = {**_shown(line.hours), "total": show(line.total)}
    found = {"year": line.year, "status": line.status, **hours, "missing": missing}
    if line.carried:
        found["carried"] = _shown(line.carried)
    if line.further:
        found["needs"] = [need_dict(one) for one in line.further]
    return found


def need_dict(state: NeedState) -> dict[str, Any]:
    return {
        "id": state.id,
        "years": list(state.years),
        "need": show(state.need),
        "have": show(state.have),
        "missing": show(state.missing),
        "due": state.due,
        "why": f"{state.sentence}。",
    }


def _shown(hours: Mapping[str, Decimal]) -> dict[str, str]:
    return {subject: show(value) for subject, value in hours.items()}
