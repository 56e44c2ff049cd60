"""From TOML tables to what a policy asks about people, and who needs less."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from credits.engine.kinds import Choice, Fact
from credits.engine.minima import REDUCED_BY
from credits.engine.needs import TOTAL, Reduction, Trait
from credits.engine.numbers import CENT, DOWN, ROUNDS
from credits.engine.read_conditions import OF_PERSON, read_conditions
from credits.engine.read_kinds import keep, read_source
from credits.engine.reader import Reader
from credits.engine.ways import DEGREES, LEVELS
from credits.engine.words import _


def read_traits(root: Reader) -> dict[str, Trait]:
    traits: dict[str, Trait] = {}
    for table in root.tables("traits", required=False):
        trait = Trait(table.identifier(), table.text("name"))
        if trait.id in people_facts((), ()):
            table.fault("id", _("标识 {id} 另有用途", id=trait.id))
        keep(table, traits, trait.id, trait)
    return traits


def people_facts(series: Collection[str], traits: Collection[str]) -> dict[str, Fact]:
    """What a condition on a person may name."""
    choices = {"level": LEVELS, "degree": DEGREES, "series": tuple(series)}
    facts = [_choice_fact(fact, ids) for fact, ids in choices.items()]
    facts += [Fact("region", "text", ""), Fact("age", "integer", ""), Fact("qualified_years", "integer", "")]
    facts += [Fact(trait, "boolean", "") for trait in traits]
    return {fact.id: fact for fact in facts}


def _choice_fact(fact: str, ids: Collection[str]) -> Fact:
    return Fact(fact, "choice", "", choices=tuple(Choice(one, one) for one in ids))


def read_reductions(
    root: Reader, needed: Collection[str], points: Collection[str], people: Mapping[str, Fact]
) -> list[Reduction]:
    """`needed` are the ids of subjects and needs."""
    reductions: dict[str, Reduction] = {}
    for table in root.tables("reductions", required=False):
        one = Reduction(
            id=table.identifier(),
            by=table.one_of("by", REDUCED_BY),
            text=table.text("text"),
            source=read_source(table, points),
            when=read_conditions(table, "when", people, OF_PERSON),
            of=table.names("of", [*needed, TOTAL], ()),
            factor=table.share("factor") if table.has("factor") else Fraction(1),
            hours=table.decimal_or_none("hours"),
            least_days=table.integer("least_days", 0, most=366),
            step=table.decimal("step", str(CENT), above=True),
            round=table.one_of("round", ROUNDS, DOWN),
        )
        for key, by in (("factor", "factor"), ("hours", "to")):
            if table.has(key) != (one.by == by):
                table.fault(key, _("{by} 须有此项，其他方式没有此项", by=by))
        if one.by != "leave" and table.has("least_days"):
            table.fault("least_days", _("只有按请假天数减少时才有此项"))
        keep(table, reductions, one.id, one)
    return list(reductions.values())
