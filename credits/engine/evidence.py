"""Which materials a kind of activity needs, what is there, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from credits.engine.materials import DocumentKind, EvidenceOption, EvidenceRow
from credits.engine.policy import Policy
from credits.engine.words import _


@dataclass(frozen=True)
class Need:
    """Any one of `any_of` is enough; `present` are those that are there."""

    any_of: tuple[DocumentKind, ...]
    present: tuple[DocumentKind, ...]

    @property
    def met(self) -> bool:
        return bool(self.present)

    @property
    def name(self) -> str:
        return _("或").join(document.name for document in self.any_of)


@dataclass(frozen=True)
class OptionState:
    """One permitted combination, compared with what is there."""

    name: str
    needs: tuple[Need, ...]

    @property
    def missing(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if not need.met)

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def sentence(self) -> str:
        if self.complete:
            return _("材料已齐全。")
        return _("还缺：{missing}。", missing="、".join(need.name for need in self.missing))


@dataclass(frozen=True)
class EvidenceState:
    """Every permitted combination of a kind. `extra` are documents that no combination asks for."""

    kind: str
    row: EvidenceRow
    options: tuple[OptionState, ...]
    extra: tuple[DocumentKind, ...]

    @property
    def complete(self) -> OptionState | None:
        """The first combination that is complete, or None."""
        return next((option for option in self.options if option.complete), None)

    @property
    def nearest(self) -> OptionState:
        """The combination with the fewest documents missing; the earlier one when equal."""
        return min(self.options, key=lambda option: len(option.missing))

    @property
    def documents(self) -> tuple[DocumentKind, ...]:
        """Every document kind that some combination asks for, in order, each once: the choices of a form."""
        asked = (doc for option in self.options for need in option.needs for doc in need.any_of)
        return tuple(dict.fromkeys(asked))


def evidence_for(policy: Policy, kind: str, present: Iterable[str] = ()) -> EvidenceState:
    """Compare the document kinds `present` (ids) with what activities of `kind` need.

    KeyError for a kind or a document kind that the policy does not know.
    """
    row = policy.evidence_by_kind[kind]
    there = {policy.documents[document] for document in present}
    options = tuple(
        _state(policy, option, there) for option in row.options if not option.kinds or kind in option.kinds
    )
    asked = {document for option in options for need in option.needs for document in need.any_of}
    extra = tuple(sorted(there - asked, key=lambda document: document.id))
    return EvidenceState(kind, row, options, extra)


def _state(policy: Policy, option: EvidenceOption, there: set[DocumentKind]) -> OptionState:
    needs = []
    for group in option.needs:
        any_of = tuple(policy.documents[document] for document in group)
        needs.append(Need(any_of, tuple(document for document in any_of if document in there)))
    return OptionState(option.name, tuple(needs))
