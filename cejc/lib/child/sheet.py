"""Rows of an xlsx."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from cejc.lib.child import office
from cejc.lib.child.faults import Fault


def rows(path: str, *, most_rows: int, most_columns: int) -> tuple[dict[str, Any], bytes]:
    """`{"sheets": [name, …]}` and, as JSON, the rows of each sheet; dates are `{"$": iso, "k": kind}`."""
    from python_calamine import CalamineError, CalamineWorkbook

    office.inspect(path, kind="xlsx")
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as fault:
        raise Fault("damaged") from fault
    found = []
    for name, sheet in sheets:
        # `start` is where the used area begins: leading empty rows and columns are given back by calamine.
        if sheet.total_height > most_rows:
            raise Fault("rows", sheet=name, count=sheet.total_height)
        if sheet.total_width > most_columns:
            raise Fault("columns", sheet=name, count=sheet.total_width)
        found.append(sheet.to_python(skip_empty_area=False))
    return {"sheets": [name for name, _ in sheets]}, json.dumps(found, default=_encoded).encode()


def _encoded(value: Any) -> Any:
    for kind, form in (("datetime", datetime), ("date", date), ("time", time)):
        if isinstance(value, form):
            return {"$": value.isoformat(), "k": kind}
    if isinstance(value, timedelta):
        return {"$": str(value.total_seconds()), "k": "seconds"}
    return str(value)
