"""Credit hours are Decimal. One way to show them, one way to write a date in a sentence."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from credits.engine.words import _

ZERO, CENT = Decimal(0), Decimal("0.01")


def show(hours: Decimal) -> str:
    """`hours` without exponent and without trailing zeros: Decimal("10.50") -> "10.5"."""
    text = format(hours, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def show_date(day: date) -> str:
    """date(2019, 5, 6) -> "2019年5月6日"."""
    return _("{year}年{month}月{day}日", year=day.year, month=day.month, day=day.day)


DOWN, NEAREST, UP = "down", "nearest", "up"
ROUNDS = (DOWN, NEAREST, UP)


def round_to(value: Decimal | Fraction, step: Decimal, how: str = DOWN) -> Decimal:
    """`value` (>= 0) to a multiple of `step`: the one below, the one above, or the nearest (a half goes
    up)."""
    steps = Fraction(value) / Fraction(step)
    if how == UP:
        return step * -(-steps // 1)
    return step * ((steps + Fraction(1, 2) if how == NEAREST else steps) // 1)


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    """The greatest multiple of `step` that is not above `value` (both >= 0)."""
    return (value // step) * step
