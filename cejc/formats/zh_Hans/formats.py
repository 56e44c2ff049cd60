"""Dates in forms. The first way is the one that a browser's date field
understands: another leaves it empty."""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"]
