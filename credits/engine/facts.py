"""Reading what a person recorded. Nothing is guessed: a fault names the record and the fact.

`parse_facts` collects every fault of one record (a form shows them beside its fields); `parse_records`
and the other readers of a whole document raise the first one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from credits.engine.methods import Line
from credits.engine.numbers import show, show_date
from credits.engine.policy import Fact, Kind, Policy
from credits.engine.words import _

FIRST_YEAR, LAST_YEAR = 1950, 2100
MAX_TEXT = 200
MISSING, NONE_OF, NUMBER, DATE = "missing", "none_of", "number", "date"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
# Control characters, line separators and lone surrogates have no place in an identifier or on one line.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class InputFault(Exception):
    """The input cannot be read. `str()` is one Chinese line."""


@dataclass(frozen=True)
class FactFault:
    """`fact` is the fact's id, as `lines[0].slot` where it is inside; `message` a Chinese clause, for people;
    `code`, where a program asks: MISSING, NONE_OF (of the facts in `group`), NUMBER or DATE."""

    fact: str
    message: str
    code: str = ""
    group: tuple[str, ...] = ()

    @property
    def is_absence(self) -> bool:
        """Nothing was given, as against something wrong."""
        return self.code in (MISSING, NONE_OF)


def missing(fact: str) -> FactFault:
    return FactFault(fact, _("缺少此项"), MISSING)


@dataclass(frozen=True)
class Record:
    """One activity, checked. `facts` hold dates, ints, Decimals, bools, ids and `Line` tuples."""

    id: str
    kind: str
    facts: Mapping[str, Any]
    work: str = ""


class _Bad(Exception):
    """A value that is not acceptable; the message follows the fact's name."""

    inside = ""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


def parse_facts(policy: Policy, kind: str, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[FactFault]]:
    """The facts of one activity of `kind` (a key of `policy.kinds`), and every fault found.

    `raw` is JSON-like: dates as ISO text, numbers as int, Decimal or decimal text. A fact that is absent
    or None is missing.
    """
    definition, values, faults = policy.kinds[kind], {}, []
    known = {fact.id for fact in definition.facts}
    faults += [FactFault(str(key), _("不是该类活动的事实，请删除")) for key in raw if key not in known]
    for fact in definition.facts:
        if raw.get(fact.id) is None:
            if not fact.optional:
                faults.append(missing(fact.id))
            continue
        try:
            values[fact.id] = _value(policy, fact, raw[fact.id])
        except _Bad as bad:
            faults.append(FactFault(fact.id + bad.inside, str(bad), bad.code))
    return values, faults + _between_facts(definition, values, raw)


def _between_facts(kind: Kind, values: Mapping[str, Any], raw: Mapping[str, Any]) -> list[FactFault]:
    unanswered = [group for group in kind.one_of if all(raw.get(fact) is None for fact in group)]
    faults = [
        FactFault(_(" 或 ").join(group), _("至少提供一项"), NONE_OF, tuple(group)) for group in unanswered
    ]
    for fact in kind.facts:
        faults += _order_faults(kind, fact, values)
    return faults


def _order_faults(kind: Kind, fact: Fact, values: Mapping[str, Any]) -> list[FactFault]:
    """Dates and years that contradict each other, such as an end before the start."""
    found = []
    for other, wrong in ((fact.not_before, -1), (fact.not_after, 1)):
        if not other or fact.id not in values or other not in values:
            continue
        mine, theirs = _comparable(values[fact.id], values[other])
        if mine != theirs and (mine > theirs) == (wrong > 0):
            word = _("早于") if wrong < 0 else _("晚于")
            message = _(
                "不能{word}{label}（{other}）",
                word=word,
                label=kind.fact(other).label,
                other=_shown(values[other]),
            )
            found.append(
                FactFault(
                    fact.id, _("{message}，实际为 {value}", message=message, value=_shown(values[fact.id]))
                )
            )
    return found


def _comparable(mine: Any, theirs: Any) -> tuple[Any, Any]:
    """A year is compared with the year of a date."""
    if isinstance(mine, date) != isinstance(theirs, date):
        return getattr(mine, "year", mine), getattr(theirs, "year", theirs)
    return mine, theirs


def _shown(value: Any) -> str:
    return show_date(value) if isinstance(value, date) else str(value)


def _value(policy: Policy, fact: Fact, raw: Any) -> Any:
    if fact.type == "lines":
        return _lines(policy, raw)
    if fact.type == "date":
        return parse_date(raw)
    if fact.type == "boolean":
        return _boolean(raw)
    if fact.type in ("choice", "subject"):
        allowed = fact.choices if fact.type == "choice" else policy.subjects
        return _one_of(raw, [choice.id for choice in allowed])
    if fact.type == "decimal":
        return _bounded(fact, parse_number(raw, fact.places))
    return _bounded(fact, _integer(raw))


def _one_of(raw: Any, allowed: Sequence[str]) -> str:
    if isinstance(raw, str) and raw in allowed:
        return raw
    raise _Bad(_("只能是 {allowed} 之一，实际为 {raw}", allowed="、".join(allowed), raw=brief(raw)))


def _boolean(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    raise _Bad(_("只能是 true 或 false，实际为 {raw}", raw=brief(raw)))


def _integer(raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise _Bad(_("应为整数，实际为 {raw}", raw=brief(raw)), NUMBER)


def parse_number(raw: Any, places: int) -> Decimal:
    """A number that is not negative, from an int, a Decimal or decimal
    text, with at most `places` decimals."""
    if isinstance(raw, str) and _NUMBER.fullmatch(raw):
        raw = Decimal(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise _Bad(_("应为数字，实际为 {raw}", raw=brief(raw)), NUMBER)
    try:
        number = Decimal(raw)
        if number.is_finite() and 0 <= number < Decimal(10) ** 9 and number == round(number, places):
            return round(number, places) + 0
    except InvalidOperation:
        pass
    raise _Bad(_("应为不小于 0、至多 {places} 位小数的数字，实际为 {raw}", places=places, raw=brief(raw)))


def _bounded(fact: Fact, number: Any) -> Any:
    if fact.minimum is not None and number < fact.minimum:
        raise _Bad(_("不能小于 {minimum}，实际为 {number}", minimum=show(fact.minimum), number=brief(number)))
    if fact.maximum is not None and number > fact.maximum:
        raise _Bad(_("不能大于 {maximum}，实际为 {number}", maximum=show(fact.maximum), number=brief(number)))
    if fact.type == "year" and not FIRST_YEAR <= number <= LAST_YEAR:
        raise _Bad(
            _(
                "应为 {first_year} 至 {last_year} 之间的年份，实际为 {number}",
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
                number=brief(number),
            )
        )
    return number


def parse_date(raw: Any) -> date:
    """An ISO date (YYYY-MM-DD) that exists, from 1950 to 2100."""
    if not isinstance(raw, str) or not _DATE.fullmatch(raw):
        raise _Bad(_("应为 YYYY-MM-DD 格式的日期，实际为 {raw}", raw=brief(raw)), DATE)
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        raise _Bad(_("日期 {raw} 不存在", raw=raw)) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _Bad(
            _(
                "应在 {first_year} 年至 {last_year} 年之间，实际为 {raw}",
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
                raw=raw,
            )
        )
    return day


def _lines(policy: Policy, raw: Any) -> tuple[Line, ...]:
    if not isinstance(raw, list | tuple) or not raw:
        raise _Bad(_("应为至少一行的列表，每行有 date、slot、subject"))
    if len(raw) > 1000:
        raise _Bad(_("最多 1000 行"))
    return tuple(_line(policy, index, line) for index, line in enumerate(raw))


def _line(policy: Policy, index: int, raw: Any) -> Line:
    readers: dict[str, Callable[[Any], Any]] = {
        "date": parse_date,
        "slot": lambda value: _one_of(value, list(policy.slots)),
        "subject": lambda value: _one_of(value, [subject.id for subject in policy.subjects]),
    }
    if not isinstance(raw, Mapping):
        raise _inside(_Bad(_("应为含 date、slot、subject 的对象")), index)
    for key in raw:
        if key not in readers:
            raise _inside(_Bad(_("不是该行的事实，请删除")), index, str(key))
    values: list[Any] = []
    for key, read in readers.items():
        try:
            if raw.get(key) is None:
                raise _Bad(_("缺少此项"), MISSING)
            values.append(read(raw[key]))
        except _Bad as bad:
            raise _inside(bad, index, key) from None
    return Line(*values)


def _inside(bad: _Bad, index: int, key: str = "") -> _Bad:
    bad.inside = f"[{index}]" + (f".{key}" if key else "")
    return bad


def brief(value: Any) -> str:
    """A value as it can stand inside a one-line message: fit characters only, and not long."""
    text = f"“{value}”" if isinstance(value, str) else _plain(value)
    text = _UNFIT.sub("□", text)
    return text if len(text) <= 60 else text[:57] + "…"


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, list | tuple):
        return _("列表")
    if isinstance(value, Mapping):
        return _("对象")
    if isinstance(value, int) and abs(value) >= 10**18:
        return _("过大的整数")
    return str(value)


def parse_text(raw: Any) -> str:
    """A short identifier or reason: not empty, no control characters, at most 200 characters."""
    if not isinstance(raw, str):
        raise _Bad(_("应为文字，实际为 {raw}", raw=brief(raw)))
    if not raw.strip() or len(raw) > MAX_TEXT or _UNFIT.search(raw):
        raise _Bad(_("应为 1 至 {max_text} 个字符、不含控制字符的文字", max_text=MAX_TEXT))
    return raw


def parse_record(policy: Policy, raw: Any, position: int) -> Record:
    """One record of a document; `position` (from 1) names it until its id is known. Raises InputFault."""
    if not isinstance(raw, Mapping):
        raise InputFault(_("第 {position} 条记录：应为对象，实际为 {raw}", position=position, raw=brief(raw)))
    record_id = _named(raw, "id", _("第 {position} 条记录", position=position))
    where = _("记录 {record_id}", record_id=record_id)
    kind = _named(raw, "kind", where)
    if kind not in policy.kinds:
        raise InputFault(
            _(
                "{where} 的 kind：没有{kind}这一类活动，可用的有 {kinds}",
                where=where,
                kind=brief(kind),
                kinds="、".join(policy.kinds),
            )
        )
    work = _named(raw, "work", where) if raw.get("work") is not None else ""
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


def _named(raw: Mapping[str, Any], key: str, where: str) -> str:
    if raw.get(key) is None:
        raise InputFault(_("{where} 的 {key}：缺少此项", where=where, key=key))
    try:
        return parse_text(raw[key])
    except _Bad as bad:
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
        notes[year] = _named(item, note, where)
    return notes
