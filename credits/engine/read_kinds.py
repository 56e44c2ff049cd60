"""From TOML tables to kinds and their facts, slots, and the source that every figure carries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from credits.engine.kinds import FACT_TYPES, Choice, Fact, Kind
from credits.engine.reader import Reader
from credits.engine.rules import Slot, SlotTimes
from credits.engine.sources import BASES, Source
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
        minimum=table.decimal_or_none("min"),
        maximum=table.decimal_or_none("max"),
        places=table.integer("places", 0, most=6),
        not_before=table.one_of("not_before", ids, ""),
        not_after=table.one_of("not_after", ids, ""),
    )
