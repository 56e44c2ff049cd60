"""Names that no page and no paper can show as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from credits.engine.checks.walk import leaves
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.words import _

_NAMES = {"name", "title", "label", "unit", "issuer", "document_number", "themes", "number", "clause"}
_MARKUP = re.compile(r"[<>&]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def check_names(policy: Policy) -> Iterator[Fault]:
    """No marks of HTML in a name, no control or invisible characters anywhere."""
    for path, keys, value in leaves(policy.written.tree):
        if not isinstance(value, str):
            continue
        if keys[-1] in _NAMES and (found := _MARKUP.search(value)):
            yield Fault(path, _("名称中不能有 {mark}，实际为 {value}", mark=found[0], value=value[:60]))
        if _CONTROL.search(value) or (keys[-1] in _NAMES and "\n" in value):
            yield Fault(path, _("文字中有控制字符或看不见的字符"))
