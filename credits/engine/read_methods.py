"""From TOML to the ways of converting."""

from __future__ import annotations

from collections.abc import Mapping

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
    return PerUnit(fact, per, table.decimal("hours"), read_label(table, "label", facts))


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
        tiers.append(Tier(item.decimal("min"), item.decimal("hours"), label))
        if len(tiers) > 1 and tiers[-1].minimum <= tiers[-2].minimum:
            item.fault("min", _("各档的 min 应逐档增大"))
        item.done()
    return Tiers(tuple(tiers), unit, fact, start, end)


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
