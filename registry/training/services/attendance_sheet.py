"""The list of a session as a workbook: people, who was there in each slot, results."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc import clock
from cejc.lib.sheets.reading import Line
from registry.enums import SessionState, SheetOutcome, SheetVerdict
from registry.machinery.services import audit
from registry.people.models import Professional, SheetImport, SheetRow
from registry.people.services.sheet_rows import contents, identify, keep_before, only_once, row_of
from registry.people.sheets import Kind, Seen, kind
from registry.training.models import Attendee, SignIn, TrainingSession
from registry.training.moves.session import RUNNER
from registry.training.permissions_session import is_own, runs
from registry.training.services.attendance import MISMATCH, MOST_PEOPLE, attendee
from registry.training.services.attendance_columns import SLOT, listing, shown
from registry.training.services.session import editable

Signs = dict[tuple[int, int], SignIn]  # by attendee and slot


def session_of(sheet: SheetImport) -> TrainingSession:
    rows = TrainingSession.objects.select_related("base__organisation", "organiser")
    return rows.get(public_id=sheet.about or "")


def plan(sheet: SheetImport, lines: Sequence[Line], seen: Seen) -> list[SheetRow]:
    """What each line comes to beside the list as it is."""
    session = session_of(sheet)
    for line in lines:
        identify(line, printed=False)
        only_once(line, seen)
        for name in line.empty:
            if name.startswith(SLOT):
                line.values[name] = False
    indexes = [line.values["index"] for line in lines if "index" in line.values]
    people = {one.identity_index: one for one in Professional.objects.filter(identity_index__in=indexes)}
    listed = {one.identity_index: one for one in session.attendees.filter(identity_index__in=indexes)}
    signs = _signs(session, list(listed.values()))
    seen.setdefault("count", session.attendees.count())
    rows = []
    for line in lines:
        index = line.values.get("index", "")
        _check_person(line, people.get(index), listed.get(index))
        rows.append(_row(sheet, session, line, people.get(index), listed.get(index), signs, seen))
    return rows


def _signs(session: TrainingSession, people: Sequence[Attendee]) -> Signs:
    rows = SignIn.objects.filter(slot__session=session, attendee__in=people)
    return {(one.attendee_id, one.slot_id): one for one in rows}


def _check_person(line: Line, person: Professional | None, one: Attendee | None) -> None:
    """Who has a file here bears the same name there; the others wait."""
    name = line.values.get("name")
    if person is not None and person.name != name:
        line.fault("name", MISMATCH)
    elif one is not None and one.name != name:
        sentence = _("名单中该证件号码的姓名是“%s”，与此处不一致。请核对；名单有误的，先在名单中移出。")
        line.fault("name", sentence % one.name)


def _row(
    sheet: SheetImport,
    session: TrainingSession,
    line: Line,
    person: Professional | None,
    one: Attendee | None,
    signs: Signs,
    seen: Seen,
) -> SheetRow:
    changes = _changes(line, one, signs)
    if changes and session.state != SessionState.OPEN:
        line.fault(changes[0][0], _("该班次还没有开班，或已结班，不能登记签到和考核结果。"))
    if changes and _is_senders(sheet, line, one):
        line.fault("name", _("这是您本人的签到和考核结果，须由其他经办人登记。"))
    verdict = SheetVerdict.CHANGED if changes else SheetVerdict.SAME
    if one is None and not line.faults:
        seen["count"] += 1
        if seen["count"] > MOST_PEOPLE:
            line.fault("number", _("一个班次最多%d人，请分班办理。") % MOST_PEOPLE)
    label = line.values.get("name", "")
    return row_of(
        sheet,
        line,
        verdict=verdict if one else SheetVerdict.NEW,
        changes=changes if one else [],
        label=label,
        person=person,
    )


def _is_senders(sheet: SheetImport, line: Line, one: Attendee | None) -> bool:
    """Nobody marks oneself (R23)."""
    index = line.values.get("index", "")
    return bool(index) and is_own(sheet.uploaded_by, one or Attendee(identity_index=index))


def _changes(line: Line, one: Attendee | None, signs: Signs) -> list[list[Any]]:
    """[column, before, after]. An empty cell takes back a tick by list, never a scan; an empty result
    says nothing."""
    found: list[list[Any]] = []
    for name, there in line.values.items():
        if name.startswith(SLOT):
            sign = signs.get((one.pk, int(name.removeprefix(SLOT)))) if one else None
            if there != (sign is not None) and (there or (sign is not None and sign.way != "qr")):
                found.append([name, sign is not None, there])
    result, before = line.values.get("result"), one.passed if one else None
    if result is not None and result != before:
        found.append(["result", before, result])
    return found


def write(sheet: SheetImport, rows: list[SheetRow]) -> None:
    """List who is new, then mark all of them. Raises Refused where the session may not be changed."""
    session = editable(sheet.uploaded_by, session_of(sheet))
    listed = {one.identity_index: one for one in session.attendees.select_for_update().order_by("pk")}
    new = [_attendee(session, row) for row in rows if row.verdict == SheetVerdict.NEW]
    Attendee.objects.bulk_create(new)
    listed |= {one.identity_index: one for one in new}
    people = {row.pk: listed[contents(row)["values"]["index"]] for row in rows}
    signs = _signs(session, list(people.values()))
    for row in rows:
        _mark(sheet, row, people[row.pk], signs)


def _attendee(session: TrainingSession, row: SheetRow) -> Attendee:
    values = contents(row)["values"]
    made = attendee(
        session, values["name"], values["identity_type"], values["number"], values.get("note", "")
    )
    made.professional = row.person
    return made


def _mark(sheet: SheetImport, row: SheetRow, one: Attendee, signs: Signs) -> None:
    """Ticks and result of one person; what was there before is kept with the row."""
    now, made, gone = clock.now(), [], []
    line, before = Line(row.sheet, row.number, contents(row)["values"]), one.passed
    for name, _old, there in _changes(line, one, signs):
        if name == "result":
            one.passed = there
            one.save(update_fields=["passed"])
        elif there:
            made.append(int(name.removeprefix(SLOT)))
        else:
            gone.append(signs[one.pk, int(name.removeprefix(SLOT))])
    known = {"way": "sheet", "scanned_at": now, "received_at": now, "recorded_by": sheet.uploaded_by}
    SignIn.objects.bulk_create(SignIn(attendee=one, slot_id=slot, **known) for slot in made)
    SignIn.objects.filter(pk__in=[sign.pk for sign in gone]).delete()
    keep_before(
        row, {"attendee": one.pk, "made": made, "gone": [_kept(sign) for sign in gone], "passed": before}
    )


def _kept(sign: SignIn) -> list[Any]:
    moments = [sign.scanned_at.isoformat(), sign.received_at.isoformat()]
    return [sign.slot_id, sign.way, *moments, sign.recorded_by_id]


def finish(sheet: SheetImport) -> None:
    """The session's own log says what came of the workbook."""
    session, counts = session_of(sheet), sheet.counts
    created = sheet.rows.filter(verdict=SheetVerdict.NEW, outcome=SheetOutcome.DONE).count()
    after = {"file": sheet.file_name, "count": counts.get("done", 0), "created": created}
    context = session.base or session.organiser
    audit.record("session.sheet_taken", session, actor=sheet.uploaded_by, after=after, context=context)


def rests(sheet: SheetImport, rows: list[SheetRow]) -> list[str]:
    """A closing rests on the whole list; a person on what was signed since."""
    if session_of(sheet).state not in (SessionState.PLANNED, SessionState.OPEN):
        return [_("该班次已结班或已取消。")]
    told = _("第%(number)d行%(name)s：导入后又有签到或考核结果。")
    moved = _touched_since(rows)
    return [told % {"number": row.number, "name": row.label} for row in rows if row.pk in moved]


def _touched_since(rows: Sequence[SheetRow]) -> set[int]:
    """Rows (keys) whose person has other marks by now than the import left."""
    held = {row.pk: contents(row) for row in rows}
    people = Attendee.objects.in_bulk([one["before"]["attendee"] for one in held.values()])
    signs = SignIn.objects.filter(attendee__in=people.values()).values_list("attendee_id", "slot_id", "way")
    by_person: dict[int, set[tuple[int, str]]] = {}
    for person, slot, way in signs:
        by_person.setdefault(person, set()).add((slot, way))
    found = set()
    for row in rows:
        before, values = held[row.pk]["before"], held[row.pk]["values"]
        one, now = people.get(before["attendee"]), by_person.get(before["attendee"], set())
        others = {slot for slot, _way in now} - set(before["made"])
        fresh = row.verdict == SheetVerdict.NEW and bool(others)
        lost = any((slot, "sheet") not in now for slot in before["made"])
        differs = one is not None and one.passed != values.get("result", before["passed"])
        if one is None or fresh or lost or differs:
            found.add(row.pk)
    return found


def undo(sheet: SheetImport, rows: list[SheetRow]) -> None:
    """People who were listed go, marks are as they were; whoever was marked since is kept, and said."""
    editable(sheet.uploaded_by, session_of(sheet))
    moved = _touched_since(rows)
    for row in rows:
        if row.pk in moved:
            row.outcome, row.faults = SheetOutcome.KEPT, [["", _("导入后又有签到或考核结果。")]]
            continue
        before = contents(row)["before"]
        if row.verdict == SheetVerdict.NEW:
            Attendee.objects.filter(pk=before["attendee"]).delete()
            continue
        SignIn.objects.filter(attendee=before["attendee"], slot__in=before["made"], way="sheet").delete()
        SignIn.objects.bulk_create(_sign_again(before["attendee"], one) for one in before["gone"])
        Attendee.objects.filter(pk=before["attendee"]).update(passed=before["passed"])


def _sign_again(person: int, kept: Sequence[Any]) -> SignIn:
    slot, way, scanned, received, by = kept
    moments = {"scanned_at": datetime.fromisoformat(scanned), "received_at": datetime.fromisoformat(received)}
    return SignIn(attendee_id=person, slot_id=slot, way=way, recorded_by_id=by, **moments)


ATTENDANCE = kind(
    Kind(
        name="attendance",
        label=_lazy("学员名单和签到"),
        may=lambda user, sheet: runs(user, session_of(sheet)),
        refusal=RUNNER.refusal,
        listing=lambda sheet: listing(session_of(sheet)),
        plan=plan,
        write=write,
        finish=finish,
        undo=undo,
        rests=rests,
        shown=shown,
        address=lambda sheet: reverse("registry:session-sheet", args=[sheet.about]),
        passing=SLOT,
    )
)
