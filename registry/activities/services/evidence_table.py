"""The first sheet of a workbook that proves something, as rows of text
for the page; kept beside the pictures."""

import json
from dataclasses import asdict, dataclass

from cejc.lib import storage
from cejc.lib.spreadsheet import XLSX
from cejc.lib.uploads import limited
from registry.activities.models import Evidence
from registry.activities.services.evidence_preview import folder, keep
from registry.machinery.services.clean_copy import copy_of

MOST_ROWS, MOST_COLUMNS = 60, 20


@dataclass(frozen=True)
class Table:
    """Rows of text; how many rows, columns and sheets the workbook has
    beyond what is shown (0: all is shown)."""

    sheet: str
    rows: list[list[str]]
    more_rows: int
    more_columns: int
    more_sheets: int


def table_of(evidence: Evidence) -> Table | None:
    """The table, or None where the file is no workbook or cannot be read."""
    if evidence.mime != XLSX:
        return None
    kept = folder() / f"{evidence.sha256}-table.json"
    if kept.exists():
        return Table(**json.loads(kept.read_bytes()))
    try:
        copy = copy_of(evidence)
        if copy is None:
            return None
        with storage.open_(copy.stored_name) as source, limited.on_disk(source) as path:  # type: ignore[arg-type]
            facts, body = limited.run("table", path, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
    except (limited.ChildFound, limited.ChildFailed, FileNotFoundError, ValueError):
        return None
    table = Table(rows=json.loads(body), **facts)
    keep(kept, json.dumps(asdict(table)).encode())
    return table
