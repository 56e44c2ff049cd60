"""Rows of past years that were found right become submitted records: a piece at a time, each piece whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cejc import clock
from credits.engine.policy import ALL_SUBJECTS, Policy
from registry.activities.models import Activity, ActivityVersion, Award, Evidence, HistoryScan, SlotClaim
from registry.activities.queries.ledger import records_of
from registry.activities.queries.slots import days_of, parts_of
from registry.activities.services.flag import raise_between
from registry.activities.services.ledger import keep_beside
from registry.enums import ActivityState
from registry.machinery.services import audit
from registry.people.models import Professional, SheetImport, SheetRow
from registry.people.queries.governing import governing_of_many, policy_of_unit
from registry.people.services.sheet_rows import contents

Parts = list[tuple[date, str]]


@dataclass(frozen=True)
class Record:
    """What a row holds, by name."""

    pk: int
    number: int
    person: int
    activity: str
    kind: str
    title: str
    note: str
    facts: dict[str, Any]
    documents: list[list[str]]
    awards: list[dict[str, Any]]


def record_of(row: SheetRow) -> Record:
    """A row that was weighed, as it will be written."""
    values = contents(row)["values"]
    known = {name: values[name] for name in ("activity", "kind", "title", "facts", "documents", "awards")}
    return Record(
        pk=row.pk, number=row.number, person=row.person_id or 0, note=values.get("note", ""), **known
    )


def moved(history: SheetImport, rows: Sequence[SheetRow]) -> dict[int, str]:
    """Rows (keys) whose parts of days another record took since they were weighed, and why they stay."""
    policy, people = policy_of_unit(history.organisation), [row.person_id or 0 for row in rows]
    # Other records of these people wait until these are written.
    list(Professional.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))
    slots = {row.pk: _parts(policy, record_of(row)) for row in rows}
    days = {day for found in slots.values() for day, _part in found}
    claims = SlotClaim.objects.filter(Q(professional__in=people), date__in=days)
    taken = set(claims.values_list("professional_id", "date", "slot")) if days else set()
    late = [row for row in rows if any((row.person_id, *one) in taken for one in slots[row.pk])]
    return {row.pk: _("所填时段刚刚被本人的另一条记录占用，没有导入这一行。") for row in late}


def _parts(policy: Policy, row: Record) -> Parts:
    return parts_of(policy, row.kind, row.facts)


def write(history: SheetImport, rows: list[SheetRow]) -> None:
    """The records of these rows with their evidence, awards, parts of days and first versions."""
    _write(history, policy_of_unit(history.organisation), [record_of(row) for row in rows])


def _write(history: SheetImport, policy: Policy, rows: list[Record]) -> None:
    people = Professional.objects.in_bulk([row.person for row in rows])
    made = {row.pk: _activity(history, policy, row) for row in rows}
    Activity.objects.bulk_create(made.values())
    scans = _scans(history, rows)
    evidence = [one for row in rows for one in _evidence(history, made[row.pk], row, scans)]
    Evidence.objects.bulk_create(evidence)
    Award.objects.bulk_create(one for row in rows for one in _awards(made[row.pk], row, policy))
    keep_beside(made.values(), governing_of_many(people.values()))
    SlotClaim.objects.bulk_create(
        SlotClaim(professional_id=row.person, date=day, slot=part, activity=made[row.pk])
        for row in rows
        for day, part in _parts(policy, row)
    )
    _versions(history, policy, rows, made, evidence)
    for row in rows:
        after = {"file": history.file_name, "row": row.number}
        audit.record(
            "activity.imported",
            made[row.pk],
            actor=history.uploaded_by,
            context=people[row.person],
            after=after,
        )


def _activity(history: SheetImport, policy: Policy, row: Record) -> Activity:
    now = clock.now()
    subjects, filed = {award["subject"] for award in row.awards}, policy.recognition.filed_subject
    return Activity(
        public_id=row.activity,
        professional_id=row.person,
        organisation=history.organisation,
        kind=row.kind,
        title=row.title,
        note=row.note,
        facts=row.facts,
        state=ActivityState.SUBMITTED,
        version=1,
        edit=1,
        first_date=min(days_of(policy, row.kind, row.facts), default=None),
        submitted_at=now,
        updated_at=now,
        is_public_subject=bool(subjects & {filed, ALL_SUBJECTS}),
        is_professional_subject=subjects != {filed},
    )


def _scans(history: SheetImport, rows: list[Record]) -> dict[str, HistoryScan]:
    names = {name for row in rows for _kind, name in row.documents}
    return {scan.name: scan for scan in history.scans.filter(name__in=names)}


def _evidence(
    history: SheetImport, activity: Activity, row: Record, scans: dict[str, HistoryScan]
) -> list[Evidence]:
    """The scans of a row; bytes that prove several records of the person are kept once."""
    return [
        Evidence(
            activity=activity,
            document_kind=kind,
            file_name=scan.name,
            stored_name=scan.stored_name,
            sha256=scan.sha256,
            size=scan.size,
            mime=scan.mime,
            pages=scan.pages,
            uploaded_by=history.uploaded_by,
        )
        for kind, scan in ((kind, scans[name]) for kind, name in row.documents)
    ]


def _awards(activity: Activity, row: Record, policy: Policy) -> list[Award]:
    return [
        Award(
            activity=activity,
            professional_id=row.person,
            policy=policy.name,
            policy_sha256=policy.sha256,
            **(award | {"hours": Decimal(award["hours"])}),
        )
        for award in row.awards
    ]


def _versions(
    history: SheetImport,
    policy: Policy,
    rows: list[Record],
    made: dict[int, Activity],
    evidence: list[Evidence],
) -> None:
    """What was submitted, frozen, as every submission is."""
    files: dict[int, list[Evidence]] = defaultdict(list)
    for one in evidence:
        files[one.activity_id].append(one)
    ActivityVersion.objects.bulk_create(
        ActivityVersion(
            activity=made[row.pk],
            number=1,
            submitted_at=made[row.pk].updated_at,
            content=_content(history, policy, row, made[row.pk], files[made[row.pk].pk]),
        )
        for row in rows
    )


def _content(
    history: SheetImport, policy: Policy, row: Record, activity: Activity, files: list[Evidence]
) -> dict[str, Any]:
    return {
        "record": records_of([activity])[0],
        "title": row.title,
        "note": row.note,
        "organisation": str(history.organisation),
        "policy": {"name": policy.name, "sha256": policy.sha256},
        "awards": row.awards,
        "evidence": [
            {
                "id": str(one.public_id),
                "document_kind": one.document_kind,
                "version": one.version,
                "file_name": one.file_name,
                "sha256": one.sha256,
                "size": one.size,
            }
            for one in files
        ],
        "import": {"file": history.file_name, "sha256": history.sha256, "row": row.number},
    }


def flag(history: SheetImport) -> None:
    """A scan whose bytes prove a record from elsewhere: reviewers see both side
    by side, once for each pair of records."""
    scans = history.scans.values("sha256")
    mine = Evidence.objects.current().filter(
        sha256__in=scans, stored_name__in=history.scans.values("stored_name")
    )
    one_of: dict[str, Evidence] = {}
    for one in mine.select_related("activity").order_by("pk"):
        one_of.setdefault(one.sha256, one)
    elsewhere = Evidence.objects.current().filter(sha256__in=scans).exclude(activity__version=0)
    rows = elsewhere.exclude(stored_name__in=history.scans.values("stored_name")).select_related("activity")
    shared: dict[tuple[int, int], list[tuple[Evidence, Evidence]]] = defaultdict(list)
    for other in rows.order_by("pk"):
        if other.sha256 in one_of:
            own = one_of[other.sha256]
            shared[own.activity_id, other.activity_id].append((own, other))
    for rows_of_pair in shared.values():
        raise_between(rows_of_pair)
