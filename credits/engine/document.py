"""The JSON document of `manage.py convert`: in by `run`, out by `dump`,
both to the letter of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from credits.engine.awards import Award
from credits.engine.convert import Result, convert
from credits.engine.facts import InputFault
from credits.engine.ledger import YearLine
from credits.engine.need_states import NeedState
from credits.engine.numbers import show
from credits.engine.person_input import parse_person
from credits.engine.policy import Policy
from credits.engine.records import parse_ids, parse_records, parse_year_notes, parse_years
from credits.engine.values import brief
from credits.engine.words import _

MAX_BYTES = 20_000_000
_KEYS = ("records", "years", "certified", "exempt", "person", "approved")


def run(policy: Policy, content: bytes) -> str:
    """The answer to one input document. Raises InputFault with one line about the first fault."""
    document = read_json(content)
    result = convert(
        policy,
        parse_records(policy, document["records"]),
        parse_years(document.get("years", [])),
        parse_year_notes(document.get("certified", []), "certified", "slip"),
        parse_year_notes(document.get("exempt", []), "exempt", "reason"),
        person=parse_person(policy, document.get("person") or {}),
        approved=parse_ids(document.get("approved", []), "approved"),
    )
    return dump(policy, result)


def read_json(content: bytes) -> dict[str, Any]:
    """A JSON object with the contract's keys; numbers with a point become Decimal, never float."""
    if len(content) > MAX_BYTES:
        raise InputFault(_("输入超过 {max_bytes} 字节", max_bytes=MAX_BYTES))
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
    for key in document:
        if key not in _KEYS:
            raise InputFault(
                _("输入中没有名为 {key} 的键，可用的有 {keys}", key=brief(key), keys="、".join(_KEYS))
            )
    if "records" not in document:
        raise InputFault(_("输入缺少 records"))
    return document


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


def dump(policy: Policy, result: Result) -> str:
    """Canonical text: fixed key order, two spaces, no escapes, a newline at the end."""
    document = {
        "policy": {"name": policy.name, "sha256": policy.sha256},
        "awards": [award_dict(award) for award in result.awards],
        "refused": [{"record": item.record, "code": item.code, "why": item.why} for item in result.refused],
        "years": [year_dict(line) for line in result.years],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def award_dict(award: Award) -> dict[str, Any]:
    """`held` stands there only where hours wait to be approved."""
    found = {
        "record": award.record,
        "year": award.year,
        "subject": award.subject,
        "hours": show(award.hours),
        "clause": award.clause,
        "rule": award.rule,
        "why": award.why,
        "deemed": award.deemed,
    }
    return found | ({"held": True} if award.held else {})


def year_dict(line: YearLine) -> dict[str, Any]:
    """`carried` and `needs` stand there only where the policy has such."""
    missing = {**_shown(line.missing), "total": show(line.missing_total), **_shown(line.further_missing)}
    hours = {**_shown(line.hours), "total": show(line.total)}
    found = {"year": line.year, "status": line.status, **hours, "missing": missing}
    if line.carried:
        found["carried"] = _shown(line.carried)
    if line.further:
        found["needs"] = [need_dict(one) for one in line.further]
    return found


def need_dict(state: NeedState) -> dict[str, Any]:
    return {
        "id": state.id,
        "years": list(state.years),
        "need": show(state.need),
        "have": show(state.have),
        "missing": show(state.missing),
        "due": state.due,
        "why": f"{state.sentence}。",
    }


def _shown(hours: Mapping[str, Decimal]) -> dict[str, str]:
    return {subject: show(value) for subject, value in hours.items()}
