"""A row of past years as it was read: which kind, its facts and documents, and what is wrong with them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.sheets.days import DayFault, TwoDays, read_day
from cejc.lib.sheets.reading import Line
from cejc.lib.writing.dates import cn_day
from credits.engine.facts import parse_facts
from credits.engine.kinds import Fact, Kind
from credits.engine.policy import Policy
from registry.activities.services.past_records_columns import fact_columns

MOST_LINES = 60
_PAIR = re.compile(r"([^=＝:：]+)[=＝:：](.+)")
_DAY = r"\d{4}\s*[-/.年、]\s*\d{1,2}\s*[-/.月、]\s*\d{1,2}\s*日?"
# The second day may leave out what is as in the first: 2018年5月7日至9日, 2018.5.7—5.9.
_LINE = re.compile(
    rf"(?P<first>{_DAY}|\d{{8}})\s*(?:[至到~—–―-]+\s*(?P<last>{_DAY}|\d{{8}}|(?:\d{{1,2}}\s*[-/.月]\s*)?\d{{1,2}}\s*日?))?"
    r"[\s,，、]*(?P<slot>[^\s,，、\d]+?)(?:[\s,，、]+(?P<subject>\S+))?"
)


def understand(policy: Policy, line: Line) -> None:
    """Make of the texts of a line what the portal keeps: kind, facts, documents; faults at their columns."""
    values = line.values
    raw = {column.title: values.pop(column.title, "") for column in fact_columns(policy)}
    kind = _kind(policy, line, values.get("kind", ""))
    values["documents"] = _documents(policy, line, values.get("documents", ""))
    values["facts"] = _facts(policy, kind, line, raw) if kind else {}


def _kind(policy: Policy, line: Line, typed: str) -> Kind | None:
    found = next((kind for kind in policy.kinds.values() if kind.name == typed.replace(" ", "")), None)
    if found is None and typed:
        line.fault("kind", _("请填写“填写说明”所列的继续教育形式之一。"))
    line.values["kind"] = found.id if found else ""
    return found


def _documents(policy: Policy, line: Line, typed: str) -> list[list[str]]:
    """[document kind, file name] of each document."""
    by_name = {one.name: one.id for one in policy.documents.values()}
    found = []
    for part in filter(None, (one.strip() for one in re.split("[;；\n]", typed))):
        pair = _PAIR.fullmatch(part)
        kind = by_name.get(pair[1].strip()) if pair else None
        if pair is None or kind is None:
            line.fault("documents", _("“%s”应写成“材料种类=文件名”，材料种类见“填写说明”。") % part[:40])
        else:
            found.append([kind, pair[2].strip()])
    return found


def _facts(policy: Policy, kind: Kind, line: Line, raw: Mapping[str, str]) -> dict[str, Any]:
    """The facts of the kind, checked by the engine; what belongs to other kinds must be empty."""
    facts: dict[str, Any] = {}
    titles = {one.facts[kind.id]: one.title for one in fact_columns(policy) if kind.id in one.facts}
    for column in fact_columns(policy):
        typed = raw.get(column.title, "")
        if kind.id not in column.facts:
            if typed:
                line.fault(column.title, _("%s不填这一项，请删去。") % kind.name)
            continue
        fact = kind.fact(column.facts[kind.id])
        if typed and (value := _value(policy, fact, typed, line, column.title)) is not None:
            facts[fact.id] = value
    if line.values.get("work"):
        facts["work"] = line.values["work"]
    _check(policy, kind, line, facts, titles)
    return facts


def _value(policy: Policy, fact: Fact, typed: str, line: Line, title: str) -> Any:
    """A cell as JSON holds the fact; None, with the fault told, when it cannot be read."""
    if fact.type == "lines":
        return _parts(policy, typed, line, title)
    if fact.type == "boolean":
        answer = {"是": True, "有": True, "否": False, "无": False}.get(typed)
        if answer is None:
            line.fault(title, _("请填写“是”或“否”。"))
        return answer
    if fact.type in ("integer", "year"):
        whole = typed.removesuffix("年")
        return int(whole) if whole.isdecimal() and len(whole) < 10 else typed
    if fact.type in ("choice", "subject"):
        options = fact.choices if fact.type == "choice" else policy.subjects
        code = next(
            (one.id for one in options or () if typed in (one.name, one.name.removesuffix("科目"))), None
        )
        if code is None:
            line.fault(title, _("可填：%s。") % "、".join(one.name for one in options or ()))
        return code
    return typed


def usual_subject(policy: Policy) -> str:
    """The name of the subject that is meant where none is said: the first beside the filed one."""
    others = [one.name for one in policy.subjects if one.id != policy.recognition.filed_subject]
    return (others or [policy.subjects[0].name])[0]


def _parts(policy: Policy, typed: str, line: Line, title: str) -> list[dict[str, str]] | None:
    """“2018-05-06 全天 专业科目；…” -> lines of the contract; the subject may be left out where
    it is the usual one."""
    slots = {one.name: one.id for one in policy.slots.values()}
    subjects = {name: one.id for one in policy.subjects for name in (one.name, one.name.removesuffix("科目"))}
    usual = usual_subject(policy)
    found: list[dict[str, str]] = []
    for part in filter(None, (one.strip() for one in re.split("[;；\n]", typed))):
        match = _LINE.fullmatch(unicodedata.normalize("NFKC", part))
        slot = slots.get(match["slot"]) if match else None
        subject = subjects.get(match["subject"] or usual) if match else None
        days = _days(match) if match else None
        if not slot or not subject or not days:
            like = {"typed": part[:40], "subject": usual}
            line.fault(title, _("“%(typed)s”应写成“2018-05-06 全天 %(subject)s”的样子。") % like)
            return None
        found += [{"date": day.isoformat(), "slot": slot, "subject": subject} for day in days]
    if len(found) > MOST_LINES:
        line.fault(title, _("一行最多%d段，请分成几行。") % MOST_LINES)
        return None
    return found


def _days(match: re.Match[str]) -> list[date] | None:
    try:
        first = read_day(match["first"]).day
        last = _last_day(first, match["last"]) if match["last"] else first
    except (DayFault, TwoDays, ValueError):
        return None
    count = (last - first).days + 1
    return [first + timedelta(days=step) for step in range(count)] if 0 < count <= MOST_LINES else None


def _last_day(first: date, typed: str) -> date:
    parts = [int(one) for one in re.findall(r"\d+", typed)]
    if len(parts) > 2 or parts[0] > 31:
        return read_day(typed).day
    month, day = parts if len(parts) == 2 else (first.month, parts[0])
    return date(first.year, month, day)


def _check(
    policy: Policy, kind: Kind, line: Line, facts: Mapping[str, Any], titles: Mapping[str, str]
) -> None:
    """What the engine says of the facts, each in its own column; nothing lies in the future."""
    told = {name for name, _sentence in line.faults}
    values, faults = parse_facts(
        policy, kind.id, {key: value for key, value in facts.items() if key != "work"}
    )
    for fault in faults:
        ids = [part.partition("[")[0].partition(".")[0] for part in fault.fact.split(" 或 ")]
        title = next((titles[one] for one in ids if one in titles), "kind")
        if title not in told:
            line.fault(
                title, _("“%s”没有填写。") % title if fault.message == "缺少此项" else f"{fault.message}。"
            )
    late = [(fact, day) for fact, day in _dates(values) if day > clock.today()]
    for fact, day in late[:1]:
        line.fault(titles.get(fact, "kind"), _("%s在今天之后，请核对。") % cn_day(day))


def _dates(values: Mapping[str, Any]) -> Iterator[tuple[str, date]]:
    for name, value in values.items():
        if isinstance(value, date):
            yield name, value
        elif name == "lines":
            yield from ((name, one.day) for one in value)
