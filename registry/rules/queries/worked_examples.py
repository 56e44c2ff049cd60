"""The worked examples of a policy as people read them: what somebody brings, what it comes to, and where the
calculator can begin with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from credits.engine import Example, Fact, Policy, show_date, worked
from registry.rules.queries.example_person import of_person


@dataclass(frozen=True)
class Shown:
    """`brings` has one sentence a record or a thing; `start` is "" where the calculator cannot begin."""

    title: str
    brings: tuple[str, ...]
    result: str
    start: str
    inside: bool


class Examples:
    """The examples of a policy by what they stand beside, those just inside first."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._all = sorted(policy.examples, key=lambda example: not example.inside)
        self._shown = {example.id: _shown(policy, example) for example in self._all}

    def of_need(self) -> list[Shown]:
        """How a year is told to be enough, and for whom less is."""
        policy = self.policy
        sources = [policy.total_source]
        for rows in (policy.subjects, policy.needs, policy.carries, policy.reductions):
            sources += [row.source for row in rows]
        clauses = {source.clause for source in sources}
        return self._only(one for one in self._all if one.clause in clauses and "span" not in one.expect)

    def of_spans(self) -> list[Shown]:
        return self._only(one for one in self._all if "span" in one.expect)

    def of_route(self, route: str) -> list[Shown]:
        return self._only(one for one in self._all if one.route == route)

    def of_rule(self, clause: str, kinds: Iterable[str]) -> list[Shown]:
        return self._only(one for one in self._all if one.clause == clause and _kinds(one) & set(kinds))

    def of_materials(self, clause: str) -> list[Shown]:
        """Those of the row, and what is counted under its clause where no rule cites it."""
        counted = {rule.source.clause for rule in self.policy.rules}
        return self._only(
            one
            for one in self._all
            if one.clause == clause and (one.materials or (one.records and clause not in counted))
        )

    def of_point(self, point: str) -> list[Shown]:
        return self._only(one for one in self._all if point in one.points)

    def of(self, examples: Iterable[Example]) -> list[Shown]:
        """These, as they are shown."""
        return self._only(examples)

    def _only(self, examples: Iterable[Example]) -> list[Shown]:
        return [self._shown[one.id] for one in examples]


def _kinds(example: Example) -> set[str]:
    return {str(record["kind"]) for record in example.records}


def _shown(policy: Policy, example: Example) -> Shown:
    brings, came = tuple(_brings(policy, example)), worked(policy, example).came
    return Shown(example.title, brings, came, _start(policy, example), example.inside)


def _brings(policy: Policy, example: Example) -> Iterable[str]:
    for record in example.records:
        yield _record(policy, record)
    if example.materials:
        kind = policy.kinds[example.materials["kind"]].name
        papers = "、".join(policy.documents[one].name for one in example.materials["documents"])
        yield _("%(kind)s：%(facts)s") % {"kind": kind, "facts": papers}
    if example.person:
        yield "、".join(of_person(policy, example.person))
    for row in example.certified:
        yield _("以前的认定单：%(year)s年，%(slip)s") % row
    for row in example.exempt:
        yield _("免于考核：%(year)s年，%(reason)s") % row


def _record(policy: Policy, record: Mapping[str, Any]) -> str:
    kind = policy.kinds[record["kind"]]
    facts = [_fact(policy, fact, record[fact.id]) for fact in kind.facts if fact.id in record]
    if record.get("work"):
        facts.append(_("编号 %(work)s") % {"work": record["work"]})
    return _("%(kind)s：%(facts)s") % {"kind": kind.name, "facts": "，".join(facts)}


def _fact(policy: Policy, fact: Fact, value: Any) -> str:
    if fact.type == "lines":
        return "；".join(_lines(policy, value))
    return _("%(label)s %(value)s") % {"label": fact.label, "value": _value(policy, fact, value)}


def _value(policy: Policy, fact: Fact, value: Any) -> str:
    if fact.type == "boolean":
        return _("是") if value else _("否")
    if fact.type == "date":
        return show_date(date.fromisoformat(value))
    if fact.type == "subject":
        return str(policy.subject_names[value])
    return fact.choice_name(str(value))


def _lines(policy: Policy, lines: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Days that are alike together: 2019年5月6日、2019年5月7日 全天 专业科目."""
    alike: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        alike.setdefault((line["slot"], line["subject"]), []).append(line["date"])
    for (slot, subject), days in alike.items():
        yield f"{_days(days)} {policy.slots[slot].name} {policy.subject_names[subject]}"


def _days(days: list[str]) -> str:
    shown = [show_date(date.fromisoformat(day)) for day in days]
    if len(shown) < 3:
        return "、".join(shown)
    told = {"first": shown[0], "last": shown[-1], "count": len(shown)}
    return _("%(first)s至%(last)s共%(count)s天") % told


def _start(policy: Policy, example: Example) -> str:
    """The calculator with this record filled in and counted; it takes one record."""
    if len(example.records) != 1:
        return ""
    record = example.records[0]
    asked = {"policy": policy.name, "kind": record["kind"], "count": 1}
    for fact in policy.kinds[record["kind"]].facts:
        if fact.id in record:
            asked |= _asked(fact, record[fact.id])
    return f"{reverse('certification:rules-calculator')}?{urlencode(asked)}"


def _asked(fact: Fact, value: Any) -> dict[str, Any]:
    """As the calculator's own form sends it."""
    if fact.type == "lines":
        typed = {f"line{place}-{key}": line[key] for place, line in enumerate(value) for key in line}
        return {"line_count": len(value), **typed}
    return {f"fact_{fact.id}": str(value).lower() if fact.type == "boolean" else value}
