"""Worked examples: what they bring exists, and is what the policy's forms would take."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from credits.engine.examples import Example, named_records
from credits.engine.facts import InputFault
from credits.engine.person_input import parse_person
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.records import parse_records
from credits.engine.words import _


def check_examples(policy: Policy) -> Iterator[Fault]:
    for index, example in enumerate(policy.examples):
        at = f"examples[{index}]"
        for key, fault in _unread(policy, example):
            yield Fault(f"{at}.{key}", _("算例“{title}”：{fault}", title=example.title, fault=fault))
        for key, name, known in _named(policy, example):
            if name not in known:
                message = _("算例“{title}”：没有 {name} 这一项", title=example.title, name=name)
                yield Fault(f"{at}.{key}", message)


def _unread(policy: Policy, example: Example) -> Iterator[tuple[str, InputFault]]:
    """(key, fault) of what a document of `convert` could not say."""
    try:
        parse_records(policy, named_records(example))
    except InputFault as fault:
        yield "records", fault
    try:
        parse_person(policy, example.person or {})
    except InputFault as fault:
        yield "person", fault


def _named(policy: Policy, example: Example) -> Iterator[tuple[str, str, Collection[str]]]:
    """(key, name, what it may be) of everything that the example calls by name."""
    if example.route or example.day:
        yield "route", example.route, policy.routes
    if example.materials is not None:
        yield "materials.kind", str(example.materials.get("kind", "")), policy.kinds
        for document in example.materials.get("documents", []):
            yield "materials.documents", str(document), policy.documents
    records = [record["id"] for record in named_records(example)]
    for one in example.approved:
        yield "approved", one, records
