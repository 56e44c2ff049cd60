"""From TOML to the ways of converting."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from credits.engine.deemed import DeemedYears
from credits.engine.kinds import Fact
from credits.engine.lines import Slots
from credits.engine.methods import (
    ApprovedOrMinutes,
    BaseBonus,
    Bonus,
    Case,
    Manual,
    Method,
    PerUnit,
    Table,
    Tier,
    Tiers,
)
from credits.engine.numbers import DOWN, ROUNDS
from credits.engine.read_conditions import needed_fact, read_conditions, read_fact, read_label
from credits.engine.reader import Reader
from credits.engine.words import _


def read_method(table: Reader, facts: Mapping[str, Fact]) -> Method:
    method = table.one_of("method", tuple(_METHODS))
    if method == "slots" and "lines" not in facts:
        table.fault("method", _("方法 slots 需要事实 lines"))
    build = _METHODS.get(method)
    return build(table, facts) if build else Manual("")


def _table(table: Reader, facts: Mapping[str, Fact]) -> Method:
    return Table(tuple(_case(item, facts) for item in table.tables("cases")))


def _case(table: Reader, facts: Mapping[str, Fact]) -> Case:
    case = Case(
        read_conditions(table, "when", facts), table.decimal("hours"), read_label(table, "label", facts)
    )
    table.done()
    return case


def _per_unit(table: Reader, facts: Mapping[str, Fact]) -> Method:
    fact = needed_fact(table, "fact", facts, ("integer", "decimal"))
    per = table.decimal("per", 1, above=True)
    hours, label = table.decimal("hours"), read_label(table, "label", facts)
    step, rounded = table.decimal("step", 1, above=True), table.one_of("round", ROUNDS, DOWN)
    return PerUnit(fact, per, hours, label, step, rounded, table.text("measure", ""))


def _tiers(table: Reader, facts: Mapping[str, Fact]) -> Method:
    unit = table.one_of("unit", ("number", "days", "months"))
    fact = start = end = ""
    if unit == "number":
        fact = needed_fact(table, "fact", facts, ("integer", "decimal"))
    else:
        start, end = (needed_fact(table, key, facts, ("date",)) for key in ("start", "end"))
    tiers = []
    for item in table.tables("tiers"):
        label = read_label(item, "label", facts, ("amount",))
        minimum, own = _tier_min(item, unit)
        tiers.append(Tier(minimum, item.decimal("hours"), label, own))
        if len(tiers) > 1 and _nominal(tiers[-1], unit) <= _nominal(tiers[-2], unit):
            item.fault("min", _("各档的 min 应逐档增大"))
        item.done()
    return Tiers(tuple(tiers), unit, fact, start, end)


def _tier_min(table: Reader, unit: str) -> tuple[Decimal, str]:
    """`min = 13`, or in a unit of its own: `min = { months = 3 }`."""
    raw = table.raw("min", 0)
    if not isinstance(raw, dict) or unit == "number":
        return table.decimal("min"), ""
    inner = table.section("min")
    own = "days" if inner.has("days") else "months"
    minimum = inner.decimal(own)
    inner.done()
    return minimum, own


def _nominal(tier: Tier, unit: str) -> Decimal:
    """For comparing tiers of days with tiers of months: a month has 30 days."""
    return tier.minimum * (30 if (tier.unit or unit) == "months" else 1)


def _base_bonus(table: Reader, facts: Mapping[str, Fact]) -> Method:
    bonuses = tuple(_bonus(item, facts) for item in table.tables("bonuses"))
    return BaseBonus(table.decimal("base"), read_label(table, "label", facts), bonuses)


def _bonus(table: Reader, facts: Mapping[str, Fact]) -> Bonus:
    bonus = Bonus(
        when=read_conditions(table, "when", facts),
        hours=table.decimal("hours"),
        label=read_label(table, "label", facts),
        fact=read_fact(table, "fact", facts, ("integer", "decimal")),
        over=table.decimal("over", 0),
        per=table.decimal("per", 1, above=True),
    )
    table.done()
    return bonus


def _approved(table: Reader, facts: Mapping[str, Fact]) -> Method:
    return ApprovedOrMinutes(
        approved=needed_fact(table, "approved", facts, ("decimal", "integer")),
        minutes=needed_fact(table, "minutes", facts, ("decimal", "integer")),
        minutes_per_hour=table.decimal("minutes_per_hour", above=True),
        step=table.decimal("step", above=True),
        label=read_label(table, "label", facts),
        round=table.one_of("round", ROUNDS, DOWN),
        least=table.decimal("least", 0),
    )


def _deemed(table: Reader, facts: Mapping[str, Fact]) -> Method:
    least = table.integer("least_months", least=1, most=1200)
    return DeemedYears(
        start=needed_fact(table, "start", facts, ("date",)),
        end=needed_fact(table, "end", facts, ("date",)),
        decided=needed_fact(table, "decided", facts, ("date",)),
        least=least,
        single_up_to=table.integer("single_year_up_to_months", least=least, most=1200),
        hours=table.decimal("hours", above=True),
    )


def _slots(table: Reader, facts: Mapping[str, Fact]) -> Method:
    return Slots()


def _manual(table: Reader, facts: Mapping[str, Fact]) -> Method:
    return Manual(read_label(table, "label", facts))


_METHODS = {
    "slots": _slots,
    "table": _table,
    "per_unit": _per_unit,
    "tiers": _tiers,
    "base_bonus": _base_bonus,
    "approved_or_minutes": _approved,
    "deemed_years": _deemed,
    "manual": _manual,
}
