"""Two policies that count hours of the same people: kinds of one name that ask for other facts.

A record is entered by the form of one of the two. The other one takes a kind of that name for its own
(`credits.engine.also`) and cannot read what was asked for otherwise: it would give no hours, and say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from credits.engine.kinds import Fact, Kind
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.words import _

Answers = dict[str, set[str]]
# What of the policy itself is an answer to facts of a type.
_PARTS = {"subject": ("subjects",), "lines": ("subjects", "slots")}


def kinds_apart(policy: Policy, other: Policy) -> Iterator[Fault]:
    """What of `policy` asks otherwise than `other` for records of a kind of the same id. Where one of them
    governs and the other counts beside, records are entered by the one that governs."""
    for index, kind in enumerate(policy.kinds.values()):
        theirs = other.kinds.get(kind.id)
        if theirs is None:
            continue
        sides = (other, policy) if policy.reach.beside else (policy, other)
        if unread := _unread(kind.id, *sides):
            yield Fault(_path(index, kind, unread), _message(policy, other, kind, unread))


def _unread(kind: str, entering: Policy, reading: Policy) -> list[Fact]:
    """Facts because of which a record of `kind` that one policy let enter is not read by the other."""
    entered, read = entering.kinds[kind], reading.kinds[kind]
    given, known = ({fact.id: fact for fact in one.facts} for one in (entered, read))
    answers = _answers(entering), _answers(reading)
    strange = [fact for fact in entered.facts if not _is_read(fact, known.get(fact.id), *answers)]
    lacking = [fact for fact in read.facts if not fact.optional and not _is_given(given.get(fact.id))]
    return [*strange, *(fact for fact in lacking if fact.id not in {one.id for one in strange})]


def _is_given(entered: Fact | None) -> bool:
    return entered is not None and not entered.optional


def _is_read(entered: Fact, read: Fact | None, given: Answers, known: Answers) -> bool:
    """Whether every answer to the one question is an answer to the other."""
    if read is None or read.type != entered.type:
        return False
    if any(not given[part] <= known[part] for part in _PARTS.get(entered.type, ())):
        return False
    return {one.id for one in entered.choices} <= {one.id for one in read.choices}


def _answers(policy: Policy) -> Answers:
    return {"subjects": {one.id for one in policy.subjects}, "slots": set(policy.slots)}


def _path(index: int, kind: Kind, unread: list[Fact]) -> str:
    own = [fact.id for fact in kind.facts]
    place = next((own.index(fact.id) for fact in unread if fact.id in own), None)
    return f"kinds[{index}].facts" + ("" if place is None else f"[{place}]")


def _message(policy: Policy, other: Policy, kind: Kind, unread: list[Fact]) -> str:
    return _(
        "活动类别 {kind}（{name}）在本文件 {own} 和执行中的 {other}（{title}）里标识相同，"
        "所填事实不同：{facts}。按一份填报的记录，另一份不能折算，也不会提示。"
        "请改用别的标识，需要时用 [[also]] 承接，或使事实一致",
        kind=kind.id,
        name=kind.name,
        own=policy.name,
        other=other.name,
        title=other.title,
        facts="、".join(f"{fact.label}（{fact.id}）" for fact in unread),
    )
