"""The roster: a unit's list of people. Who is new gets a file and a place, who is known is brought up to
date, who has left leaves; what needs proof goes to its own procedure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc import clock
from cejc.lib.db import copying
from cejc.lib.sheets.reading import Line
from cejc.lib.writing import identity, pinyin
from cejc.lib.writing.dates import cn_day
from registry.enums import Degree, EmploymentState, SheetOutcome, SheetVerdict, TitleLevel
from registry.machinery.services import audit
from registry.people.models import Employment, Professional, SheetImport, SheetRow, User
from registry.people.moves.employment import EMPLOYMENT
from registry.people.permissions import NOT_HR, is_hr_of
from registry.people.queries.people import current_employment, with_records
from registry.people.services import professional
from registry.people.services.employment import ended, reopened
from registry.people.services.roster_columns import listing, shown, title_of
from registry.people.services.sheet_keys import Keyed, fill_in, keyed
from registry.people.services.sheet_rows import contents, identify, keep_before, only_once, row_of
from registry.people.sheets import Kind, Seen, kind


@dataclass(frozen=True)
class Register:
    """What the portal knows of the people of a piece: by blind index, their places, who has a login."""

    people: dict[str, Professional]
    places: dict[int, Employment]
    logins: set[int]


OF_PERSON, OF_PLACE = ("title_series", "title_level", "phone"), ("position", "staff_number", "valid_from")
DEFAULTS = {"degree": str(Degree.OTHER), "title_level": str(TitleLevel.NONE)}


def plan(sheet: SheetImport, lines: Sequence[Line], seen: Seen) -> list[SheetRow]:
    """What each line comes to, beside what the portal knows now."""
    places = keyed(lines, organisation=sheet.organisation_id)
    for line in lines:
        fill_in(line, places)
        identify(line)
        only_once(line, seen)
        _check_key(line, places)
    register = _register([line.values["index"] for line in lines if "index" in line.values])
    return [_row(sheet, line, register, places) for line in lines]


def _check_key(line: Line, places: Keyed) -> None:
    key = line.values.get("key", "")
    if not key or line.faults:
        return
    if key not in places:
        line.fault("key", _("本单位名单中没有这个系统编号。新增的人员请清空这一格。"))
    elif line.values["index"] != places[key].professional.identity_index:
        line.fault("number", _("与系统编号不是同一个人。更正证件号码请在人员页面办理“更正姓名或证件号码”。"))


def _register(indexes: Sequence[str]) -> Register:
    people = {one.identity_index: one for one in Professional.objects.filter(identity_index__in=indexes)}
    keys = [one.pk for one in people.values()]
    places = Employment.objects.current().filter(professional__in=keys)
    logins = User.objects.filter(professional__in=keys).values_list("professional", flat=True)
    return Register(people, {place.professional_id: place for place in places}, set(logins))


def _row(sheet: SheetImport, line: Line, register: Register, places: Keyed) -> SheetRow:
    person = register.people.get(line.values.get("index", ""))
    place = register.places.get(person.pk) if person else None
    changes: list[list[str]] = []
    if (ended := places.get(line.values.get("key", ""))) is not None and not _is_current(ended):
        line.notes.append(_("不是在职人员，这一行不改。"))
        return row_of(
            sheet, line, verdict=SheetVerdict.SAME, label=line.values.get("name", ""), person=person
        )
    if person is not None and not line.faults:
        _check_known(line, person, place, sheet)
        _note_proof(line, person, person.pk in register.logins)
    if place is None:
        verdict = SheetVerdict.NEW
        _check_new(line, person)
    else:
        changes = [] if line.faults else _changes(line, place, person)
        verdict = SheetVerdict.CHANGED if changes else SheetVerdict.SAME
    label = line.values.get("name", "")
    return row_of(sheet, line, verdict=verdict, changes=changes, label=label, person=person)


def _is_current(place: Employment) -> bool:
    return place.state == EmploymentState.CONFIRMED and place.valid_until is None


def _check_known(line: Line, person: Professional, place: Employment | None, sheet: SheetImport) -> None:
    if person.died_on is not None:
        line.fault("number", _("该人员已办理去世登记，不能再加入单位。"))
    elif person.name != line.values["name"]:
        line.fault(
            "name",
            _(
                "该证件号码已登记，但姓名与此处不一致。请核对；确已更名的，在人员页面办理“更正姓名或证件号码”。"
            ),
        )
    elif place is not None and place.organisation_id != sheet.organisation_id:
        line.fault("number", _("该人员目前登记在其他单位。请由原单位先办理离职，再导入。"))


def _note_proof(line: Line, person: Professional, has_login: bool) -> None:
    """A degree shortens spans (R17): another one than the register's is put right with its proof."""
    degree = line.values.get("degree")
    if degree not in (None, person.degree):
        line.notes.append(
            _(
                "最高学位登记的是“%(old)s”，表中是“%(new)s”，这次不改：须凭学位证书在人员页面办理“更正最高学位”。"
            )
            % {"old": person.get_degree_display(), "new": Degree(degree).label}
        )
    if has_login and line.values.get("phone", person.phone) != person.phone:
        line.notes.append(_("本人已开通账号，手机号码由本人维护，这次不改。"))
        line.values.pop("phone")


def _check_new(line: Line, person: Professional | None) -> None:
    """Nobody is entered with a day that nobody said; what is left open otherwise is named."""
    if line.faults:
        return
    if "valid_until" in line.values:
        line.fault("valid_until", _("该人员不在本单位在职名单中，不能办理离职。"))
    elif "valid_from" not in line.values:
        line.fault("valid_from", _("新增的人员须填写入职日期。"))
    elif person is None and "degree" not in line.values:
        line.notes.append(_("没有填写最高学位，按“其他”登记。"))


def _changes(line: Line, place: Employment, person: Professional | None) -> list[list[str]]:
    """[column, before, after] of each cell that differs from the register; an empty one says nothing."""
    found = []
    for owner, fields in ((person, OF_PERSON), (place, OF_PLACE)):
        for name in fields:
            old = _text(getattr(owner, name))
            if name in line.values and line.values[name] != old:
                found.append([name, old, line.values[name]])
    if left := line.values.get("valid_until"):
        if left < f"{place.valid_from}":
            line.fault("valid_until", _("离职日期不能早于入职日期（%s）。") % cn_day(place.valid_from))
        found.append(["valid_until", "", left])
    return found


def unmoved(sheet: SheetImport, rows: Sequence[SheetRow]) -> set[int]:
    """Keys of rows about somebody new, whom nobody has entered since."""
    new = {
        contents(row)["values"]["index"]: row.pk
        for row in rows
        if row.verdict == SheetVerdict.NEW and row.person_id is None
    }
    there = Professional.objects.filter(identity_index__in=list(new)).values_list("identity_index", flat=True)
    return set(new.values()) - {new[index] for index in there}


def write(sheet: SheetImport, rows: list[SheetRow]) -> None:
    """Enter who is new, change what is different; each with its entry in the log."""
    _enter(sheet, [row for row in rows if row.verdict == SheetVerdict.NEW])
    _change(sheet, [row for row in rows if row.verdict == SheetVerdict.CHANGED])


def _enter(sheet: SheetImport, rows: list[SheetRow]) -> None:
    held = {row.pk: contents(row) for row in rows}
    made = {row.pk: _person(held[row.pk]["values"]) for row in rows if row.person_id is None}
    copying.insert(list(made.values()))
    known = Professional.objects.in_bulk([row.person_id for row in rows if row.person_id])
    for person in known.values():
        professional.come_back(person)
    placed = []
    for row in rows:
        keep_before(row, {"entered": row.person_id is None}, held[row.pk])
        row.person = made.get(row.pk) or known[row.person_id or 0]
        placed.append(_place(sheet, row.person, held[row.pk]["values"]))
    copying.insert(placed)
    for place in placed:
        audit.record("employment.entered", place, actor=sheet.uploaded_by, context=place.professional)


def _person(values: dict[str, Any]) -> Professional:
    given = {name: values.get(name, default) for name, default in DEFAULTS.items()}
    return Professional(
        name=values["name"],
        name_key=pinyin.key(values["name"]),
        identity_type=values["identity_type"],
        identity_number=values["number"],
        identity_index=values["index"],
        identity_masked=identity.mask(values["number"]),
        phone=values.get("phone", ""),
        title_series=values.get("title_series", ""),
        **given,
    )


def _place(sheet: SheetImport, person: Professional, values: dict[str, Any]) -> Employment:
    return Employment(
        professional=person,
        organisation=sheet.organisation,
        state=EmploymentState.CONFIRMED,
        position=values.get("position", ""),
        staff_number=values.get("staff_number", ""),
        valid_from=date.fromisoformat(values["valid_from"]),
        decided_at=clock.now(),
    )


def _change(sheet: SheetImport, rows: list[SheetRow]) -> None:
    people = [row.person_id for row in rows]
    places = {
        one.professional_id: one
        for one in EMPLOYMENT.rows().filter(
            professional__in=people, state=EmploymentState.CONFIRMED, valid_until=None
        )
    }
    persons = Professional.objects.select_for_update().in_bulk(people)
    for row in rows:
        changes = {name: (old, new) for name, old, new in contents(row)["changes"]}
        keep_before(row, {name: old for name, (old, _new) in changes.items()})
        place, person = places[row.person_id or 0], persons[row.person_id or 0]
        _put(sheet.uploaded_by, person, place, {name: new for name, (_old, new) in changes.items()})


def _put(actor: User, person: Professional, place: Employment, values: dict[str, Any]) -> None:
    """Give person and place these values; the log has what was there before."""
    for owner, fields, action in (
        (person, OF_PERSON, "professional.updated"),
        (place, OF_PLACE, "employment.updated"),
    ):
        given = {name: values[name] for name in fields if name in values}
        if not given:
            continue
        before = {name: professional.logged(name, getattr(owner, name)) for name in given}
        for name, value in given.items():
            setattr(owner, name, date.fromisoformat(value) if name == "valid_from" else value)
        owner.save(update_fields=list(given))
        after = {name: professional.logged(name, value) for name, value in given.items()}
        audit.record(action, owner, actor=actor, before=before, after=after, context=person)
    if values.get("valid_until"):
        ended(
            EMPLOYMENT.enter("end", place, actor=actor, held=True, checked=True),
            date.fromisoformat(values["valid_until"]),
        )


# Undoing -------------------------------------------------------------------------------------------------


def rests(sheet: SheetImport, rows: list[SheetRow]) -> list[str]:
    """Who of these has done something since, or was changed by somebody: a sentence each."""
    told = _("第%(number)d行%(name)s：%(why)s")
    return [
        told % {"number": row.number, "name": row.label, "why": why}
        for row, _person, _place, why in _standing(sheet, rows)
        if why
    ]


def _standing(
    sheet: SheetImport, rows: list[SheetRow]
) -> Iterator[tuple[SheetRow, Professional | None, Employment | None, str]]:
    """Each row with its person and place as they are now, and why it cannot be taken back ("": it can)."""
    people = Professional.objects.select_for_update().in_bulk(
        [row.person_id for row in rows if row.person_id]
    )
    places = _last_places(sheet, list(people))
    used = with_records([row.person_id for row in rows if row.person_id and row.verdict == SheetVerdict.NEW])
    for row in rows:
        person, place = people.get(row.person_id or 0), places.get(row.person_id or 0)
        yield row, person, place, _why_kept(row, person, place, used)


def _last_places(sheet: SheetImport, people: list[int]) -> dict[int, Employment]:
    rows = Employment.objects.filter(organisation=sheet.organisation_id, professional__in=people)
    return {one.professional_id: one for one in rows.order_by("pk")}


def _why_kept(row: SheetRow, person: Professional | None, place: Employment | None, used: set[int]) -> str:
    if person is None or place is None:
        return _("已不在本单位名单中。")
    if row.verdict == SheetVerdict.NEW:
        if place.valid_until is not None:
            return _("导入后已办理离职。")
        return _("已开通账号，或已有以此为依据的记录。") if person.pk in used else ""
    for name, _old, new in contents(row)["changes"]:
        if _text(getattr(person if name in OF_PERSON else place, name)) != new:
            return _("“%s”在导入后又有变更。") % title_of(name)
    return ""


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def undo(sheet: SheetImport, rows: list[SheetRow]) -> None:
    """Take back what was written; a row on which something rests by now is kept, and says so."""
    for row, person, place, why in list(_standing(sheet, rows)):
        if not why and person is not None and place is not None:
            why = _take_back(sheet, row, person, place)
        if why:
            row.outcome, row.faults = SheetOutcome.KEPT, [["", why]]


def _take_back(sheet: SheetImport, row: SheetRow, person: Professional, place: Employment) -> str:
    before = contents(row)["before"]
    if row.verdict == SheetVerdict.CHANGED:
        if "valid_until" in before:
            if current_employment(person) is not None:
                return _("已在其他单位登记。")
            reopened(place, cause=sheet.uploaded_by)
        _put(
            sheet.uploaded_by,
            person,
            place,
            {name: old for name, old in before.items() if name != "valid_until"},
        )
        return ""
    try:
        with audit.savepoint():
            _withdraw(sheet, row, person, place, entered=bool(before.get("entered")))
    except ProtectedError:
        row.person = person
        return _("已有以此为依据的记录。")
    return ""


def _withdraw(
    sheet: SheetImport, row: SheetRow, person: Professional, place: Employment, *, entered: bool
) -> None:
    """The place goes, and the file of a person who was entered by this import."""
    actor, unit = sheet.uploaded_by, sheet.organisation
    if not entered:
        audit.record("employment.withdrawn", place, actor=actor, context=person)
        place.delete()
        return
    audit.record(
        "professional.withdrawn",
        person,
        actor=actor,
        context=unit,
        after={"identity": person.identity_masked},
    )
    place.delete()
    row.person = None
    person.delete()


ROSTER = kind(
    Kind(
        name="roster",
        label=_lazy("人员名单"),
        may=lambda user, sheet: is_hr_of(user, sheet.organisation),
        refusal=NOT_HR,
        listing=lambda sheet: listing(),
        plan=plan,
        unmoved=unmoved,
        write=write,
        undo=undo,
        rests=rests,
        shown=shown,
        address=lambda sheet: reverse("registry:rosters"),
        piece=1000,
        after=_lazy("导入的人员可以在“人员”中发放激活码，由本人开通账号。"),
    )
)
