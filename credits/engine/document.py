"""The JSON document of `manage.py convert`: in and out by `run`, both to the letter of the contract."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from credits.engine.answer_tables import policy_dict, result_dict
from credits.engine.application import Application, parse_application
from credits.engine.application_tables import application_dict
from credits.engine.convert import Result, convert
from credits.engine.facts import InputFault
from credits.engine.json_text import read_object
from credits.engine.person import Person
from credits.engine.person_input import parse_person
from credits.engine.policy import Policy
from credits.engine.records import parse_ids, parse_named, parse_records, parse_year_notes, parse_years
from credits.engine.values import brief
from credits.engine.words import _

SPAN = "span"
_KEYS = ("records", "years", "certified", "exempt", "person", "approved", "application", "id")
_OF_MANY = ("people",)


def run(policy: Policy, content: bytes) -> str:
    """The answer to one input document. Raises InputFault with one line about the first fault."""
    return _text(answered(policy, read_object(content)))


def answered(policy: Policy, document: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a document of one person or of many. Raises InputFault."""
    if "people" in document:
        _known_keys(document, _OF_MANY)
        return {"policy": policy_dict(policy), "people": _people(policy, document["people"])}
    _known_keys(document, _KEYS)
    named = {} if document.get("id") is None else {"id": parse_named(document, "id", _("输入"))}
    return {**named, "policy": policy_dict(policy), **_one(policy, document)}


def _people(policy: Policy, raw: Any) -> list[dict[str, Any]]:
    """Each person's answer, in the order of the document; two of one id are refused."""
    if not isinstance(raw, list):
        raise InputFault(_("people：应为列表，实际为 {raw}", raw=brief(raw)))
    found: dict[str, dict[str, Any]] = {}
    for place, document in enumerate(raw, start=1):
        where = _("第 {place} 人", place=place)
        if not isinstance(document, Mapping):
            raise InputFault(_("{where}：应为对象，实际为 {raw}", where=where, raw=brief(document)))
        person = parse_named(document, "id", where)
        if person in found:
            raise InputFault(_("{where} 的 id：与前面的人重复", where=where))
        found[person] = {"id": person, **_of_person(policy, document, person)}
    return list(found.values())


def _of_person(policy: Policy, document: Mapping[str, Any], person: str) -> dict[str, Any]:
    try:
        _known_keys(document, _KEYS)
        return _one(policy, document)
    except InputFault as fault:
        raise InputFault(_("人员 {person}：{fault}", person=person, fault=fault)) from None


def _known_keys(document: Mapping[str, Any], keys: Collection[str]) -> None:
    for key in document:
        if key not in keys:
            raise InputFault(
                _("输入中没有名为 {key} 的键，可用的有 {keys}", key=brief(key), keys="、".join(keys))
            )


def _one(policy: Policy, document: Mapping[str, Any]) -> dict[str, Any]:
    given = _given(policy, document)
    application = _application(policy, document, given["person"])
    if application is None:
        return result_dict(convert(policy, **given))
    if document.get("years") == SPAN:
        given["years"] = application.years
    asked = application_dict(application, given["certified"], given["exempt"])
    return {**result_dict(convert(policy, **given)), "application": asked}


def _given(policy: Policy, document: Mapping[str, Any]) -> dict[str, Any]:
    """What `convert` takes, by its names."""
    if "records" not in document:
        raise InputFault(_("输入缺少 records"))
    years = document.get("years", [])
    return {
        "records": parse_records(policy, document["records"]),
        "years": () if years == SPAN else parse_years(years),
        "certified": parse_year_notes(document.get("certified", []), "certified", "slip"),
        "exempt": parse_year_notes(document.get("exempt", []), "exempt", "reason"),
        "person": parse_person(policy, document.get("person") or {}),
        "approved": parse_ids(document.get("approved", []), "approved"),
    }


def _application(policy: Policy, document: Mapping[str, Any], person: Person) -> Application | None:
    if document.get("application") is not None:
        return parse_application(policy, document["application"], person)
    if document.get("years") == SPAN:
        raise InputFault(_("years：写“span”时须给出 application"))
    return None


def dump(policy: Policy, result: Result) -> str:
    """The text of an answer of which nobody asked for more than the contract has."""
    return _text({"policy": policy_dict(policy), **result_dict(result)})


def _text(answer: Mapping[str, Any]) -> str:
    """Canonical: fixed key order, two spaces, no escapes, a newline at the end."""
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
