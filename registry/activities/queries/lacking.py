"""What a year still lacks, in words: by subject, by further need, or in all."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from credits.engine.ledger import YearLine
from credits.engine.needs import TOTAL
from credits.engine.numbers import show
from credits.engine.policy import Policy


def lacking(line: YearLine) -> dict[str, Decimal]:
    """Id of a subject or of a need -> hours still needed (R7); "total" where the sum lacks more than these;
    empty when the year is met."""
    found = {key: hours for key, hours in {**line.missing, **line.further_missing}.items() if hours}
    if line.missing_total > sum(found.values()):
        found[TOTAL] = line.missing_total
    return found


@lru_cache(maxsize=32)
def _names_in(policy: Policy) -> Mapping[str, str]:
    """Id -> name of everything that a year can lack but the sum."""
    return {**{need.id: need.name for need in policy.needs}, **policy.subject_names}


def words_of(policy: Policy, missing: Mapping[str, Decimal | str]) -> list[str]:
    """公需科目10, 专业科目20, 合计40: what of a year is missing by name; the sum alone has none."""
    names, numbers = _names_in(policy), {key: Decimal(hours) for key, hours in missing.items()}
    whole = _("合计") if len(numbers) > 1 else ""
    return [
        f"{whole if key == TOTAL else names.get(key, key)}{show(hours)}"
        for key, hours in numbers.items()
        if hours
    ]


def carried_words(policy: Policy, carried: Mapping[str, str]) -> str:
    """其中由以前年度结转专业科目8; "" where nothing came from before."""
    parts = words_of(policy, carried)
    return _("其中由以前年度结转%(parts)s") % {"parts": "、".join(parts)} if parts else ""


def beyond(line: YearLine) -> dict[str, Any]:
    """What a year says beside its sums, fit for JSON: how further needs stand and what came from earlier
    years. Empty under a policy that knows neither."""
    found: dict[str, Any] = {}
    if line.further:
        found["needs"] = [one.sentence for one in line.further]
    if carried := {subject: show(hours) for subject, hours in line.carried.items() if hours}:
        found["carried"] = carried
    return found
