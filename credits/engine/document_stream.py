"""Many documents, one a line: each is answered in a line of its own, in their order.

A line that cannot be read is answered by an object that says so, and the next ones go on. Nothing is kept
from one line to the next.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, BinaryIO

from credits.engine.document import answered
from credits.engine.facts import InputFault
from credits.engine.json_text import MAX_BYTES, read_object
from credits.engine.policy import Policy
from credits.engine.values import Bad, parse_text


def answers(policy: Policy, lines: BinaryIO) -> Iterator[tuple[str, int]]:
    """The answer to each line, a line itself, and the number of the line where it could not be read, else 0.
    Empty lines are passed over; they count where a line is named by its number."""
    for number, line in _numbered(lines):
        found = _answer(policy, number, line)
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"
        yield text, number if "error" in found else 0


def _numbered(lines: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines without their ends. Of one that is too long only so much is kept as shows that it is."""
    for number in count(1):
        line = lines.readline(MAX_BYTES + 2)
        if not line:
            return
        content = line.rstrip(b"\r\n")
        while line and not line.endswith(b"\n"):
            line = lines.readline(MAX_BYTES)
        if content.strip():
            yield number, content


def _answer(policy: Policy, number: int, line: bytes) -> dict[str, Any]:
    document: dict[str, Any] = {}
    try:
        document = read_object(line)
        return answered(policy, document)
    except InputFault as fault:
        return {**_named(document), "line": number, "error": str(fault)}


def _named(document: dict[str, Any]) -> dict[str, str]:
    """The id, where it is one."""
    try:
        return {"id": parse_text(document.get("id"))}
    except Bad:
        return {}
