"""Numbers that no notice means."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from credits.engine.checks.walk import leaves
from credits.engine.policy import Policy
from credits.engine.reader import Fault, as_decimal
from credits.engine.words import _

MOST_HOURS, MOST = Decimal(10_000), Decimal(1_000_000_000)
# Numbers of a fact or of an amount, not of hours: words, minutes, days.
_AMOUNTS = ("max", "per", "over", "fact")


def check_figures(policy: Policy) -> Iterator[Fault]:
    """No figure of hours above 10,000, no other number above a thousand millions."""
    for path, keys, value in leaves(policy.written.tree):
        if isinstance(value, bool) or "values" in keys or "examples" in keys:
            continue
        number, most = as_decimal(value) if _counts(keys, value) else None, _most(keys)
        if number is not None and number > most:
            yield Fault(path, _("{number} 过大，此处最多为 {most}", number=_short(number), most=most))


def _counts(keys: tuple[str, ...], value: Any) -> bool:
    """A number, or a decimal in quotes where hours stand."""
    return isinstance(value, int) or keys[-1] in ("hours", "yearly_min", "base", "min")


def _most(keys: tuple[str, ...]) -> Decimal:
    amount = keys[-1] in _AMOUNTS or keys[-2:] in (("facts", "min"), ("tiers", "min")) or "when" in keys
    return MOST if amount else MOST_HOURS


def _short(number: Decimal) -> str:
    text = str(number)
    return text if len(text) <= 20 else text[:20] + "…"
