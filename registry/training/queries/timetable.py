"""What a timetable must hold, whether filed or taught: known parts of
days, none twice, none inside a suspension."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from credits.engine.numbers import show_date
from credits.engine.policy import Policy
from credits.queries import policy_here
from registry.activities.queries.suspension import suspensions_on

MOST_SLOTS = 200


def slot_choices() -> list[tuple[str, str]]:
    """The parts of a day of the policy in force (R6), as a form offers them."""
    return [(slot.id, slot.name) for slot in policy_here().slots.values()]


def slot_names() -> dict[str, str]:
    return dict(slot_choices())


def in_day_order(rows: Iterable[Any], names: Mapping[str, str] | None = None) -> list[Any]:
    """Rows with `date` and `slot`, by day and part of the day. `names` saves looking the slots up again."""
    places = {name: place for place, name in enumerate(slot_names() if names is None else names)}
    return sorted(rows, key=lambda row: (row.date, places.get(row.slot, len(places))))


def parts(policy: Policy, slot: str) -> tuple[str, ...]:
    """The parts of a day that a slot occupies; an unknown one is itself."""
    found = policy.slots.get(slot)
    return found.occupies if found else (slot,)


def faults_of(rows: Sequence[Any]) -> list[str]:
    """Everything that keeps a timetable from standing: rows with `date`,
    `slot`, and `begins`, `ends` (None: not said)."""
    unfit = [
        _("%(row)s：%(why)s") % {"row": shown(row), "why": why} for row in rows if (why := times_fault(row))
    ]
    return [*clashes_of(rows), *unfit]


def clashes_of(rows: Sequence[Any]) -> list[str]:
    """What is wrong with rows beside each other; of each by itself see `times_fault`."""
    policy = policy_here()
    if not rows:
        return [_("请填写培训日程，至少一个时段。")]
    if len(rows) > MOST_SLOTS:
        return [_("培训日程最多%d个时段，请分成几期办理。") % MOST_SLOTS]
    found: list[str] = []
    taken: set[tuple[date, str]] = set()
    for row in rows:
        if row.slot not in policy.slots:
            found.append(_("%s的时段不在可选范围内，请重新选择。") % show_date(row.date))
            continue
        wanted = {(row.date, part) for part in parts(policy, row.slot)}
        if wanted & taken:
            found.append(_("%s与另一行重复，请删去一行。") % shown(row))
        taken |= wanted
    return [*dict.fromkeys(found), *(sentence for _row, sentence in overlaps(rows))]


def fault_of(rows: Sequence[Any]) -> str:
    """The same as one text, "" when it stands."""
    return "".join(faults_of(rows))


def shown(row: Any) -> str:
    """2020年6月15日上午"""
    return f"{show_date(row.date)}{slot_names().get(row.slot, row.slot)}"


def times_fault(row: Any, policy: Policy | None = None) -> str:
    """Why the clock times of one row do not fit its part of the day
    (R6), or "". Times that are not said fit."""
    slot = (policy or policy_here()).slots.get(row.slot)
    if row.begins is None and row.ends is None:
        return ""
    if row.begins is None or row.ends is None:
        return _("请同时填写开始时间和结束时间。")
    if row.begins >= row.ends:
        return _("结束时间应晚于开始时间。")
    if slot is None or slot.times is None or slot.times.fit(row.begins, row.ends):
        return ""
    return _("%(begins)s至%(ends)s与“%(slot)s”不符（%(rule)s），请更正时间或改选时段。") % {
        "begins": f"{row.begins:%H:%M}",
        "ends": f"{row.ends:%H:%M}",
        "slot": slot.name,
        "rule": slot.times.text,
    }


def overlaps(rows: Sequence[Any]) -> list[tuple[int, str]]:
    """(place in `rows`, sentence) of each row whose clock times run
    into those of an earlier one of that day."""
    timed = [
        (row.date, row.begins, row.ends, place) for place, row in enumerate(rows) if row.begins and row.ends
    ]
    found: list[tuple[int, str]] = []
    last: dict[date, tuple[time, int]] = {}  # day -> the latest end so far, and whose it is
    for day, begins, ends, place in sorted(timed):
        until, other = last.get(day, (time(), place))
        if begins < until:
            sentence = _("%(row)s（%(begins)s开始）与%(other)s（%(until)s结束）的时间重叠，请更正。") % {
                "row": shown(rows[place]),
                "begins": f"{begins:%H:%M}",
                "other": shown(rows[other]),
                "until": f"{until:%H:%M}",
            }
            found.append((place, sentence))
        if day not in last or ends > until:
            last[day] = (ends, place)
    return found


def suspension_fault(days: Iterable[date]) -> str:
    """R27: the sentence that refuses training inside a suspension, with
    its citation; "" when there is none."""
    wanted = sorted(set(days))
    for row in suspensions_on(wanted):
        day = next(day for day in wanted if row.covers(day))
        return _("%(day)s在停办聚集性培训期间（依据：%(citation)s），请改到恢复之后。") % {
            "day": show_date(day),
            "citation": row.citation,
        }
    return ""
