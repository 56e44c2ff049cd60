"""The roster: a unit's list of people. Who is new gets a file and a place, who is known is brought up to
date, who has left leaves; what needs proof goes to its own procedure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc import clock
from cejc.lib.db import copying
from cejc.lib.sheets.reading import Line
from cejc.lib.writing import identity, pinyin
from cejc.lib.writing.dates import cn_day
from registry.enums import Degree, EmploymentState, SheetVerdict, TitleLevel
from registry.machinery.services import audit
from registry.people.models import Employment, Professional, SheetImport, SheetRow, User
from registry.people.moves.employment import EMPLOYMENT
from registry.people.permissions import NOT_HR, is_hr_of
from registry.people.services import professional
from registry.people.services.roster_columns import listing, shown
from registry.people.services.roster_put import OF_PERSON, OF_PLACE, put, text
from registry.people.services.roster_undo import rests, undo
from registry.people.services.sheet_keys import Keyed, fill_in, keyed
from registry.people.services.sheet_rows import contents, identify, keep_before, only_once, row_of
from registry.people.sheets import Kind, Seen, kind


@dataclass(frozen=True)
class Register:
    """What the portal knows of the people of a piece: by blind index, their places, who has a login."""

    people: dict[str, Professional]
    places: dict[int, Employment]
    logins: set[int]


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
            old = text(getattr(owner, name))
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
    made = {row.pk: _person(contents(row)["values"]) for row in rows if row.person_id is None}
    copying.insert(list(made.values()))
    known = Professional.objects.in_bulk([row.person_id for row in rows if row.person_id])
    for person in known.values():
        professional.come_back(person)
    placed = []
    for row in rows:
        if row.person_id is not None:
            keep_before(row, {"entered": False})
        row.person = made.get(row.pk) or known[row.person_id or 0]
        placed.append(_place(sheet, row.person, contents(row)["values"]))
    copying.insert(placed)
    for place in placed:
        audit.record("employment.entered", place, actor=sheet.uploaded_by, context=place.professional)


@cache
def _molds() -> tuple[copying.Mold, copying.Mold]:
    person = (
        "name",
        "name_key",
        "identity_type",
        "identity_number",
        "identity_index",
        "identity_masked",
        "phone",
        "title_series",
        *DEFAULTS,
    )
    place = (
        "professional_id",
        "organisation_id",
        "state",
        "position",
        "staff_number",
        "valid_from",
        "decided_at",
    )
    return copying.Mold(Professional, *person), copying.Mold(Employment, *place)


def _person(values: dict[str, Any]) -> Professional:
    made: Professional = _molds()[0].cast(
        values["name"],
        pinyin.key(values["name"]),
        values["identity_type"],
        values["number"],
        values["index"],
        identity.mask(values["number"]),
        values.get("phone", ""),
        values.get("title_series", ""),
        *(values.get(name, default) for name, default in DEFAULTS.items()),
    )
    return made


def _place(sheet: SheetImport, person: Professional, values: dict[str, Any]) -> Employment:
    made: Employment = _molds()[1].cast(
        person.pk,
        sheet.organisation_id,
        EmploymentState.CONFIRMED.value,
        values.get("position", ""),
        values.get("staff_number", ""),
        date.fromisoformat(values["valid_from"]),
        clock.now(),
    )
    made.professional, made.organisation = person, sheet.organisation
    return made


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
        put(sheet.uploaded_by, person, place, {name: new for name, (_old, new) in changes.items()})


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
        lanes=2,
        after=_lazy("导入的人员可以在“人员”中发放激活码，由本人开通账号。"),
    )
)
