"""The first sheet of an xlsx as rows of text, for whoever looks at it."""

import json
from typing import Any

from cejc.lib.uploads.child import office
from cejc.lib.uploads.child.faults import Fault


def table(path: str, *, most_rows: int, most_columns: int) -> tuple[dict[str, Any], bytes]:
    """The first visible sheet with anything in it as rows of text, cut at the given size.

    `{"sheet", "more_rows", "more_columns", "more_sheets"}` and the rows as JSON.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    office.inspect(path, kind="xlsx")
    try:
        book = CalamineWorkbook.from_path(path)
        names = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        found = next(
            (name for name in names if book.get_sheet_by_name(name).height), names[0] if names else ""
        )
        sheet = book.get_sheet_by_name(found)
        height, width = (place + 1 for place in sheet.end or (-1, -1))
        raw = sheet.to_python(skip_empty_area=False, nrows=most_rows)
    except (CalamineError, OSError, ValueError) as fault:
        raise Fault("damaged") from fault
    rows = [[_shown(value) for value in row[:most_columns]] for row in raw]
    facts = {
        "sheet": found,
        "more_rows": max(0, height - most_rows),
        "more_columns": max(0, width - most_columns),
        "more_sheets": len(names) - 1,
    }
    return facts, json.dumps(rows).encode()


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:200]
