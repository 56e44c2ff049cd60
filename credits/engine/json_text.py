"""JSON as the contract wants it read: UTF-8, no key twice, no number that is none, nothing endless."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from credits.engine.facts import InputFault
from credits.engine.values import brief
from credits.engine.words import _

MAX_BYTES = 20_000_000


def read_object(content: bytes) -> dict[str, Any]:
    """A JSON object; numbers with a point become Decimal, never float. Raises InputFault."""
    if len(content) > MAX_BYTES:
        raise too_long()
    try:
        document = json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_no_twice,
        )
    except UnicodeDecodeError:
        raise InputFault(_("输入不是 UTF-8 文本")) from None
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise InputFault(_("输入不是有效的 JSON：{error}", error=brief(str(error)))) from None
    if not isinstance(document, dict):
        raise InputFault(_("输入应为一个 JSON 对象，含 records 等键"))
    return document


def too_long() -> InputFault:
    return InputFault(_("输入超过 {max_bytes} 字节", max_bytes=MAX_BYTES))


def _no_constant(name: str) -> None:
    raise InputFault(_("输入含有 {name}，这不是数", name=name))


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise InputFault(_("{whose}键 {twice} 出现了两次", whose=_whose(pairs), twice=brief(twice)))
    return found


def _whose(pairs: list[tuple[str, Any]]) -> str:
    """Names the record of an object, when it says which one it is."""
    record_id = next((value for key, value in pairs if key == "id"), None)
    return (
        _("记录 {record_id} 的", record_id=brief(record_id))
        if isinstance(record_id, str)
        else _("同一对象中的")
    )
