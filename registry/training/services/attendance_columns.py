"""The columns of a session's list: who, a column for each slot of its timetable, the result."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from cejc.lib.sheets.book import Cell
from cejc.lib.sheets.columns import Column, Listing
from cejc.lib.sheets.readers import CellFault, How, Reader, line, plain
from registry.people.services.roster_columns import who_columns
from registry.training.models import SessionSlot, TrainingSession
from registry.training.queries.session import slots_of
from registry.training.queries.timetable import slot_names
from registry.training.services.attendance import MOST_PEOPLE, not_begun, nothing_begun
from registry.training.services.attendance_headings import looks_like_a_slot, slot_meant

SHEET = "学员名单"
SLOT = "slot-"  # how the column of a slot is called: this and its key
THERE = {"√", "✓", "✔", "☑", "到", "到场", "已到", "出勤", "已签到", "是", "1", "Y", "y", "V", "v"}
AWAY = {"否", "缺", "缺席", "0", "未到", "×", "✗", "✕", "x", "X", "N", "n", "-", "—", "/"}
RESULTS = {"合格": True, "通过": True, "不合格": False, "未通过": False}


def heading_of(slot: SessionSlot) -> str:
    """2020-06-15上午: the column of a slot."""
    return f"{slot.date.isoformat()}{slot_names().get(slot.slot, slot.slot)}"


def listing(session: TrainingSession) -> Listing:
    slots = slots_of(session)

    def meant(typed: str) -> str | None:
        found = slot_meant(typed, slots)
        return f"{SLOT}{found.pk}" if found is not None else None

    columns = [*who_columns(), *(_slot_column(slot) for slot in slots)]
    if session.assessed:
        columns.append(_result_column(session))
    columns.append(Column("note", "备注", line(200), 24))
    return Listing(SHEET, columns, "number", MOST_PEOPLE, meant, _suspect)


def _suspect(typed: str) -> str:
    """What to say of a heading that speaks of a time, and of none of this session's."""
    return _("像是时段，但不是本班日程中的时段。") if typed and looks_like_a_slot(typed) else ""


def _slot_column(slot: SessionSlot) -> Column:
    note = _(
        "到场填“√”，没有到场留空：留空会取消按名单登记的签到，扫码签到的不变。表中没有的列，不改动已有的签到。"
    )
    return Column(f"{SLOT}{slot.pk}", heading_of(slot), _tick(slot), 16, note=note)


def _tick(slot: SessionSlot) -> Reader:
    early = not_begun(slot)

    def read(cell: Cell, how: How) -> bool:
        typed = plain(cell)
        if typed not in THERE | AWAY:
            raise CellFault(_("“%s”看不出是否到场。到场填“√”，没有到场留空。") % typed[:20])
        if typed in THERE and early:
            raise CellFault(early)
        return typed in THERE

    return read


def _result_column(session: TrainingSession) -> Column:
    early = nothing_begun(session)

    def read(cell: Cell, how: How) -> bool:
        typed = plain(cell)
        if typed not in RESULTS:
            raise CellFault(_("“%s”不在可选范围内，可填：合格、不合格。") % typed[:20])
        if early:
            raise CellFault(early)
        return RESULTS[typed]

    also = ("结果", "考核", "结业考核", "成绩", "考试结果")
    return Column("result", "考核结果", read, 12, also=also, note=_("填“合格”或“不合格”，没有结果的留空。"))


def shown() -> Callable[[str, Any], str]:
    """How the value of a column is shown on a page; an empty text is not shown."""

    def say(name: str, value: Any) -> str:
        if name.startswith(SLOT):
            return _("到场") if value else ""
        if name == "result":
            return {True: _("合格"), False: _("不合格")}.get(value, "")
        return str(value or "")

    return say
