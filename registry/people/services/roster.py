"""The roster: a unit's list of people in one workbook; all of it or nothing, and twice is once."""

from typing import Any, BinaryIO, cast

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import spreadsheet, storage
from cejc.lib.pieces import pieces
from cejc.lib.spreadsheet import Column, Sheet
from cejc.lib.uploads import files
from cejc.lib.writing import pinyin
from cejc.lib.writing.identity import mask
from credits.queries import latest_policy
from registry.enums import Degree, EmploymentState, IdentityType, TitleLevel
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import beat, enqueue, handles
from registry.people.models import Employment, Organisation, Professional, RosterImport, User
from registry.people.permissions import require_hr
from registry.people.services import professional
from registry.people.services.known_person import not_taken, sentence_of
from registry.people.services.message import tell
from registry.people.services.roster_rows import SHEET, Reading, Row, read, template_columns

SHOWN_FAULTS = 200


def series_by_name() -> dict[str, str]:
    return {series.name: code for code, series in latest_policy().series.items()}


def template() -> bytes:
    """The empty workbook: headings, and a second sheet that says what may be filled in."""
    notes = [
        ("姓名", _("必填，与证件上的姓名一致，少数民族姓名中的间隔点用“·”。")),
        ("证件类型", _("选填，不填即居民身份证。可填：%s。") % "、".join(map(str, IdentityType.labels))),
        ("证件号码", _("必填。该列须为文本格式，否则Excel会把末尾几位改成0。")),
        ("最高学位", "、".join(map(str, Degree.labels))),
        ("现职称系列", "、".join(series_by_name())),
        ("现职称级别", "、".join(map(str, TitleLevel.labels))),
        ("入职日期", _("按“2015-07-01”的样子填写；不填即导入当天。")),
    ]
    help_sheet = Sheet("填写说明", [Column("列", 16), Column("怎样填写", 80)], notes)
    return spreadsheet.write(Sheet(SHEET, template_columns(), []), help_sheet)


@service
def upload(
    *, actor: User, organisation: Organisation, file: BinaryIO, name: str, leave_out: bool = False
) -> RosterImport:
    """Keep the workbook and put its reading aside as a job. The very
    same file, imported before, is that import."""
    require_hr(actor, organisation)
    sha256, _size = files.digest(file)
    earlier = RosterImport.objects.filter(
        organisation=organisation, sha256=sha256, outcome__in=["", "imported"]
    )
    if found := earlier.order_by("-pk").first():
        return found
    row = RosterImport.objects.create(
        organisation=organisation,
        uploaded_by=actor,
        file_name=files.shown_name(name, ".xlsx"),
        stored_name=storage.save(file, ".xlsx"),
        sha256=sha256,
    )
    audit.record("roster.uploaded", row, actor=actor, context=organisation, after={"file": row.file_name})
    enqueue("roster", str(row.public_id), {"roster": str(row.public_id), "leave_out": leave_out}, owner=actor)
    return row


@handles("roster")
def work(job: Job) -> None:
    """Read, check, and import all or nothing. Safe to run again: a finished import is left alone."""
    roster = RosterImport.objects.select_related("organisation", "uploaded_by").get(
        public_id=job.payload["roster"]
    )
    if roster.outcome:
        return
    try:
        with storage.open_(roster.stored_name) as source:
            leave_out = bool(job.payload.get("leave_out"))
            reading = read(spreadsheet.read(cast(BinaryIO, source)), series_by_name(), leave_out=leave_out)
    except spreadsheet.SheetFault as fault:
        _refused(roster, [{"place": "", "sentence": str(fault)}])
        return
    Job.objects.filter(pk=job.pk).update(total=len(reading.rows))
    known = _known(reading)
    _check_known(reading, known, roster.organisation)
    if reading.faults:
        _refused_cells(roster, reading)
        return
    try:
        _import(roster=roster, rows=reading.rows, known=known, job=job)
    except IntegrityError:
        # Somebody entered one of these people between the check and the import: look again.
        _check_known(reading, _known(reading), roster.organisation)
        if not reading.faults:
            raise
        _refused_cells(roster, reading)


def _known(reading: Reading) -> dict[str, Professional]:
    """Those of the list who are in the portal already, by blind index."""
    found: dict[str, Professional] = {}
    for piece in pieces(reading.rows):
        for person in Professional.objects.filter(identity_index__in=[row.index for row in piece]):
            found[person.identity_index] = person
    return found


def _places(people: list[Professional]) -> dict[int, int]:
    """Person -> unit of the current place."""
    found: dict[int, int] = {}
    keys = [person.pk for person in people]
    for piece in pieces(keys):
        rows = Employment.objects.current().filter(professional__in=piece)
        found.update(rows.values_list("professional", "organisation"))
    return found


def _check_known(reading: Reading, known: dict[str, Professional], unit: Organisation) -> None:
    places = _places(list(known.values()))
    for row in reading.rows:
        person = known.get(row.index)
        if person is None:
            continue
        if person.died_on is not None:
            reading.fault(row.number, "number", _("该人员已办理去世登记，不能再加入单位。"))
        elif person.name != row.values["name"]:
            reading.fault(
                row.number, "name", _("该证件号码已登记，但姓名与此处不一致。请核对姓名和证件号码。")
            )
        elif places.get(person.pk, unit.pk) != unit.pk:
            reading.fault(row.number, "number", _("该人员目前登记在其他单位。请由原单位先办理离职，再导入。"))


@service
def _import(*, roster: RosterImport, rows: list[Row], known: dict[str, Professional], job: Job) -> None:
    """All people and places in one transaction; those who work here
    already are counted and left as they are."""
    here = set(_places(list(known.values())))
    for person in known.values():
        professional.come_back(person)
    created = 0
    for piece in pieces(rows):
        new = [_person(row) for row in piece if row.index not in known]
        Professional.objects.bulk_create(new)
        people = known | {person.identity_index: person for person in new}
        placed = [_place(row, people[row.index], roster) for row in piece if people[row.index].pk not in here]
        Employment.objects.bulk_create(placed)
        for place in placed:
            audit.record("employment.entered", place, actor=roster.uploaded_by, context=place.professional)
        created += len(placed)
    row = RosterImport.objects.select_for_update().get(pk=roster.pk)
    row.outcome, row.created_count, row.known_count = "imported", created, len(rows) - created
    row.faults, row.finished_at = _left_aside(rows, known), clock.now()
    row.save(update_fields=["outcome", "created_count", "known_count", "faults", "finished_at"])
    after = {"created": created, "known": row.known_count, "sha256": row.sha256}
    audit.record("roster.imported", row, actor=roster.uploaded_by, context=roster.organisation, after=after)
    _tell(row)
    transaction.on_commit(lambda: beat(job, len(rows)))


def _left_aside(rows: list[Row], known: dict[str, Professional]) -> list[dict[str, Any]]:
    """What the list says otherwise than the register of people whom it knows: named, and not taken over."""
    found = []
    for row in rows:
        person = known.get(row.index)
        if person is not None and (left := not_taken(person, row.values)):
            found.append({"row": row.number, "sentence": sentence_of(person, left)})
    return found[:SHOWN_FAULTS]


def _person(row: Row) -> Professional:
    values = row.values
    return Professional(
        name=values["name"],
        name_key=pinyin.key(values["name"]),
        identity_type=values["identity_type"],
        identity_number=values["number"],
        identity_index=row.index,
        identity_masked=mask(values["number"]),
        phone=values["phone"],
        degree=values["degree"],
        title_series=values["title_series"],
        title_level=values["title_level"],
    )


def _place(row: Row, person: Professional, roster: RosterImport) -> Employment:
    return Employment(
        professional=person,
        organisation=roster.organisation,
        state=EmploymentState.CONFIRMED,
        position=row.values["position"],
        staff_number=row.values["staff_number"],
        valid_from=row.values["valid_from"],
        decided_at=clock.now(),
    )


def _refused_cells(roster: RosterImport, reading: Reading) -> None:
    reading.faults.sort(key=lambda fault: (fault.row, fault.column))
    with storage.open_(roster.stored_name) as source:
        annotated = storage.save(spreadsheet.annotate(cast(BinaryIO, source), reading.faults), ".xlsx")
    shown: list[dict[str, Any]] = [
        {
            "sheet": fault.sheet,
            "row": fault.row,
            "column": fault.column,
            "place": spreadsheet.place(fault.row, fault.column),
            "sentence": fault.sentence,
        }
        for fault in reading.faults
    ]
    _refused(roster, shown, annotated)


@service
def _refused(roster: RosterImport, faults: list[dict[str, Any]], annotated: str = "") -> None:
    row = RosterImport.objects.select_for_update().get(pk=roster.pk)
    row.outcome, row.faults, row.annotated_name = "refused", faults[:SHOWN_FAULTS], annotated
    row.known_count, row.finished_at = len(faults), clock.now()
    row.save(update_fields=["outcome", "faults", "annotated_name", "known_count", "finished_at"])
    audit.record(
        "roster.refused",
        row,
        actor=roster.uploaded_by,
        context=roster.organisation,
        after={"faults": len(faults)},
    )
    _tell(row)


def _tell(roster: RosterImport) -> None:
    link = reverse("registry:roster", args=[roster.public_id])
    tell([roster.uploaded_by], "roster_done", {"roster": roster}, link=link)
