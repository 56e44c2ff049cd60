"""An import of people taken back: who was entered leaves, what was changed is as it was; what something rests
on by now stays, and says so."""

from collections.abc import Iterator, Sequence

from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from registry.enums import SheetOutcome, SheetVerdict
from registry.machinery.services import audit
from registry.people.models import Employment, Professional, SheetImport, SheetRow
from registry.people.queries.people import current_employment, with_records
from registry.people.services.employment import reopened
from registry.people.services.roster_columns import title_of
from registry.people.services.roster_put import OF_PERSON, put, text
from registry.people.services.sheet_rows import contents

Leaving = tuple[SheetRow, Professional, Employment]


def rests(sheet: SheetImport, rows: list[SheetRow]) -> list[str]:
    """Who of these has done something since, or was changed by somebody: a sentence each.

    Asked before anything is taken back, of long lists outside a transaction: nobody is held up for it.
    """
    told = _("第%(number)d行%(name)s：%(why)s")
    return [
        told % {"number": row.number, "name": row.label, "why": why}
        for row, _person, _place, why in _standing(sheet, rows, Professional.objects.all())
        if why
    ]


def _standing(
    sheet: SheetImport, rows: list[SheetRow], files: QuerySet[Professional]
) -> Iterator[tuple[SheetRow, Professional | None, Employment | None, str]]:
    """Each row with its person and place as they are now, and why it cannot be taken back ("": it can)."""
    people = files.in_bulk([row.person_id for row in rows if row.person_id])
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
        if text(getattr(person if name in OF_PERSON else place, name)) != new:
            return _("“%s”在导入后又有变更。") % title_of(name)
    return ""


def undo(sheet: SheetImport, rows: list[SheetRow]) -> None:
    """Take back what was written; a row on which something rests by now is kept, and says so."""
    leaving = []
    for row, person, place, why in list(_standing(sheet, rows, Professional.objects.select_for_update())):
        if not why and person is not None and place is not None:
            if row.verdict == SheetVerdict.NEW:
                leaving.append((row, person, place))
                continue
            why = _put_back(sheet, row, person, place)
        _keep(row, why)
    _withdraw_all(sheet, leaving)


def _keep(row: SheetRow, why: str) -> None:
    if why:
        row.outcome, row.faults = SheetOutcome.KEPT, [["", why]]


def _put_back(sheet: SheetImport, row: SheetRow, person: Professional, place: Employment) -> str:
    before = contents(row)["before"]
    if "valid_until" in before:
        if current_employment(person) is not None:
            return _("已在其他单位登记。")
        reopened(place, cause=sheet.uploaded_by)
    values = {name: old for name, old in before.items() if name != "valid_until"}
    put(sheet.uploaded_by, person, place, values)
    return ""


def _withdraw_all(sheet: SheetImport, leaving: Sequence[Leaving]) -> None:
    """All at once; where something rests on one of them, each by itself."""
    try:
        with audit.savepoint():
            _withdraw(sheet, leaving)
    except ProtectedError:
        for one in leaving:
            _withdraw_alone(sheet, one)


def _withdraw_alone(sheet: SheetImport, one: Leaving) -> None:
    try:
        with audit.savepoint():
            _withdraw(sheet, [one])
    except ProtectedError:
        one[0].person = one[1]
        _keep(one[0], _("已有以此为依据的记录。"))


def _was_entered(row: SheetRow) -> bool:
    """Whether the import made the person's file too; it says so only of those whom it found (`roster`)."""
    return bool(contents(row)["before"].get("entered", True))


def _withdraw(sheet: SheetImport, leaving: Sequence[Leaving]) -> None:
    """The places go, and the files of those who were entered by this import."""
    actor, unit = sheet.uploaded_by, sheet.organisation
    entered = [one for one in leaving if _was_entered(one[0])]
    for row, person, place in leaving:
        if _was_entered(row):
            masked = {"identity": person.identity_masked}
            audit.record("professional.withdrawn", person, actor=actor, context=unit, after=masked)
        else:
            audit.record("employment.withdrawn", place, actor=actor, context=person)
    Employment.objects.filter(pk__in=[place.pk for _row, _person, place in leaving]).delete()
    gone = [person for _row, person, _place in entered]
    Professional.objects.filter(pk__in=[person.pk for person in gone]).delete()
    for row, person, _place in entered:
        row.person = person.pk = None  # as after a delete of one: whoever hears of it finds no row
