"""What of a policy file changes from year to year: where each value stands, what it is, and where it acts.

The form for officers is made of these; a test changes each of them and looks at what acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from credits.engine.value_words import label
from credits.engine.words import _, gettext_noop

Path = tuple[str | int, ...]
_PLACES = re.compile(r"\{[^}]*\}")
TEXT, LONG, YEAR, DAY, MONTH_DAY = "text", "long", "year", "day", "month_day"
HOURS, COUNT, LINES = "hours", "count", "lines"
HEAD = gettext_noop("通知")
NEEDS = gettext_noop("每年应完成的学时")
SPANS = gettext_noop("认定跨度")
TIMES = gettext_noop("受理时间和公示")
WORTH = gettext_noop("学时折算")
PAPERS = gettext_noop("认定单")
WORDS = gettext_noop("条文和说明")


@dataclass(frozen=True)
class Pattern:
    """`keys` are those of the path without ids of entries; `acts` says what a change of it changes."""

    section: str
    keys: str
    kind: str
    acts: str
    called: str = ""


PATTERNS = (
    Pattern(
        HEAD,
        "application_year",
        YEAR,
        gettext_noop("人员申报认定的年度，受理时间按这一年计算；每年只能有一份。"),
    ),
    Pattern(HEAD, "document_number", TEXT, gettext_noop("认定单、公示、登记表等所有文书按此引用。")),
    Pattern(HEAD, "document_date", DAY, gettext_noop("没有另写开始执行日期的，自这一天起执行。")),
    Pattern(HEAD, "title", TEXT, gettext_noop("规则页、认定单上显示的通知名称。")),
    Pattern(HEAD, "themes", LINES, gettext_noop("公需科目的主题，一行一个；新建备案时自动填入。")),
    Pattern(
        HEAD,
        "begins",
        DAY,
        gettext_noop("自这一天起，各页面、表单、期限和折算都按本通知。"),
        gettext_noop("开始执行日期"),
    ),
    Pattern(
        HEAD,
        "ends",
        DAY,
        gettext_noop("过了这一天而没有新的通知，各页面会写明；留空则执行到下一份通知开始。"),
        gettext_noop("停止执行日期"),
    ),
    Pattern(
        NEEDS, "yearly_total.min", HOURS, gettext_noop("每年合计应完成的学时，台账和审核按此判断是否达标。")
    ),
    Pattern(NEEDS, "subjects.yearly_min", HOURS, gettext_noop("该科目每年至少应完成的学时。")),
    Pattern(SPANS, "spans.first", YEAR, gettext_noop("申请认定时从这一年起审查。")),
    Pattern(SPANS, "spans.last", YEAR, gettext_noop("申请认定时审查到这一年。")),
    Pattern(TIMES, "routes.stages.window.opens", MONTH_DAY, gettext_noop("在这一天之前可以准备，不能报送。")),
    Pattern(
        TIMES,
        "routes.stages.window.closes",
        MONTH_DAY,
        gettext_noop("过了这一天不能报送；各处的期限按此提示。"),
    ),
    Pattern(TIMES, "routes.stages.working_days", COUNT, gettext_noop("公示满这么多个工作日才能确认。")),
    Pattern(
        TIMES, "key_b_deadline", MONTH_DAY, gettext_noop("秘钥B最迟交存的日期，迟于此日的课程不予认可。")
    ),
    Pattern(WORTH, "slots.hours", HOURS, gettext_noop("培训、会议等按时段折算的学时。")),
    Pattern(WORTH, "conversion.cases.hours", HOURS, gettext_noop("符合这一档次的活动折算的学时。")),
    Pattern(WORTH, "conversion.tiers.hours", HOURS, gettext_noop("达到这一档次的活动折算的学时。")),
    Pattern(WORTH, "conversion.hours", HOURS, gettext_noop("每一单位（或每一年）折算的学时。")),
    Pattern(WORTH, "conversion.base", HOURS, gettext_noop("基础学时，另有加计的在此之上相加。")),
    Pattern(WORTH, "caps.hours", HOURS, gettext_noop("超过这一上限的部分不计。")),
    Pattern(PAPERS, "slip.title", TEXT, gettext_noop("印在认定单上的全称。")),
    Pattern(PAPERS, "slip.name", TEXT, gettext_noop("办理流程中对认定单的称呼。")),
    Pattern(PAPERS, "slip.number", TEXT, gettext_noop("此后签发的认定单的编号样式。")),
    Pattern(WORDS, "conversion.rule", LONG, gettext_noop("折算理由和规则页引用的条文。")),
    Pattern(WORDS, "evidence.text", LONG, gettext_noop("规则页和材料清单显示的条文。")),
    Pattern(WORDS, "points.text", LONG, gettext_noop("规则页显示的解释。")),
)
ABSENT_TOO = ("begins", "ends", "key_b_deadline")  # offered though the file does not say them


@dataclass(frozen=True)
class Value:
    """One value: its `path` (ids of entries, places of those without), how it is called, its clause, what it
    is now; None where the file does not say it."""

    pattern: Pattern
    path: Path
    where: str
    clause: str
    now: Any

    @property
    def acts(self) -> str:
        """Where it acts, in a sentence."""
        return _(self.pattern.acts)

    @property
    def name(self) -> str:
        """How a form calls the field."""
        return "__".join(str(part) for part in self.path)


def values_of(tree: Mapping[str, Any]) -> Iterator[Value]:
    """Every value of a whole file that a form offers, by section, in the order of the file."""
    kinds = {
        str(one.get("id")): str(one.get("name")) for one in tree.get("kinds", []) if isinstance(one, dict)
    }
    walk = _Walk(kinds)
    for pattern in PATTERNS:
        yield from walk.table(pattern, pattern.keys.split("."), tree, _At())


@dataclass(frozen=True)
class _At:
    """Where a walk stands: the path, its words, the clause that covers it."""

    path: Path = ()
    words: tuple[str, ...] = ()
    clause: str = ""


class _Walk:
    """Goes after the keys of a pattern. `kinds` are the names of kinds of activity."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.kinds = kinds

    def table(self, pattern: Pattern, keys: list[str], table: Any, at: _At) -> Iterator[Value]:
        if not isinstance(table, Mapping):
            return
        key, rest, clause = keys[0], keys[1:], str(table.get("clause") or at.clause)
        here = (*at.path, key)
        if not rest:
            if key in table or pattern.keys in ABSENT_TOO:
                said = pattern.called or label(tuple(pattern.keys.split(".")))
                yield Value(pattern, here, " · ".join((*at.words, said)), clause, table.get(key))
            return
        below = table.get(key)
        if not isinstance(below, list):
            yield from self.table(pattern, rest, below, _At(here, at.words, clause))
            return
        for index, entry in enumerate(one for one in below if isinstance(one, Mapping)):
            inside = (*here, entry.get("id", index))
            words = (*at.words, self.called(entry, index))
            yield from self.table(pattern, rest, entry, _At(inside, words, clause))

    def called(self, entry: Mapping[str, Any], index: int) -> str:
        """How an entry of a list is called: by its kinds of activity, its name, else its place."""
        if isinstance(entry.get("kinds"), list) and ("rule" in entry or "options" in entry):
            return "、".join(self.kinds.get(one, one) for one in entry["kinds"])
        said = next(
            (entry[key] for key in ("name", "title", "label", "text", "id") if entry.get(key)), index + 1
        )
        return _PLACES.sub("…", str(said))


def put(document: Any, tree: Any, path: Path, value: Any) -> None:
    """Write `value` at `path` of a file's own tables `document`, which lie over the whole `tree`: entries
    with ids are named by them, a list without is written whole. None takes the key away."""
    key, rest = path[0], path[1:]
    if not rest:
        if value is None:
            document.pop(key, None)
        else:
            document[key] = value
        return
    below = tree[key]
    if not isinstance(below, list):
        document.setdefault(key, {})
        put(document[key], below, rest, value)
    elif isinstance(rest[0], int):
        if key not in document:
            document[key] = [dict(entry) for entry in below]
        put(document[key][rest[0]], below[rest[0]], rest[1:], value)
    else:
        entry = next(one for one in below if one.get("id") == rest[0])
        put(_own_entry(document, str(key), str(rest[0])), entry, rest[1:], value)


def _own_entry(document: Any, key: str, wanted: str) -> Any:
    document.setdefault(key, [])
    for one in document[key]:
        if one.get("id") == wanted:
            return one
    document[key].append({"id": wanted})
    return document[key][-1]
