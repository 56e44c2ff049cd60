"""Parts of a day: a whole is worth its parts, and some training fits its clock times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from credits.engine.numbers import ZERO, show
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.rules import SlotTimes
from credits.engine.words import _


def check_slots(policy: Policy) -> Iterator[Fault]:
    for index, slot in enumerate(policy.slots.values()):
        parts = sum((policy.slots[part].hours for part in slot.made_of), ZERO)
        if slot.hours < parts:
            message = _(
                "时段“{name}”的学时 {hours} 少于它各部分之和 {parts}",
                name=slot.name,
                hours=show(slot.hours),
                parts=show(parts),
            )
            yield Fault(f"slots[{index}].hours", message)
        if slot.id in slot.made_of or slot.id in slot.absorbs:
            yield Fault(f"slots[{index}].made_of", _("时段“{name}”包含它自己", name=slot.name))
        if slot.times and _longest(slot.times) < slot.times.least_minutes:
            message = _(
                "时段“{name}”的起止时间容不下 {least} 分钟", name=slot.name, least=slot.times.least_minutes
            )
            yield Fault(f"slots[{index}].times.least_minutes", message)


def _longest(times: SlotTimes) -> float:
    day = date(2000, 1, 1)  # any: only the difference is looked at
    lasts = datetime.combine(day, times.ends[1]) - datetime.combine(day, times.begins[0])
    return lasts.total_seconds() / 60
