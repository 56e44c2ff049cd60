"""A notice word for word, clause after clause, with the data that each became."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from credits.engine.bases import kept_base, written
from credits.engine.data.homes import anchor, home, others
from credits.engine.data.marks import Marks, marked, marks, with_acts
from credits.engine.data.parts import Datum, data_of
from credits.engine.differences import Difference, clause_rank, differences
from credits.engine.examples import Example
from credits.engine.loader import base_of
from credits.engine.policy import Policy


@dataclass
class Stand:
    """One clause and all that stands with it. `text` is "" where the file does not have its words; `below` is
    then what the notice says that this one was made from. `was`: the words of the earlier edition, where they
    changed; `new`: that edition had no such clause. `gone`: data taken out. `also`: the clauses with which
    data stand that cite this one too."""

    id: str
    text: str = ""
    plain: bool = False
    was: str = ""
    new: bool = False
    below: str = ""
    data: list[Datum] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    gone: list[Difference] = field(default_factory=list)
    also: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return anchor(self.id)

    @property
    def also_at(self) -> list[tuple[str, str]]:
        """Each of `also` with its anchor."""
        return [(one, anchor(one)) for one in self.also]

    @property
    def bare(self) -> bool:
        """It became no data."""
        return not (self.data or self.examples or self.gone or self.also)


@dataclass(frozen=True)
class Beside:
    """`stands`: the clauses as the notice has them; `wordless`: those that data cite and the file does not
    have; `uncited`: data, by part of the file, that cite nothing; `dropped`: clauses of the earlier edition
    that this one took out. `base` None: it stands alone."""

    policy: Policy
    base: Policy | None
    stands: list[Stand]
    wordless: list[Stand]
    uncited: dict[str, list[Datum]]
    lost: list[Difference]
    dropped: list[Stand]


def beside(policy: Policy) -> Beside:
    """Every clause of `policy`, every datum, every example and every difference from its base, each once."""
    base = base_of(policy)
    data = with_acts(data_of(policy), policy.written.tree)
    made = marks(data, differences(base, policy) if base else ())
    table = _Table(policy, base)
    for datum in data:
        table.put(marked(datum, made))
    table.put_rest(policy.examples, made)
    return table.whole()


class _Table:
    """The stands while they are filled."""

    def __init__(self, policy: Policy, base: Policy | None) -> None:
        self.policy, self.base = policy, base
        self.stands = _worded(policy, base)
        self.known = list(self.stands)
        self.wordless: dict[str, Stand] = {}
        self.uncited: dict[str, list[Datum]] = {}
        self.lost: list[Difference] = []
        self.below = _words_below(policy)

    def put(self, datum: Datum) -> None:
        if not datum.clause:
            self.uncited.setdefault(datum.section, []).append(datum)
            return
        at = self.at(datum.clause)
        at.data.append(datum)
        for one in others(datum.clause, self.known):
            if at.id not in self.stands[one].also:
                self.stands[one].also.append(at.id)

    def put_rest(self, examples: Iterable[Example], made: Marks) -> None:
        for example in sorted(examples, key=lambda one: not one.inside):
            self.at(example.clause).examples.append(example)
        for one in made.lost:
            (self.at(one.clause).gone if one.clause else self.lost).append(one)

    def at(self, clause: str) -> Stand:
        found = home(clause, self.known)
        if found in self.stands:
            return self.stands[found]
        return self.wordless.setdefault(found, Stand(found, below=self.below.get(found, "")))

    def whole(self) -> Beside:
        wordless = sorted(self.wordless.values(), key=lambda one: clause_rank(one.id))
        dropped = _dropped(self.policy, self.base)
        return Beside(
            self.policy, self.base, list(self.stands.values()), wordless, self.uncited, self.lost, dropped
        )


def _earlier(policy: Policy, base: Policy | None) -> dict[str, str]:
    """The words of the edition before, by clause; nothing where the base is another notice."""
    return {one.id: one.text for one in base.clauses} if base and base.name == policy.name else {}


def _worded(policy: Policy, base: Policy | None) -> dict[str, Stand]:
    before = _earlier(policy, base)
    found = {}
    for one in policy.clauses:
        was = before.get(one.id, "")
        changed = was if was != one.text else ""
        found[one.id] = Stand(one.id, one.text, one.plain, changed, bool(before) and not was)
    return found


def _dropped(policy: Policy, base: Policy | None) -> list[Stand]:
    kept = {one.id for one in policy.clauses}
    return [Stand(key, was=text) for key, text in _earlier(policy, base).items() if key not in kept]


def _words_below(policy: Policy) -> dict[str, str]:
    """The words of the nearest notice that `policy` rests on and that has any, by clause."""
    texts = policy.written.texts
    for name in policy.written.bases:
        tree = written(texts[name].encode(), kept_base(texts), []).tree
        if tree.get("clauses"):
            return {str(one["id"]): str(one["text"]) for one in tree["clauses"]}
    return {}
