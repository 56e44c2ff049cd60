"""What a timetable must hold, whether filed or taught: known parts of days, none twice, none inside a suspension."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from credits.engine.numbers import show_date
from credits.engine.policy import Policy
from credits.queries import latest_policy
from registry.queries.suspension import suspensions_on

MOST_SLOTS = 200


def slot_choices() -> list[tuple[str, str]]:
    """The parts of a day of the policy in force (R6), as a form offers them."""
    return [(slot.id, slot.name) for slot in latest_policy().slots.values()]


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


def fault_of(rows: Sequence[Any]) -> str:
    """Why a timetable cannot stand, or "": rows with `date` and `slot`."""
    policy = latest_policy()
    if not rows:
        return _("请填写培训日程，至少一个时段。")
    if len(rows) > MOST_SLOTS:
        return _("培训日程最多%d个时段，请分成几期办理。") % MOST_SLOTS
    taken: set[tuple[date, str]] = set()
    for row in rows:
        if row.slot not in policy.slots:
            return _("时段不在可选范围内，请重新选择。")
        wanted = {(row.date, part) for part in parts(policy, row.slot)}
        if wanted & taken:
            return _("%(day)s的%(slot)s与另一行重复，请删去一行。") % {
                "day": show_date(row.date), "slot": policy.slots[row.slot].name,
            }  # fmt: skip
        taken |= wanted
    return ""


def suspension_fault(days: Iterable[date]) -> str:
    """R27: the sentence that refuses training inside a suspension, with its citation; "" when there is none."""
    wanted = sorted(set(days))
    for row in suspensions_on(wanted):
        day = next(day for day in wanted if row.covers(day))
        return _("%(day)s在停办聚集性培训期间（依据：%(citation)s），请改到恢复之后。") % {
            "day": show_date(day), "citation": row.citation,
        }  # fmt: skip
    return ""
