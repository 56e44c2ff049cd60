"""Records of another policy that count under this one too: how they are read as a kind of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from credits.engine.kinds import Fact, Kind
from credits.engine.reader import Reader
from credits.engine.words import _

if TYPE_CHECKING:
    from credits.engine.policy import Policy

KEPT = ("id", "kind", "work")  # what a record is beside its facts


@dataclass(frozen=True)
class Also:
    """A record of `kind`, which another policy knows, is read as one of `own`: own fact -> the fact there,
    and own fact -> the value that all of them have. `when` are facts there and what they have to be."""

    kind: str
    own: str
    facts: Mapping[str, str]
    given: Mapping[str, Any] = field(default_factory=dict)
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def fits(self, facts: Mapping[str, Any]) -> bool:
        return all(facts.get(fact) in values for fact, values in self.when.items())

    def read(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The facts of the own kind, as raw as they came."""
        found = {own: facts[theirs] for own, theirs in self.facts.items() if theirs in facts}
        return found | dict(self.given)


def as_own(policy: Policy, kind: str, facts: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Kind and facts of a record as `policy` reads them: unchanged where the kind is its own, or where no row
    takes it up."""
    if kind in policy.kinds:
        return kind, facts
    row = next((one for one in policy.also if one.kind == kind and one.fits(facts)), None)
    return (row.own, row.read(facts)) if row else (kind, facts)


def own_record(policy: Policy, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same of a record of a document, with its id and the number of its work."""
    kind = raw.get("kind")
    if not policy.also or not isinstance(kind, str) or kind in policy.kinds:
        return raw
    own, facts = as_own(policy, kind, {key: value for key, value in raw.items() if key not in KEPT})
    kept = {key: raw[key] for key in KEPT if key in raw}
    return {**facts, **kept, "kind": own}


def own_kinds(policy: Policy, kind: str) -> tuple[str, ...]:
    """As what kinds `policy` may read records of `kind`; empty: it does not know them."""
    if kind in policy.kinds:
        return (kind,)
    return tuple(dict.fromkeys(one.own for one in policy.also if one.kind == kind))


def read_also(root: Reader, kinds: Mapping[str, Kind]) -> tuple[Also, ...]:
    found: list[Also] = []
    for table in root.tables("also", required=False):
        kind, own = table.identifier("kind"), table.one_of("as", kinds)
        if kind in kinds:
            table.fault("kind", _("{kind} 是本政策自己的类别，应写其他政策的类别", kind=kind))
        wanted = {fact.id: fact for fact in kinds[own].facts} if own in kinds else {}
        one = Also(
            kind,
            own,
            MappingProxyType(_facts(table, wanted)),
            MappingProxyType(_given(table, wanted)),
            MappingProxyType(_when(table)),
        )
        _whole(table, wanted, {*one.facts, *one.given})
        table.done()
        if any(before.kind == kind and not before.when for before in found):
            table.fault("kind", _("前面已有一条无条件适用于 {kind}，本条不会用到", kind=kind))
        found.append(one)
    return tuple(found)


def _facts(table: Reader, wanted: Mapping[str, Fact]) -> dict[str, str]:
    """Own fact -> fact there."""
    inner = table.section("facts")
    found = {key: inner.identifier(key) for key in inner.table}
    _known(inner, wanted)
    return found


def _given(table: Reader, wanted: Mapping[str, Fact]) -> dict[str, Any]:
    inner = table.section("given")
    _known(inner, wanted)
    for key, value in inner.table.items():
        fact = wanted.get(key)
        if key in table.section("facts").table:
            inner.fault(key, _("{key} 已从原记录取得，不能再给定", key=key))
        if fact and fact.type == "choice" and value not in [choice.id for choice in fact.choices]:
            inner.fault(key, _("{value!r} 不是事实 {name} 可能的值", value=value, name=key))
    return dict(inner.table)


def _when(table: Reader) -> dict[str, tuple[Any, ...]]:
    inner = table.section("when")
    return {key: tuple(one) if isinstance(one, list) else (one,) for key, one in inner.table.items()}


def _known(inner: Reader, wanted: Collection[str]) -> None:
    for key in inner.table:
        if key not in wanted:
            inner.fault(key, _("{name} 不是该类活动的事实", name=key))


def _whole(table: Reader, wanted: Mapping[str, Fact], there: Collection[str]) -> None:
    """Every fact that the own kind asks for comes from somewhere."""
    lacking = [one for one in wanted.values() if not one.optional and one.id not in there]
    for one in lacking:
        table.fault("facts", _("缺少 {fact}（{label}），应取自原记录或给定", fact=one.id, label=one.label))
