"""An employer's workbook of past years: which columns there are, and
what is wrong with each cell of a row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import spreadsheet
from cejc.lib.paper import printing
from cejc.lib.spreadsheet import Cell, Column
from cejc.lib.writing import identity, names, text
from cejc.lib.writing.dates import cn_day
from credits.engine.facts import parse_facts
from credits.engine.policy import Fact, Kind, Policy
from registry.machinery.services.sheet_columns import PASSED_OVER, column_sentence
from registry.people.queries.people import identity_index
from registry.people.services.identity_names import PERMITTED, identity_type_of

SHEET = "历史记录"
MOST_LINES = 60
# Heading, name here, whether a cell may be empty, width.
BASE: tuple[tuple[str, str, bool, int], ...] = (
    ("姓名", "name", False, 14),
    ("证件类型", "identity_type", True, 16),
    ("证件号码", "number", False, 24),
    ("继续教育形式", "kind", False, 24),
    ("名称", "title", False, 36),
    ("证明材料", "documents", False, 40),
    ("编号", "work", True, 20),
    ("说明", "note", True, 20),
)
LIMITS = {"title": 200, "note": 1000, "work": 100}
_DAY = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
_LINE = re.compile(rf"{_DAY}(?:\s*(?:至|到|~|—|－)\s*{_DAY})?\s*(\S+?)\s*(?:[\s,，、]\s*(\S+))?")
_PAIR = re.compile(r"([^=＝]+)[=＝](.+)")


@dataclass(frozen=True)
class FactColumn:
    """A column of facts: its heading, and for each kind of activity that has such a fact which one it is."""

    title: str
    facts: Mapping[str, str]


@dataclass
class Line:
    """One row as it was understood: values, the identity's blind index,
    and faults as (column name, sentence)."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def fault(self, name: str, sentence: Any) -> None:
        self.faults.append((name, str(sentence)))


@lru_cache(maxsize=4)
def fact_columns(policy: Policy) -> tuple[FactColumn, ...]:
    """The columns of facts that the kinds of `policy` need, in the policy's order; one for each heading."""
    found: dict[str, dict[str, str]] = {}
    for kind in policy.kinds.values():
        for fact in kind.facts:
            found.setdefault(str(fact.label), {})[kind.id] = fact.id
    return tuple(FactColumn(title, facts) for title, facts in found.items())


def template_columns(policy: Policy) -> list[Column]:
    base = [Column(title, width) for title, _name, _empty, width in BASE]
    return [*base, *(Column(one.title, 22) for one in fact_columns(policy))]


def notes(policy: Policy) -> list[tuple[str, str]]:
    """What may be filled in, a line a column."""
    documents = "、".join(one.name for one in policy.documents.values())
    slots = "、".join(one.name for one in policy.slots.values())
    found = [
        ("继续教育形式", "、".join(kind.name for kind in policy.kinds.values())),
        (
            "证明材料",
            _(
                "材料种类=扫描件文件名，多份用分号隔开，例如“培训通知=通知.pdf；结业证书=证书.jpg”。材料种类：%s。"
            )
            % documents,
        ),
        ("编号", _("论文的DOI或编号、专利号、ISBN、项目编号；同一成果只计一次。")),
        ("证件号码", _("该列须为文本格式，否则Excel会把末尾几位改成0。")),
        (
            "时段",
            _(
                "日期 时段 科目，多段用分号隔开，例如“2018-05-06 全天 专业科目；2018-05-07至2018-05-09 "
                "上午 公需科目”。时段：%s。"
            )
            % slots,
        ),
    ]
    for column in fact_columns(policy):
        kinds = "、".join(policy.kinds[kind].name for kind in column.facts)
        found.append(
            (
                column.title,
                _("%(kinds)s填写。%(choices)s") % {"kinds": kinds, "choices": _choices(policy, column)},
            )
        )
    return found


def _choices(policy: Policy, column: FactColumn) -> str:
    kind, fact_id = next(iter(column.facts.items()))
    fact = policy.kinds[kind].fact(fact_id)
    options = {one.name for k, f in column.facts.items() for one in policy.kinds[k].fact(f).choices or ()}
    if fact.type == "boolean":
        return _("可填：是、否。")
    return _("可填：%s。") % "、".join(sorted(options)) if options else ""


def headings(
    policy: Policy, cells: Sequence[Cell], *, leave_out: bool = False
) -> tuple[dict[str, int], list[str]]:
    """Name of each column (a fact column by its heading) -> its place from 1; and the sentences of what is
    missing, there twice, or read by nobody (`leave_out`: that is wanted so)."""
    known = {title: name for title, name, _empty, _width in BASE}
    known |= {one.title: one.title for one in fact_columns(policy)}
    places: dict[str, int] = {}
    wrong: list[str] = []
    for place, cell in enumerate(cells, start=1):
        title = shown(cell).replace(" ", "")
        if title not in known:
            if title and title not in PASSED_OVER and not leave_out:
                wrong.append(column_sentence(place, shown(cell).strip()))
        elif places.setdefault(known[title], place) != place:
            wrong.append(_("第1行有两列“%s”，请删去一列。") % title)
    missing = [title for title, name, may_be_empty, _width in BASE if not may_be_empty and name not in places]
    return places, [
        *(_("第1行缺少“%s”这一列。请下载模板，使用模板中的表头。") % title for title in missing),
        *wrong,
    ]


def unheaded(places: Mapping[str, int], heads: Sequence[Cell], cells: Sequence[Cell]) -> list[str]:
    """Columns (letters) that hold something in a row and have no heading at all."""
    named = {*places.values(), *(place for place, cell in enumerate(heads, start=1) if shown(cell).strip())}
    return [
        spreadsheet.place(1, place)[:-1]
        for place, cell in enumerate(cells, start=1)
        if place not in named and shown(cell).strip()
    ]


def shown(cell: Cell) -> str:
    """A cell as text; "?" for a number that cannot be read exactly (the fault is named where it is read)."""
    try:
        return spreadsheet.as_text(cell)
    except spreadsheet.SheetFault:
        return "?"


def understand(policy: Policy, places: Mapping[str, int], number: int, cells: Sequence[Cell]) -> Line:
    """One row: who, which kind, its facts and documents; every fault with the column it stands in."""
    line = Line(number)
    raw = _raw(line, places, cells)
    _person(line, raw)
    kind = _kind(policy, line, raw.get("kind", ""))
    for name in ("title", "note", "work"):
        line.values[name] = _short(line, name, raw.get(name, ""))
    if not line.values["title"] and not _faulty(line, "title"):
        line.fault("title", _("请填写名称。"))
    line.values["documents"] = _documents(policy, line, raw.get("documents", ""))
    line.values["facts"] = _facts(policy, kind, line, raw) if kind else {}
    return line


def _faulty(line: Line, name: str) -> bool:
    return any(one == name for one, _sentence in line.faults)


def _raw(line: Line, places: Mapping[str, int], cells: Sequence[Cell]) -> dict[str, str]:
    """Name -> text of each cell; dates as ISO text."""
    found = {}
    for name, place in places.items():
        cell = cells[place - 1] if place <= len(cells) else ""
        if isinstance(cell, datetime):
            cell = cell.date()
        try:
            found[name] = spreadsheet.as_text(cell).strip()
        except spreadsheet.SheetFault as fault:
            line.fault(name, fault)
            found[name] = ""
    return found


def _person(line: Line, raw: Mapping[str, str]) -> None:
    try:
        line.values["name"] = names.normalise(raw.get("name", ""))
        names.check(line.values["name"])
    except names.NameFault as fault:
        line.fault("name", fault)
    kind = identity_type_of(raw.get("identity_type", ""))
    if kind is None:
        line.fault("identity_type", _("可填：%s。") % PERMITTED)
    if kind is None or _faulty(line, "number"):
        return
    try:
        number = identity.normalise(kind, raw.get("number", ""))
        identity.check(kind, number)
        line.values["index"] = identity_index(number)
    except identity.IdentityFault as fault:
        line.fault("number", fault)


def _kind(policy: Policy, line: Line, typed: str) -> Kind | None:
    found = next((kind for kind in policy.kinds.values() if kind.name == typed.replace(" ", "")), None)
    if found is None:
        line.fault("kind", _("请填写“填写说明”所列的继续教育形式之一。"))
    else:
        line.values["kind"] = found.id
    return found


def _short(line: Line, name: str, typed: str) -> str:
    clean = text.clean_line(typed)
    if len(clean) > LIMITS[name]:
        line.fault(name, _("内容过长，最多%(limit)d个字。") % {"limit": LIMITS[name]})
    elif sentence := printing.fault_of(clean):
        line.fault(name, sentence)
    return clean[: LIMITS[name]]


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
    if fact.type == "date":
        found = re.fullmatch(_DAY, typed)
        return f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}" if found else typed
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


def _parts(policy: Policy, typed: str, line: Line, title: str) -> list[dict[str, str]] | None:
    """“2018-05-06 全天 专业科目；…” -> lines of the contract; the subject may be left out: professional."""
    slots = {one.name: one.id for one in policy.slots.values()}
    subjects = {name: one.id for one in policy.subjects for name in (one.name, one.name.removesuffix("科目"))}
    found: list[dict[str, str]] = []
    for part in filter(None, (one.strip() for one in re.split("[;；\n]", typed))):
        match = _LINE.fullmatch(part)
        slot = slots.get(match[7]) if match else None
        subject = subjects.get(match[8] or "专业科目") if match else None
        days = _days(match) if match else None
        if not slot or not subject or not days:
            line.fault(title, _("“%s”应写成“2018-05-06 全天 专业科目”的样子。") % part[:40])
            return None
        found += [{"date": day.isoformat(), "slot": slot, "subject": subject} for day in days]
    if len(found) > MOST_LINES:
        line.fault(title, _("一行最多%d段，请分成几行。") % MOST_LINES)
        return None
    return found


def _days(match: re.Match[str]) -> list[date] | None:
    try:
        first = date(int(match[1]), int(match[2]), int(match[3]))
        last = date(int(match[4]), int(match[5]), int(match[6])) if match[4] else first
    except ValueError:
        return None
    count = (last - first).days + 1
    return [first + timedelta(days=step) for step in range(count)] if 0 < count <= MOST_LINES else None


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
            line.fault(title, _("请填写。") if fault.message == "缺少此项" else f"{fault.message}。")
    late = [(fact, day) for fact, day in _dates(values) if day > clock.today()]
    for fact, day in late[:1]:
        line.fault(titles.get(fact, "kind"), _("%s在今天之后，请核对。") % cn_day(day))


def _dates(values: Mapping[str, Any]) -> Iterator[tuple[str, date]]:
    for name, value in values.items():
        if isinstance(value, date):
            yield name, value
        elif name == "lines":
            yield from ((name, one.day) for one in value)
