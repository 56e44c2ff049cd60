"""The rows of a workbook that was read: what each comes to, and what it holds."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from django.db.models import Count
from django.utils.translation import gettext as _

from cejc.lib.db import copying
from cejc.lib.db.fields import SealedText
from cejc.lib.sheets.reading import Line
from cejc.lib.writing import identity, names
from registry.enums import SheetVerdict
from registry.people.models import SheetImport, SheetRow
from registry.people.queries.people import identity_index

_json = json.JSONEncoder(ensure_ascii=False).encode


def contents(row: SheetRow) -> dict[str, Any]:
    """What a row holds: values by column, changes as [column, before, after], what was there before."""
    text, held = row.__dict__.get("_contents", (None, {}))
    if text is not row.content:
        held = {"values": {}, "changes": [], "before": {}} | (json.loads(row.content) if row.content else {})
        row.__dict__["_contents"] = row.content, held  # asked several times for each row of a long list
    return cast(dict[str, Any], held)


def row_of(
    sheet: SheetImport,
    line: Line,
    *,
    verdict: str,
    changes: Sequence[Any] = (),
    label: str = "",
    person: Any = None,
) -> SheetRow:
    """The row for a line; one with faults is wrong, whatever it would have come to."""
    verdict = SheetVerdict.WRONG if line.faults else verdict
    content = _json({"values": line.values, "changes": list(changes)})
    key = person.pk if person is not None else None
    row: SheetRow = _mold().cast(
        sheet.pk, line.sheet, line.number, label[:120], key, verdict, content, line.faults, line.notes
    )
    return row


@cache
def _mold() -> copying.Mold:
    return copying.Mold(
        SheetRow,
        "of_id",
        "sheet",
        "number",
        "label",
        "person_id",
        "verdict",
        "content",
        "faults",
        "notes",
    )


def keep_before(row: SheetRow, before: Mapping[str, Any]) -> None:
    """What a row changed, as it was: for undoing."""
    row.content = _json(contents(row) | {"before": dict(before)})


def identify(line: Line, *, printed: bool = True) -> None:
    """Name and number as the register keeps them, and the blind index of the number."""
    values = line.values
    told = {name for name, _sentence in line.faults}
    kept = values.setdefault("identity_type", identity.RESIDENT_CARD) if "identity_type" not in told else None
    typed = values.get("name", "")
    for name in ("name", "number"):
        if name in values and not (name == "number" and kept is None):
            try:
                values[name] = _name(values[name], printed) if name == "name" else _number(kept, values[name])
            except (names.NameFault, identity.IdentityFault) as fault:
                line.fault(name, fault)
                told.add(name)
    if "name" not in told and "".join(typed.split()) != "".join(values.get("name", "").split()):
        line.notes.append(
            _("姓名“%(typed)s”按“%(name)s”登记。") % {"typed": typed[:30], "name": values["name"]}
        )
    if kept is not None and "number" in values and "number" not in told:
        values["index"] = identity_index(values["number"])


def _name(typed: str, printed: bool) -> str:
    found = names.normalise(typed)
    names.check(found, printed=printed)
    return found


def _number(kind: str | None, typed: str) -> str:
    found = identity.normalise(kind or "", typed)
    identity.check(kind or "", found)
    return found


def only_once(line: Line, seen: dict[str, Any]) -> None:
    """One row a person; a second one names the first."""
    here = (line.sheet, line.number)
    if "index" in line.values and (first := seen.setdefault(line.values["index"], here)) != here:
        sentence = _("与第%d行的证件号码相同。请删去重复的一行，或更正号码。")
        line.fault("number", sentence % first[1])


CHANGING = ["outcome", "verdict", "faults", "notes", "weighed", "person"]


def save_rows(rows: Sequence[SheetRow]) -> None:
    """Rows that are there already, as they are now; what was read of one and stayed is not sealed anew."""
    as_read = [row for row in rows if isinstance(row.content, SealedText)]
    copying.update(as_read, CHANGING)
    copying.update([row for row in rows if not isinstance(row.content, SealedText)], [*CHANGING, "content"])


def counts_of(row: SheetImport) -> dict[str, int]:
    """How many rows, by verdict and by outcome; those of no row are left out."""
    found = row.rows.order_by().values_list("verdict", "outcome").annotate(count=Count("pk"))
    counts: dict[str, int] = {}
    for verdict, outcome, count in found:
        for name in filter(None, (verdict, outcome)):
            counts[name] = counts.get(name, 0) + count
    return counts
