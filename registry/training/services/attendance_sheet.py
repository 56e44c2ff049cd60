"""The list of a session as a workbook: people, who was there in each slot,
results; all of it taken in, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import spreadsheet, storage
from cejc.lib.pieces import PIECE, pieces
from cejc.lib.spreadsheet import Cell, CellError, Column, Sheet
from cejc.lib.uploads import files
from cejc.lib.writing import identity, names
from registry.enums import IdentityType, SessionState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.sheet_columns import (
    column_sentence,
    sheet_sentence,
    text_of,
    unread,
    unread_sheets,
)
from registry.machinery.services.uploads import require_workbook
from registry.people.models import Professional, User
from registry.people.permissions import require
from registry.people.services.identity_names import PERMITTED, identity_type_of
from registry.training.models import AttendanceSheet, Attendee, SessionSlot, SignIn, TrainingSession
from registry.training.moves.session import SESSION
from registry.training.permissions_session import require_other
from registry.training.queries.session import slots_of
from registry.training.queries.timetable import shown, slot_names
from registry.training.services.attendance import MISMATCH, MOST_PEOPLE, attendee, not_begun, nothing_begun
from registry.training.services.attendance_headings import looks_like_a_slot, slot_meant
from registry.training.services.session import editable

SHEET = "学员名单"
NAME, TYPE, NUMBER, RESULT, NOTE = "姓名", "证件类型", "证件号码", "考核结果", "备注"
TICKS = {"√", "✓", "✔", "☑", "到", "到场", "已到", "出勤", "已签到"}
THERE = TICKS | {"是", "1", "Y", "y", "V", "v"}
AWAY = {"", "否", "缺", "缺席", "0", "未到", "×", "N", "n"}
RESULTS = {"合格": True, "不合格": False, "": None}
# Other ways to write a heading; what is asked for is marked by some with a star or （必填）.
SYNONYMS = {
    "身份证号": NUMBER,
    "身份证号码": NUMBER,
    "公民身份号码": NUMBER,
    "学员姓名": NAME,
    "结果": RESULT,
    "考核": RESULT,
}
_MARKS = re.compile(r"[*＊]|[（(](?:必填|选填)[）)]")
SHOWN_FAULTS = 200


@dataclass
class Line:
    """One person of the workbook: the row that would be kept, the slots
    ticked, the result ("" column: None)."""

    number: int
    row: Attendee
    slots: list[SessionSlot] = field(default_factory=list)
    away: list[SessionSlot] = field(default_factory=list)
    passed: bool | None = None


@dataclass
class Reading:
    sheet: str
    columns: dict[str, int] = field(default_factory=dict)  # heading -> column, from 1
    named: set[int] = field(default_factory=set)  # columns whose heading is a fault
    notes: list[str] = field(default_factory=list)  # what was read as something else, or not at all
    lines: list[Line] = field(default_factory=list)
    faults: list[CellError] = field(default_factory=list)

    def blame(self, column: int, sentence: str) -> None:
        """What is wrong with a whole column, at its heading."""
        self.named.add(column)
        self.faults.append(CellError(self.sheet, 1, column, sentence))

    def fault(self, number: int, heading: str, sentence: str) -> None:
        self.faults.append(CellError(self.sheet, number, self.columns.get(heading, 1), sentence))


def heading_of(slot: SessionSlot) -> str:
    """2020-06-15上午: the column of a slot."""
    return f"{slot.date.isoformat()}{slot_names().get(slot.slot, slot.slot)}"


def template(session: TrainingSession) -> bytes:
    """The empty workbook of this session: a column a slot, and a second
    sheet that says what may be filled in."""
    columns = [Column(NAME, 16), Column(TYPE, 18), Column(NUMBER, 26)]
    columns += [Column(heading_of(slot), 16) for slot in slots_of(session)]
    columns += [Column(RESULT, 12)] if session.assessed else []
    notes = [
        (NAME, _("必填，与证件上的姓名一致，少数民族姓名中的间隔点用“·”。")),
        (TYPE, _("选填，不填即居民身份证。可填：%s。") % "、".join(map(str, IdentityType.labels))),
        (NUMBER, _("必填。该列须为文本格式，否则Excel会把末尾几位改成0。")),
        (_("各时段"), _("到场填“√”，没有到场留空。表中没有的列，不改动已有的签到。")),
        (RESULT, _("设结业考核的填“合格”或“不合格”，没有结果的留空。")),
    ]
    help_sheet = Sheet("填写说明", [Column("列", 16), Column("怎样填写", 80)], notes)
    return spreadsheet.write(Sheet(SHEET, [*columns, Column(NOTE, 24)], []), help_sheet)


def take_in(
    *, actor: User, session: TrainingSession, upload: Any, leave_out: bool = False
) -> AttendanceSheet:
    """Read and check the workbook; keep all of it, or none and say which
    cells are wrong. Raises Refused, SheetFault.

    A column or sheet that is not read keeps all of it out, unless `leave_out` says that it is not wanted.
    """
    SESSION.require("save", session, actor=actor)
    require_workbook(upload, _("请上传xlsx工作簿。"))
    reading = read(session, spreadsheet.read(upload, most_rows=MOST_PEOPLE + 100), leave_out=leave_out)
    upload.seek(0)
    if not reading.faults:
        return _keep(actor=actor, session=session, reading=reading, name=upload.name)
    annotated = storage.save(spreadsheet.annotate(upload, reading.faults), ".xlsx")
    return _refuse(actor=actor, session=session, reading=reading, name=upload.name, annotated=annotated)


def read(
    session: TrainingSession, sheets: dict[str, list[list[Cell]]], *, leave_out: bool = False
) -> Reading:
    """Understand the sheet of people. Raises SheetFault when there is no list at all."""
    title = SHEET if SHEET in sheets else next(iter(sheets), "")
    table = sheets.get(title, [])
    if not table:
        raise spreadsheet.SheetFault(_("文件中没有内容。请下载模板，按模板填写后再上传。"))
    reading, slots = Reading(title), {heading_of(slot): slot for slot in slots_of(session)}
    _read_headings(reading, table[0], slots)
    _name_unread(reading, sheets, leave_out)
    _wait_for(reading, session, table, slots)
    if not {NAME, NUMBER} <= reading.columns.keys():
        return reading
    for number, cells in enumerate(table[1:], start=2):
        if any(text_of(cell) for cell in cells):
            _read_line(reading, session, number, cells, slots)
    if not reading.lines and not reading.faults:
        raise spreadsheet.SheetFault(_("表头下面没有人员。请从第2行开始填写，每人一行。"))
    _mark_twice(reading)
    _check_known(reading, session)
    return reading


def _read_headings(reading: Reading, cells: Sequence[Cell], slots: dict[str, SessionSlot]) -> None:
    """Where each column of the list and each slot stands; a heading
    that speaks of another time is a fault."""
    for column, cell in enumerate(cells, start=1):
        typed = text_of(cell)
        heading = _meaning(typed, slots)
        if heading is None:
            if typed and looks_like_a_slot(typed):
                sentence = _("“%s”不是本班日程中的时段。请重新下载模板。") % typed[:30]
                reading.blame(column, sentence)
            continue
        if reading.columns.setdefault(heading, column) != column:
            reading.blame(column, _("这一列与前面的“%s”重复。") % heading[:30])
        elif heading in slots and typed.replace(" ", "") != heading:
            reading.notes.append(
                _("“%(typed)s”一列按%(slot)s登记。") % {"typed": typed[:30], "slot": shown(slots[heading])}
            )
    for heading in (NAME, NUMBER):
        if heading not in reading.columns:
            reading.faults.append(
                CellError(reading.sheet, 1, 1, _("第1行缺少“%s”这一列。请使用模板中的表头。") % heading)
            )


def _meaning(typed: str, slots: dict[str, SessionSlot]) -> str | None:
    """The heading of the template that is meant; None when it cannot be told."""
    plain = _MARKS.sub("", typed.replace(" ", "")).strip()
    plain = SYNONYMS.get(plain, plain)
    if plain in (NAME, TYPE, NUMBER, RESULT, NOTE) or plain in slots:
        return plain
    meant = slot_meant(typed, list(slots.values())) if plain else None
    return heading_of(meant) if meant is not None else None


def _name_unread(reading: Reading, sheets: dict[str, list[list[Cell]]], leave_out: bool) -> None:
    """Nothing that stands on the sheet is passed over in silence, and no tick is at all."""
    for column, heading, held in unread(sheets[reading.sheet], {*reading.columns.values(), *reading.named}):
        if any(text in TICKS for text in held):
            sentence = _(
                "看不出“%s”是本班的哪一个时段，而这一列中有人打了勾。请改为模板中的表头，例如“2020-06-15上午”。"
            )
            reading.blame(column, sentence % (heading[:30] or spreadsheet.place(1, column)))
        elif not leave_out or not heading:
            reading.blame(column, column_sentence(column, heading))
        else:
            reading.notes.append(_("“%s”一列没有导入。") % heading[:30])
    for title in unread_sheets(sheets, reading.sheet):
        if leave_out:
            reading.notes.append(_("工作表“%s”没有导入。") % title[:31])
        else:
            reading.faults.append(CellError(reading.sheet, 1, 1, sheet_sentence(title, reading.sheet)))


def _wait_for(
    reading: Reading, session: TrainingSession, table: list[list[Cell]], slots: dict[str, SessionSlot]
) -> None:
    """Nobody was in a slot that has not begun, nor has passed before the training began."""
    for heading, column in reading.columns.items():
        held = {text_of(row[column - 1]) for row in table[1:] if column <= len(row)}
        early = ""
        if heading in slots and held & THERE:
            early = not_begun(slots[heading])
        elif heading == RESULT and held & {"合格", "不合格"}:
            early = nothing_begun(session)
        if early:
            reading.blame(column, early)


def _read_line(
    reading: Reading,
    session: TrainingSession,
    number: int,
    cells: Sequence[Cell],
    slots: dict[str, SessionSlot],
) -> None:
    before = len(reading.faults)
    typed = {heading: _text(reading, number, heading, cells) for heading in reading.columns}
    row = _person(reading, session, number, typed)
    line = Line(number, row or Attendee())
    for heading, slot in slots.items():
        if heading in reading.columns:
            _tick(reading, line, heading, slot, typed[heading])
    if (result := typed.get(RESULT, "").replace(" ", "")) not in RESULTS:
        reading.fault(number, RESULT, _("“%s”不在可选范围内，可填：合格、不合格。") % result[:20])
    elif result and not session.assessed:
        reading.fault(number, RESULT, _("该班次没有设结业考核，请清空这一列。"))
    else:
        line.passed = RESULTS[result]
    if row is not None and len(reading.faults) == before:
        reading.lines.append(line)


def _text(reading: Reading, number: int, heading: str, cells: Sequence[Cell]) -> str:
    column = reading.columns[heading]
    try:
        return spreadsheet.as_text(cells[column - 1]).strip() if column <= len(cells) else ""
    except spreadsheet.SheetFault as fault:
        reading.fault(number, heading, str(fault))
        return ""


def _person(
    reading: Reading, session: TrainingSession, number: int, typed: dict[str, str]
) -> Attendee | None:
    kind = identity_type_of(typed.get(TYPE, ""))
    if kind is None:
        sentence = _("“%(value)s”不在可选范围内，可填：%(permitted)s。")
        reading.fault(number, TYPE, sentence % {"value": typed[TYPE][:30], "permitted": PERMITTED})
        return None
    if any(one.row == number and one.column == reading.columns[NUMBER] for one in reading.faults):
        return None
    try:
        return attendee(session, typed[NAME], kind, typed[NUMBER], typed.get(NOTE, ""))
    except names.NameFault as fault:
        reading.fault(number, NAME, str(fault))
    except identity.IdentityFault as fault:
        reading.fault(number, NUMBER, str(fault))
    return None


def _tick(reading: Reading, line: Line, heading: str, slot: SessionSlot, typed: str) -> None:
    if typed in THERE:
        line.slots.append(slot)
    elif typed in AWAY:
        line.away.append(slot)
    else:
        reading.fault(line.number, heading, _("“%s”看不出是否到场。到场填“√”，没有到场留空。") % typed[:20])


def _mark_twice(reading: Reading) -> None:
    seen: dict[str, int] = {}
    for line in reading.lines:
        first = seen.setdefault(line.row.identity_index, line.number)
        if first != line.number:
            reading.fault(
                line.number, NUMBER, _("与第%d行的证件号码相同。请删去重复的一行，或更正号码。") % first
            )


def _check_known(reading: Reading, session: TrainingSession) -> None:
    """Who has a file here bears the same name there; the others wait."""
    people: dict[str, Professional] = {}
    indexes = [line.row.identity_index for line in reading.lines]
    for piece in pieces(indexes):
        rows = Professional.objects.filter(identity_index__in=piece)
        people |= {one.identity_index: one for one in rows}
    listed = dict(session.attendees.values_list("identity_index", "name"))
    for line in reading.lines:
        known = people.get(line.row.identity_index)
        line.row.professional = known
        if known is not None and known.name != line.row.name:
            reading.fault(line.number, NAME, str(MISMATCH))
        elif listed.get(line.row.identity_index, line.row.name) != line.row.name:
            sentence = _("名单中该证件号码的姓名是“%s”，与此处不一致。请核对；名单有误的，先在名单中移出。")
            reading.fault(line.number, NAME, sentence % listed[line.row.identity_index])


@service
def _keep(*, actor: User, session: TrainingSession, reading: Reading, name: str) -> AttendanceSheet:
    """All people, ticks and results in one transaction; people who are on
    the list already are brought up to date."""
    row = editable(actor, session)
    marks = any(line.slots or line.passed is not None for line in reading.lines)
    require(
        not (marks and row.state != SessionState.OPEN), _("该班次还没有开班，开班后才能登记签到和考核结果。")
    )
    known = {one.identity_index: one for one in row.attendees.select_for_update().order_by("pk")}
    new = [line.row for line in reading.lines if line.row.identity_index not in known]
    require(len(known) + len(new) <= MOST_PEOPLE, _("一个班次最多%d人，请分班办理。") % MOST_PEOPLE)
    Attendee.objects.bulk_create(new, batch_size=PIECE)
    known |= {one.identity_index: one for one in new}
    come, gone = _sign(actor, row, reading, known) if row.state == SessionState.OPEN else (0, 0)
    made = AttendanceSheet.objects.create(
        session=row,
        file_name=files.shown_name(name, ".xlsx"),
        count=len(reading.lines),
        uploaded_by=actor,
        uploaded_at=clock.now(),
        outcome={
            "sheet": reading.sheet,
            "created": len(new),
            "come": come,
            "gone": gone,
            "notes": reading.notes,
        },
    )
    after = {
        "file": made.file_name,
        "count": len(reading.lines),
        "created": len(new),
        "came": come,
        "went": gone,
        "notes": "".join(reading.notes),
    }
    audit.record("session.sheet_taken", row, actor=actor, after=after, context=row.base or row.organiser)
    return made


def _sign(actor: User, row: TrainingSession, reading: Reading, known: dict[str, Attendee]) -> tuple[int, int]:
    """What the workbook ticks is added; a scan is not undone by an empty
    cell, a tick by list is. How many of each."""
    there = {(sign.attendee_id, sign.slot_id): sign for sign in SignIn.objects.filter(slot__session=row)}
    now, made, gone, assessed = clock.now(), [], [], []
    for line in reading.lines:
        one = known[line.row.identity_index]
        fresh = [slot for slot in line.slots if (one.pk, slot.pk) not in there]
        stale = [there[one.pk, slot.pk] for slot in line.away if (one.pk, slot.pk) in there]
        stale = [sign for sign in stale if sign.way != "qr"]
        differs = line.passed is not None and line.passed != one.passed
        if fresh or stale or differs:
            require_other(actor, one)
        made += [
            SignIn(attendee=one, slot=slot, way="sheet", scanned_at=now, received_at=now, recorded_by=actor)
            for slot in fresh
        ]
        gone += [sign.pk for sign in stale]
        if differs:
            one.passed = line.passed
            assessed.append(one)
    SignIn.objects.bulk_create(made, batch_size=PIECE)
    for piece in pieces(gone):
        SignIn.objects.filter(pk__in=piece).delete()
    Attendee.objects.bulk_update(assessed, ["passed"], batch_size=PIECE)
    return len(made), len(gone)


@service
def _refuse(
    *, actor: User, session: TrainingSession, reading: Reading, name: str, annotated: str
) -> AttendanceSheet:
    faults = sorted(reading.faults, key=lambda one: (one.row, one.column))
    shown = [{"place": spreadsheet.place(one.row, one.column), "sentence": one.sentence} for one in faults]
    made = AttendanceSheet.objects.create(
        session=session,
        file_name=files.shown_name(name, ".xlsx"),
        annotated_name=annotated,
        count=len(faults),
        faults=shown[:SHOWN_FAULTS],
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    audit.record(
        "session.sheet_refused",
        session,
        actor=actor,
        after={"faults": len(faults), "file": made.file_name},
        context=session.base or session.organiser,
    )
    return made
