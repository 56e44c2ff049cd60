"""The list of required materials, as data."""

from __future__ import annotations

from dataclasses import dataclass

from credits.engine.sources import Source


@dataclass(frozen=True)
class DocumentKind:
    id: str
    name: str


@dataclass(frozen=True)
class EvidenceOption:
    """One permitted combination: of every group in `needs` one document kind must be there."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class EvidenceRow:
    """One row of the list of required materials: any of `options` is enough."""

    id: str
    kinds: tuple[str, ...]
    text: str
    source: Source
    options: tuple[EvidenceOption, ...]
