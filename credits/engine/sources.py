"""Where a figure comes from: the notice, or a point that settles what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NOTICE, RESOLUTION = "notice", "resolution"
BASES = (NOTICE, RESOLUTION)


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: `basis` is notice or resolution,
    `clause` the place, `points` the R numbers."""

    basis: str
    clause: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Point:
    """One of R1–R27: what the notice leaves open and how this policy settles it. `same_as` are the places
    where a parameter stands once more, as conversion.assignment.least_months."""

    id: str
    title: str
    text: str
    basis: str
    clause: str
    values: Mapping[str, Any] = field(default_factory=dict, compare=False)
    same_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
