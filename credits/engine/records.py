"""Reading a whole document of records, years and notes: the first fault is raised, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credits.engine.also import own_record
from credits.engine.facts import InputFault, Record, parse_facts
from credits.engine.policy import Policy
from credits.engine.values import FIRST_YEAR, LAST_YEAR, Bad, brief, parse_text
from credits.engine.words import _


def parse_record(policy: Policy, raw: Any, position: int) -> Record:
    """One record of a document; `position` (from 1) names it until its id is known. Raises InputFault."""
    if not isinstance(raw, Mapping):
        raise InputFault(_("第 {position} 条记录：应为对象，实际为 {raw}", position=position, raw=brief(raw)))
    raw = own_record(policy, raw)
    record_id = parse_named(raw, "id", _("第 {position} 条记录", position=position))
    where = _("记录 {record_id}", record_id=record_id)
    kind = parse_named(raw, "kind", where)
    if kind not in policy.kinds:
        raise InputFault(
            _(
                "{where} 的 kind：没有{kind}这一类活动，可用的有 {kinds}",
                where=where,
                kind=brief(kind),
                kinds="、".join(policy.kinds),
            )
        )
    work = parse_named(raw, "work", where) if raw.get("work") is not None else ""
    rest = {key: value for key, value in raw.items() if key not in ("id", "kind", "work")}
    facts, faults = parse_facts(policy, kind, rest)
    if faults:
        raise InputFault(
            _(
                "{where} 的 {fact}：{message}",
                where=where,
                fact=brief(faults[0].fact).strip("“”"),
                message=faults[0].message,
            )
        )
    return Record(record_id, kind, facts, work)


def parse_named(raw: Mapping[str, Any], key: str, where: str) -> str:
    """The short text under `key`; `where` says whose it is. Raises InputFault."""
    if raw.get(key) is None:
        raise InputFault(_("{where} 的 {key}：缺少此项", where=where, key=key))
    try:
        return parse_text(raw[key])
    except Bad as bad:
        raise InputFault(_("{where} 的 {key}：{bad}", where=where, key=key, bad=bad)) from None


def parse_records(policy: Policy, raw: Any) -> tuple[Record, ...]:
    """The records of a document in their order; two with one id are refused."""
    if not isinstance(raw, list | tuple):
        raise InputFault(_("records：应为列表，实际为 {raw}", raw=brief(raw)))
    records = tuple(parse_record(policy, item, index) for index, item in enumerate(raw, start=1))
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise InputFault(_("记录 {id} 的 id：与前面的记录重复", id=record.id))
        seen.add(record.id)
    return records


def parse_year(raw: Any, where: str) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and FIRST_YEAR <= raw <= LAST_YEAR:
        return raw
    raise InputFault(
        _(
            "{where}：应为 {first_year} 至 {last_year} 之间的年份，实际为 {raw}",
            where=where,
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
            raw=brief(raw),
        )
    )


def parse_years(raw: Any) -> tuple[int, ...]:
    if not isinstance(raw, list | tuple):
        raise InputFault(_("years：应为列表，实际为 {raw}", raw=brief(raw)))
    return tuple(parse_year(year, f"years[{index}]") for index, year in enumerate(raw))


def parse_year_notes(raw: Any, name: str, note: str) -> dict[int, str]:
    """`certified` or `exempt`: a list of {"year": …, note: …} -> year -> text."""
    if not isinstance(raw, list | tuple):
        raise InputFault(_("{name}：应为列表，实际为 {raw}", name=name, raw=brief(raw)))
    notes: dict[int, str] = {}
    for index, item in enumerate(raw):
        where = f"{name}[{index}]"
        if not isinstance(item, Mapping) or set(item) - {"year", note}:
            raise InputFault(_("{where}：应为只含 year 和 {note} 的对象", where=where, note=note))
        year = parse_year(item.get("year"), _("{where} 的 year", where=where))
        if year in notes:
            raise InputFault(_("{where} 的 year：{year} 年已在前面列出", where=where, year=year))
        notes[year] = parse_named(item, note, where)
    return notes


def parse_ids(raw: Any, name: str) -> frozenset[str]:
    """A list of ids of records."""
    if not isinstance(raw, list | tuple) or not all(isinstance(one, str) for one in raw):
        raise InputFault(_("{name}：应为记录 id 的列表，实际为 {raw}", name=name, raw=brief(raw)))
    return frozenset(raw)
