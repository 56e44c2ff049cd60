"""From TOML tables to kinds, conversion rules, caps and groups."""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from credits.engine.methods import (
    ApprovedOrMinutes,
    BaseBonus,
    Bonus,
    Case,
    DeemedYears,
    Manual,
    Method,
    PerUnit,
    Slots,
    Table,
    Tier,
    Tiers,
)
from credits.engine.policy import (
    ALL_SUBJECTS,
    BASES,
    FACT_TYPES,
    Cap,
    Choice,
    Condition,
    Conditions,
    Fact,
    Group,
    Kind,
    Requirement,
    Rule,
    Slot,
    SlotTimes,
    Source,
)
from credits.engine.reader import Reader, as_decimal
from credits.engine.words import _


def read_source(table: Reader, points: Collection[str]) -> Source:
    """The keys `basis`, `clause`, `points` that every figure carries."""
    basis = table.one_of("basis", BASES)
    return Source(basis, table.text("clause", ""), table.names("points", points, ()))


def read_slots(table: Reader) -> dict[str, Slot]:
    slots: dict[str, Slot] = {}
    names = {str(item.get("id")) for item in table.table.get("slots", []) if isinstance(item, dict)}
    for item in table.tables("slots", required=False):
        slot = Slot(
            item.identifier(),
            item.text("name"),
            item.decimal("hours"),
            item.names("made_of", names, ()),
            item.names("absorbs", names, ()),
            _slot_times(item.section("times")) if item.has("times") else None,
        )
        keep(item, slots, slot.id, slot)
    return slots


def _slot_times(table: Reader) -> SlotTimes:
    found = SlotTimes(
        table.clocks("begins"),
        table.clocks("ends"),
        table.integer("least_minutes", least=1, most=1440),
        table.text("text"),
        Source(table.one_of("basis", BASES), table.text("clause", "")),
    )
    table.done()
    return found


def keep(table: Reader, into: dict[str, Any], key: str, value: Any) -> None:
    """Add `value` under its id, saying when the id was used before; close the table."""
    if key in into:
        table.fault("id", _("标识 {key} 重复", key=key))
    into[key] = value
    table.done()


def read_kinds(root: Reader, slots: Mapping[str, Slot]) -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for table in root.tables("kinds"):
        facts: dict[str, Fact] = {}
        ids = [str(item.get("id")) for item in table.table.get("facts", []) if isinstance(item, dict)]
        for item in table.tables("facts"):
            fact = _fact(item, ids)
            keep(item, facts, fact.id, fact)
            if fact.type == "lines" and (fact.id != "lines" or not slots):
                item.fault("type", _("类型 lines 的事实须名为 lines，且须有 [[slots]]"))
        one_of = table.lists("one_of", list(facts)) if table.has("one_of") else ()
        name, description = table.text("name"), table.text("description", "")
        kind = Kind(table.identifier(), name, description, tuple(facts.values()), one_of)
        keep(table, kinds, kind.id, kind)
    return kinds


def _fact(table: Reader, ids: Collection[str]) -> Fact:
    type_ = table.one_of("type", FACT_TYPES)
    choices: dict[str, Choice] = {}
    for item in table.tables("choices", required=type_ == "choice"):
        choice = Choice(item.identifier(), item.text("name"))
        keep(item, choices, choice.id, choice)
    return Fact(
        id=table.identifier(),
        type=type_,
        label=table.text("label"),
        help=table.text("help", ""),
        optional=table.boolean("optional", False),
        choices=tuple(choices.values()),
        minimum=table.decimal("min") if table.has("min") else None,
        maximum=table.decimal("max") if table.has("max") else None,
        places=table.integer("places", 0, most=6),
        not_before=table.one_of("not_before", ids, ""),
        not_after=table.one_of("not_after", ids, ""),
    )


class RuleReader:
    """Reads `[[conversion]]` rows; knows the kinds, subjects and points that a row may name."""

    def __init__(self, kinds: Mapping[str, Kind], subjects: Collection[str], points: Collection[str]) -> None:
        self.kinds, self.subjects, self.points = kinds, subjects, points

    def read(self, table: Reader) -> Rule:
        kinds = table.names("kinds", self.kinds)
        facts = self._facts(kinds)
        attributed = table.names("attributed_subjects", self.subjects, ())
        rule = Rule(
            id=table.identifier(),
            kinds=kinds,
            text=table.text("rule"),
            source=read_source(table, self.points),
            method=self._method(table, facts),
            when=self._conditions(table, "when", facts),
            requires=tuple(
                self._requirement(item, facts) for item in table.tables("requires", required=False)
            ),
            subject=table.one_of("subject", [*self.subjects, ALL_SUBJECTS], ""),
            subject_fact=self._fact(table, "subject_fact", facts, ("subject",)),
            year_of=self._fact(table, "year_of", facts, ("date",)),
            attributed_year_of=self._fact(table, "attributed_year_of", facts, ("year",)),
            attributed_subjects=attributed,
        )
        self._check_whole(table, rule)
        table.done()
        return rule

    def _facts(self, kinds: Collection[str]) -> dict[str, Fact]:
        """The facts that every one of `kinds` has."""
        known = [self.kinds[kind].facts for kind in kinds if kind in self.kinds]
        if not known:
            return {}
        shared = set.intersection(*({fact.id for fact in facts} for facts in known))
        return {fact.id: fact for fact in known[0] if fact.id in shared}

    @staticmethod
    def _check_whole(table: Reader, rule: Rule) -> None:
        if isinstance(rule.method, Slots):
            return
        if bool(rule.subject) == bool(rule.subject_fact):
            table.fault("subject", _("subject 与 subject_fact 须有且只有一项"))
        if isinstance(rule.method, DeemedYears) != (rule.subject == ALL_SUBJECTS):
            table.fault(
                "subject", _("视同整年的方法用 {all_subjects}，其他方法用一个科目", all_subjects=ALL_SUBJECTS)
            )
        if not rule.year_of:
            table.fault("year_of", _("缺少此项"))

    def _fact(self, table: Reader, key: str, facts: Mapping[str, Fact], types: Collection[str]) -> str:
        """The optional key `key`: the name of a fact of one of `types`."""
        fact = table.one_of(key, facts, "")
        if fact in facts and facts[fact].type not in types:
            table.fault(key, _("事实 {fact} 的类型应为 {types}", fact=fact, types="、".join(types)))
        return fact

    def _needed(self, table: Reader, key: str, facts: Mapping[str, Fact], types: Collection[str]) -> str:
        if not table.has(key):
            table.text(key)
        return self._fact(table, key, facts, types)

    def _label(self, table: Reader, key: str, facts: Mapping[str, Fact], more: Collection[str] = ()) -> str:
        """A sentence part that may name facts in braces."""
        label = table.text(key)
        try:
            names = [name for _before, name, *_more in string.Formatter().parse(label) if name is not None]
        except ValueError:
            table.fault(key, _("花括号不成对"))
            return ""
        for name in names:
            if name not in facts and name not in more:
                table.fault(key, _("花括号中的 {name} 不是该类活动的事实", name=name))
        return label

    def _requirement(self, table: Reader, facts: Mapping[str, Fact]) -> Requirement:
        found = Requirement(self._conditions(table, "when", facts), self._label(table, "why", facts))
        if not found.when:
            table.fault("when", _("缺少此项"))
        table.done()
        return found

    def _conditions(self, table: Reader, key: str, facts: Mapping[str, Fact]) -> Conditions:
        inner = table.section(key)
        return tuple(self._condition(inner, fact, facts) for fact in inner.table)

    def _condition(self, table: Reader, name: str, facts: Mapping[str, Fact]) -> Condition:
        raw = table.raw(name, None)
        if name not in facts:
            table.fault(name, _("{name} 不是该类活动的事实", name=name))
        if isinstance(raw, dict):
            limits = Reader(raw, table.at(name), table.faults)
            bounds = [limits.decimal(side) if limits.has(side) else None for side in ("min", "max")]
            limits.done()
            return Condition(name, (), *bounds)
        values = tuple(raw) if isinstance(raw, list) else (raw,)
        for value in values:
            if name in facts and not _fits(facts[name], value):
                table.fault(name, _("{value!r} 不是事实 {name} 可能的值", value=value, name=name))
        return Condition(name, tuple(as_decimal(value) if _numeric(value) else value for value in values))

    def _method(self, table: Reader, facts: Mapping[str, Fact]) -> Method:
        method = table.one_of("method", tuple(_METHODS))
        if method == "slots" and "lines" not in facts:
            table.fault("method", _("方法 slots 需要事实 lines"))
        build = _METHODS.get(method)
        return build(self, table, facts) if build else Manual("")

    def _table(self, table: Reader, facts: Mapping[str, Fact]) -> Method:
        return Table(tuple(self._case(item, facts) for item in table.tables("cases")))

    def _case(self, table: Reader, facts: Mapping[str, Fact]) -> Case:
        case = Case(
            self._conditions(table, "when", facts), table.decimal("hours"), self._label(table, "label", facts)
        )
        table.done()
        return case

    def _per_unit(self, table: Reader, facts: Mapping[str, Fact]) -> Method:
        fact = self._needed(table, "fact", facts, ("integer", "decimal"))
        per = table.decimal("per", 1, above=True)
        return PerUnit(fact, per, table.decimal("hours"), self._label(table, "label", facts))

    def _tiers(self, table: Reader, facts: Mapping[str, Fact]) -> Method:
        unit = table.one_of("unit", ("number", "days", "months"))
        fact = start = end = ""
        if unit == "number":
            fact = self._needed(table, "fact", facts, ("integer", "decimal"))
        else:
            start, end = (self._needed(table, key, facts, ("date",)) for key in ("start", "end"))
        tiers = []
        for item in table.tables("tiers"):
            label = self._label(item, "label", facts, ("amount",))
            tiers.append(Tier(item.decimal("min"), item.decimal("hours"), label))
            if len(tiers) > 1 and tiers[-1].minimum <= tiers[-2].minimum:
                item.fault("min", _("各档的 min 应逐档增大"))
            item.done()
        return Tiers(tuple(tiers), unit, fact, start, end)

    def _base_bonus(self, table: Reader, facts: Mapping[str, Fact]) -> Method:
        bonuses = tuple(self._bonus(item, facts) for item in table.tables("bonuses"))
        return BaseBonus(table.decimal("base"), self._label(table, "label", facts), bonuses)

    def _bonus(self, table: Reader, facts: Mapping[str, Fact]) -> Bonus:
        bonus = Bonus(
            when=self._conditions(table, "when", facts),
            hours=table.decimal("hours"),
            label=self._label(table, "label", facts),
            fact=self._fact(table, "fact", facts, ("integer", "decimal")),
            over=table.decimal("over", 0),
            per=table.decimal("per", 1, above=True),
        )
        table.done()
        return bonus

    def _approved(self, table: Reader, facts: Mapping[str, Fact]) -> Method:
        return ApprovedOrMinutes(
            approved=self._needed(table, "approved", facts, ("decimal", "integer")),
            minutes=self._needed(table, "minutes", facts, ("decimal", "integer")),
            minutes_per_hour=table.decimal("minutes_per_hour", above=True),
            step=table.decimal("step", above=True),
            label=self._label(table, "label", facts),
        )

    def _deemed(self, table: Reader, facts: Mapping[str, Fact]) -> Method:
        least = table.integer("least_months", least=1, most=1200)
        return DeemedYears(
            start=self._needed(table, "start", facts, ("date",)),
            end=self._needed(table, "end", facts, ("date",)),
            decided=self._needed(table, "decided", facts, ("date",)),
            least=least,
            single_up_to=table.integer("single_year_up_to_months", least=least, most=1200),
            hours=table.decimal("hours", above=True),
        )

    def _slots(self, table: Reader, facts: Mapping[str, Fact]) -> Method:
        return Slots()

    def _manual(self, table: Reader, facts: Mapping[str, Fact]) -> Method:
        return Manual(self._label(table, "label", facts))


_METHODS = {
    "slots": RuleReader._slots,
    "table": RuleReader._table,
    "per_unit": RuleReader._per_unit,
    "tiers": RuleReader._tiers,
    "base_bonus": RuleReader._base_bonus,
    "approved_or_minutes": RuleReader._approved,
    "deemed_years": RuleReader._deemed,
    "manual": RuleReader._manual,
}


def _numeric(value: Any) -> bool:
    return as_decimal(value) is not None


def _fits(fact: Fact, value: Any) -> bool:
    """Could `value`, written in a condition, ever be the value of `fact`?"""
    if fact.type == "boolean":
        return isinstance(value, bool)
    if fact.type == "choice":
        return value in [choice.id for choice in fact.choices]
    if fact.type in ("integer", "year", "decimal"):
        return _numeric(value)
    return isinstance(value, date if fact.type == "date" else str)


def read_caps(
    root: Reader, kinds: Collection[str], subjects: Collection[str], points: Collection[str]
) -> list[Cap]:
    caps: dict[str, Cap] = {}
    for table in root.tables("caps", required=False):
        cap = Cap(
            id=table.identifier(),
            per=table.one_of("per", ("item", "day", "year")),
            hours=table.decimal("hours"),
            over=table.one_of("over", ("clamp", "refuse")),
            text=table.text("text"),
            source=read_source(table, points),
            kinds=table.names("kinds", kinds, ()),
            subjects=table.names("subjects", subjects, ()),
        )
        keep(table, caps, cap.id, cap)
    return list(caps.values())


def read_groups(root: Reader, kinds: Collection[str], points: Collection[str]) -> list[Group]:
    groups: dict[str, Group] = {}
    for table in root.tables("groups", required=False):
        names, by = table.names("kinds", kinds), table.one_of("by", ("year", "work"))
        group = Group(table.identifier(), names, by, table.text("text"), read_source(table, points))
        keep(table, groups, group.id, group)
    return list(groups.values())
