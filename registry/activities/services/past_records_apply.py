"""Rows of past years that were found right become submitted records: a
few people at a time, each piece whole."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cejc import clock
from credits.engine.policy import ALL_SUBJECTS, Policy
from registry.activities.models import (
    Activity,
    ActivityVersion,
    Award,
    Evidence,
    HistoryImport,
    HistoryRow,
    HistoryScan,
    SlotClaim,
)
from registry.activities.moves.history import HISTORY
from registry.activities.queries.ledger import records_of
from registry.activities.queries.slots import days_of, parts_of
from registry.activities.services.flag import raise_between
from registry.activities.services.past_records import link_of
from registry.enums import ActivityState, Subject
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import beat
from registry.people.models import Professional
from registry.people.services.message import tell

PEOPLE = 20


def apply(job: Job, history: HistoryImport, policy: Policy) -> None:
    """Import what is not imported yet, then finish. A row leaves the
    list in the transaction that imports it."""
    total = history.rows.count()
    if not history.row_count:
        HistoryImport.objects.filter(pk=history.pk).update(row_count=total)
        history.row_count = total
    while keys := _next_people(history):
        _apply_people(history=history, policy=policy, keys=keys)
        beat(job, 3 * history.row_count - history.rows.count())
    _finish(history=history)


def _next_people(history: HistoryImport) -> list[int]:
    rows = history.rows.filter(professional__isnull=False, faults=[]).order_by("professional")
    return list(rows.values_list("professional", flat=True).distinct()[:PEOPLE])


@service
def _apply_people(*, history: HistoryImport, policy: Policy, keys: list[int]) -> None:
    """The rows of a few people, all of them or, for one that was overtaken meanwhile, none of that row."""
    people = {
        one.pk: one for one in Professional.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    rows = list(history.rows.filter(professional__in=keys, faults=[]).order_by("number"))
    slots = {row.pk: parts_of(policy, row.kind, row.facts) for row in rows}
    rows = _not_overtaken(rows, slots)
    made = {row.pk: _activity(history, policy, row) for row in rows}
    Activity.objects.bulk_create(made.values())
    scans = _scans(history, rows)
    evidence = [one for row in rows for one in _evidence(history, made[row.pk], row, scans)]
    Evidence.objects.bulk_create(evidence)
    Award.objects.bulk_create(one for row in rows for one in _awards(made[row.pk], row, policy))
    SlotClaim.objects.bulk_create(
        SlotClaim(professional_id=row.professional_id or 0, date=day, slot=part, activity=made[row.pk])
        for row in rows
        for day, part in slots[row.pk]
    )
    _versions(history, policy, rows, made, evidence)
    for row in rows:
        audit.record(
            "activity.imported",
            made[row.pk],
            actor=history.uploaded_by,
            context=people[row.professional_id or 0],
            after={"file": history.file_name, "row": row.number},
        )
    HistoryRow.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _not_overtaken(rows: list[HistoryRow], slots: dict[int, list[tuple[date, str]]]) -> list[HistoryRow]:
    """Rows whose parts of days nobody took since the check; the others stay behind with the reason."""
    days = {day for found in slots.values() for day, _part in found}
    people = {row.professional_id for row in rows}
    taken = (
        set(
            SlotClaim.objects.filter(Q(professional__in=people), date__in=days).values_list(
                "professional_id", "date", "slot"
            )
        )
        if days
        else set()
    )
    late = [row for row in rows if any((row.professional_id, *one) in taken for one in slots[row.pk])]
    for row in late:
        row.faults = [["title", _("所填时段刚刚被本人的另一条记录占用，没有导入这一行。")]]
    HistoryRow.objects.bulk_update(late, ["faults"])
    return [row for row in rows if row not in late]


def _activity(history: HistoryImport, policy: Policy, row: HistoryRow) -> Activity:
    now = clock.now()
    subjects = {award["subject"] for award in row.awards}
    return Activity(
        public_id=row.activity,
        professional_id=row.professional_id or 0,
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
        is_public_subject=bool(subjects & {Subject.PUBLIC, ALL_SUBJECTS}),
        is_professional_subject=subjects != {Subject.PUBLIC},
    )


def _scans(history: HistoryImport, rows: list[HistoryRow]) -> dict[str, HistoryScan]:
    names = {name for row in rows for _kind, name in row.documents}
    return {scan.name: scan for scan in history.scans.filter(name__in=names)}


def _evidence(
    history: HistoryImport, activity: Activity, row: HistoryRow, scans: dict[str, HistoryScan]
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


def _awards(activity: Activity, row: HistoryRow, policy: Policy) -> list[Award]:
    return [
        Award(
            activity=activity,
            professional_id=row.professional_id or 0,
            policy=policy.name,
            policy_sha256=policy.sha256,
            **(award | {"hours": Decimal(award["hours"])}),
        )
        for award in row.awards
    ]


def _versions(
    history: HistoryImport,
    policy: Policy,
    rows: list[HistoryRow],
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
    history: HistoryImport, policy: Policy, row: HistoryRow, activity: Activity, files: list[Evidence]
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


@service
def _finish(*, history: HistoryImport) -> None:
    """Raise the flags, tell HR and the people; rows that were overtaken are named on the page."""
    step = HISTORY.enter("finish", history, actor=history.uploaded_by, checked=True)
    row = step.row
    left = list(row.rows.order_by("number").values_list("number", "faults"))
    row.finished_at = clock.now()
    row.fault_count = len(left)
    row.faults = [
        {"sheet": row.sheet, "row": number, "place": f"A{number}", "sentence": faults[0][1]}
        for number, faults in left
    ]
    row.row_count -= len(left)
    step.leave(created=row.row_count, sha256=row.sha256)
    _flag(row)
    row.rows.all().delete()
    tell([history.uploaded_by], "history_done", {"history": row}, link=link_of(row))


def _flag(history: HistoryImport) -> None:
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
