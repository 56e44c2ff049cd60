"""Text with separators: CSV in UTF-8, GB18030 or UTF-16, and the tables that programs export as text."""

import csv
import io
import re
from collections.abc import Iterator

from cejc.lib.uploads.child.book import Book, Page
from cejc.lib.uploads.child.faults import Fault

# By the mark at the beginning, else the first that reads all of it; the name is the one that is shown.
MARKED = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
PLAIN = (("utf-8", "UTF-8"), ("gb18030", "GB18030"))
_QUOTED = re.compile(r'="([^"]*)"')  # how programs keep Excel from reading digits as a number
_LONGEST = 1024 * 1024


def text_book(path: str) -> Book:
    with open(path, "rb") as file:
        content = file.read()
    text, encoding = _text(content)
    if re.match(r"\s*(<!doctype|<html|<table|<\?xml|mime-version:)", text, re.IGNORECASE):
        raise Fault("web")
    if text.startswith(("%PDF-", "{\\rtf")):
        raise Fault("other")
    if "\0" in text or not text.strip():
        raise Fault("other" if text.strip() else "empty")
    return Book("csv", [Page("", True, _rows(text))], encoding=encoding)


def _text(content: bytes) -> tuple[str, str]:
    for mark, codec, shown in MARKED:
        if content.startswith(mark):
            return _decoded(content, codec), shown
    for codec, shown in PLAIN:
        try:
            return content.decode(codec), shown
        except UnicodeDecodeError:
            continue
    raise Fault("encoding")


def _decoded(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as fault:
        raise Fault("encoding") from fault


def _rows(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            yield [_QUOTED.sub(r"\1", cell) if cell.startswith('="') else cell for cell in row]
    except csv.Error as fault:
        raise Fault("damaged") from fault


def _separator(text: str) -> str:
    """What stands most often in the first lines, outside of quotes."""
    head = re.sub(r'"[^"]*"', "", "\n".join(text.splitlines()[:10]))
    return max((",", "\t", ";", "|"), key=head.count)
