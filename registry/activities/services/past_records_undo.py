"""An import of past years is taken back: its records are discarded, what was submitted stays as it was kept.

A submission is never deleted. A record on which nobody has acted yet is discarded by its table of moves,
gives its parts of days back, and its scans prove it no longer. While something rests on one, none goes.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from cejc import clock
from registry.activities.models import Activity, Evidence, EvidenceFlag, SlotClaim
from registry.activities.moves.activity import ACTIVITY
from registry.activities.services.flag import lapse
from registry.activities.services.ledger import reaches_others, reweigh
from registry.enums import ActivityState, FlagState, SheetOutcome
from registry.machinery.services.holds import held_among
from registry.people.models import Professional, SheetImport, SheetRow
from registry.people.queries.governing import policy_of_unit
from registry.people.services.sheet_rows import contents

CHANGED = ("state", "edit", "updated_at")
Standing = tuple[SheetRow, Activity | None, str]


def rests(history: SheetImport, rows: list[SheetRow]) -> list[str]:
    """The records of these rows that somebody has acted on since, or that something else leans on."""
    told = _("第%(number)d行%(name)s：%(why)s")
    return [
        told % {"number": row.number, "name": row.label, "why": why}
        for row, _record, why in _standing(rows, _records(rows))
        if why
    ]


def _records(rows: Iterable[SheetRow]) -> dict[str, Activity]:
    keys = [contents(row)["values"]["activity"] for row in rows]
    return {str(one.public_id): one for one in Activity.objects.filter(public_id__in=keys).order_by("pk")}


def _standing(rows: Sequence[SheetRow], records: dict[str, Activity]) -> Iterator[Standing]:
    """Each row with its record and why it stays ("" when it can go)."""
    held = held_among(list(records.values()))
    for row in rows:
        record = records.get(contents(row)["values"]["activity"])
        yield row, record, _why_kept(record, held)


def _why_kept(record: Activity | None, held: dict[int, str]) -> str:
    """As it came in it is submitted, once and never saved again."""
    if record is None:
        return _("这条记录已不在系统中。")
    if (record.state, record.version, record.edit) == (ActivityState.SUBMITTED, 1, 1):
        return held.get(record.pk, "")
    if record.state == ActivityState.SUBMITTED:
        return _("“%s”在导入后又有改动。") % record.title
    return _("“%(title)s”现在是“%(state)s”。") % {"title": record.title, "state": record.get_state_display()}


def undo(history: SheetImport, rows: list[SheetRow]) -> None:
    """Discard the records of these rows; one on which something rests by now is kept, and says so."""
    people = {row.person_id or 0 for row in rows}
    list(Professional.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))
    found = _records(rows)
    locked = Activity.objects.select_for_update(of=("self",)).select_related("professional")
    found = {str(one.public_id): one for one in locked.filter(pk__in=[one.pk for one in found.values()])}
    gone = []
    for row, record, why in _standing(rows, found):
        if why:
            row.outcome, row.faults = SheetOutcome.KEPT, [["", why]]
        elif record is not None:
            gone.append(record)
    _discard(history, gone)


def _discard(history: SheetImport, records: list[Activity]) -> None:
    reason = _("单位撤销了以往年度记录的导入（%s）") % history.file_name
    SlotClaim.objects.filter(activity__in=records).delete()
    _lapse(records)
    Evidence.objects.current().filter(activity__in=records).update(removed_at=clock.now())
    steps = [ACTIVITY.step("drop", one, history.uploaded_by, reason) for one in records]
    before = [step.change() for step in steps]
    Activity.objects.bulk_update(records, CHANGED)
    for step, was in zip(steps, before, strict=True):
        step.keep({"state": step.row.state, "file": history.file_name}, was)
    policy = policy_of_unit(history.organisation)
    for record in {one.professional_id: one for one in records if reaches_others(policy, one.kind)}.values():
        reweigh(record)


def _lapse(records: list[Activity]) -> None:
    """Nobody need look any more whether files of these records prove others too."""
    sides = Q(first__activity__in=records) | Q(second__activity__in=records)
    rows = EvidenceFlag.objects.select_for_update(of=("self",)).filter(sides, state=FlagState.OPEN)
    for flag in rows.select_related("first__activity").order_by("pk"):
        lapse(flag, _("导入已撤销"), flag.first.activity)
