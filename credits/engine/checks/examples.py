"""Worked examples: what they bring exists, and is what the policy's forms would take."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from credits.engine.examples import Example, named_records
from credits.engine.facts import InputFault
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.records import parse_records
from credits.engine.ways import DEGREES, LEVELS
from credits.engine.words import _


def check_examples(policy: Policy) -> Iterator[Fault]:
    for index, example in enumerate(policy.examples):
        at = f"examples[{index}]"
        try:
            parse_records(policy, named_records(example))
        except InputFault as fault:
            message = _("算例“{title}”：{fault}", title=example.title, fault=fault)
            yield Fault(f"{at}.records", message)
        for key, name, known in _named(policy, example):
            if name not in known:
                message = _("算例“{title}”：没有 {name} 这一项", title=example.title, name=name)
                yield Fault(f"{at}.{key}", message)


def _named(policy: Policy, example: Example) -> Iterator[tuple[str, str, Collection[str]]]:
    """(key, name, what it may be) of everything that the example calls by name."""
    if example.route or example.day:
        yield "route", example.route, policy.routes
    if example.materials is not None:
        yield "materials.kind", str(example.materials.get("kind", "")), policy.kinds
        for document in example.materials.get("documents", []):
            yield "materials.documents", str(document), policy.documents
    known = {"level": LEVELS, "degree": DEGREES, "series": policy.series}
    for key, value in (example.person or {}).items():
        yield "person", key, ("region", *known)
        if key in known:
            yield f"person.{key}", value, known[key]
