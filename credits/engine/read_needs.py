"""From TOML tables to needs, what is carried over, and how years end."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from credits.engine.kinds import Fact, Kind
from credits.engine.needs import BLOCK, CYCLES, OF_MINIMUM, OF_TOTAL, ROLLING, TOTAL, Carry, Need
from credits.engine.read_conditions import OF_PERSON, read_conditions
from credits.engine.read_kinds import keep, read_source
from credits.engine.reader import Reader
from credits.engine.words import _
from credits.engine.years import BIRTH


def read_needs(
    root: Reader,
    kinds: Mapping[str, Kind],
    subjects: Collection[str],
    points: Collection[str],
    people: Mapping[str, Fact],
) -> list[Need]:
    """`people` are the facts that conditions on a person may name."""
    needs: dict[str, Need] = {}
    for table in root.tables("needs", required=False):
        need = Need(
            id=table.identifier(),
            name=table.text("name"),
            source=read_source(table, points),
            hours=table.decimal_or_none("hours", above=True),
            share=table.share("share") if table.has("share") else None,
            of=table.one_of("of", (OF_TOTAL, OF_MINIMUM), OF_TOTAL),
            subjects=table.names("subjects", subjects, ()),
            kinds=table.names("kinds", kinds, ()),
            years=table.integer("years", 1, least=1, most=50),
            cycle=table.one_of("cycle", CYCLES, ROLLING),
            first_year=table.integer("first_year", 0, most=2100),
            full_window=table.boolean("full_window", False),
            when=read_conditions(table, "when", people, OF_PERSON),
        )
        _check_need(table, need, subjects)
        keep(table, needs, need.id, need)
    return list(needs.values())


def _check_need(table: Reader, need: Need, subjects: Collection[str]) -> None:
    """Keys that would be without effect, and names that stand for something else."""
    if need.id in (*subjects, TOTAL):
        table.fault("id", _("标识 {id} 另有用途", id=need.id))
    if (need.hours is None) == (need.share is None):
        table.fault("hours", _("hours 与 share 须有且只有一项"))
    if need.share is None and table.has("of"):
        table.fault("of", _("只有按比例的要求才有此项"))
    if need.share is not None and not (need.subjects or need.kinds):
        table.fault("subjects", _("按比例的要求须写明是哪些科目或哪些活动的"))
    if (need.cycle == BLOCK) != table.has("first_year"):
        table.fault("first_year", _("按固定周期的要求须写明从哪一年起，其他要求没有此项"))
    if need.full_window and need.cycle != ROLLING:
        table.fault("full_window", _("只有滚动计算的要求才有此项"))


def read_carries(root: Reader, subjects: Collection[str], points: Collection[str]) -> list[Carry]:
    carries: dict[str, Carry] = {}
    for table in root.tables("carries", required=False):
        carry = Carry(
            id=table.identifier(),
            subject=table.one_of("subject", subjects),
            text=table.text("text"),
            source=read_source(table, points),
            hours=table.decimal_or_none("hours", above=True),
            years=table.integer("years", 1, least=1, most=50),
            above=table.one_of("above", ("subject", TOTAL), "subject"),
        )
        if carry.subject in {one.subject for one in carries.values()}:
            table.fault("subject", _("同一科目只能有一条结转规定"))
        keep(table, carries, carry.id, carry)
    return list(carries.values())


def read_last_month(root: Reader) -> int | str:
    """`[year] last_month`: 1 to 12, or "birth"."""
    if not root.has("year"):
        return 12
    table = root.section("year")
    raw: object = table.raw("last_month", None)
    table.done()
    if raw == BIRTH:
        return BIRTH
    if isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= 12:
        return raw
    table.fault("last_month", _('应为 1 至 12 的整数或 "birth"（本人出生月份）'))
    return 12
