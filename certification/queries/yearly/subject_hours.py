"""The hours of a year by subject, in the order of the notice: of a case, of a frozen paper, of figures.

A row keeps two sums (`Policy.in_two`). Where these do not say everything, it keeps the hours of each subject
beside them, and a paper its names beside the hours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from certification.models import CaseYear
from credits.engine import Policy, show
from credits.engine.policy import short_name

# What papers say that were frozen without names: whose notice has just these is none the worse for it.
USUAL = (gettext_noop("公需科目"), gettext_noop("专业科目"))
SHORT = (gettext_noop("公需"), gettext_noop("专业"))  # of these, for readers of other languages
UNKNOWN = "—"


@dataclass(frozen=True)
class Part:
    """One subject of one year; None hours: not kept."""

    name: str
    hours: Decimal | None

    @property
    def short(self) -> str:
        return short_name(self.name)

    @property
    def shown(self) -> str:
        return UNKNOWN if self.hours is None else show(self.hours)


def kept(policy: Policy, hours: Mapping[str, Decimal]) -> dict[str, Any]:
    """What stands in the details of a year beside its two sums: {} where these say everything."""
    if policy.is_in_two:
        return {}
    return {"hours": {one.id: show(hours.get(one.id, Decimal(0))) for one in policy.subjects}}


def parts_of(row: CaseYear, policy: Policy) -> list[Part]:
    """The hours of each subject of `policy`, in its order."""
    known = _by_subject(row, policy)
    return [Part(one.name, known.get(one.id)) for one in policy.subjects]


def _by_subject(row: CaseYear, policy: Policy) -> Mapping[str, Decimal]:
    """Subject -> hours; of a row kept before each had its own, as far as the two sums tell."""
    said = row.details.get("hours")
    if said is not None:
        return {key: Decimal(hours) for key, hours in said.items()}
    others = [one.id for one in policy.subjects if one.id != policy.parted]
    if not others:
        return {policy.parted: row.public_hours + row.professional_hours}
    found = {policy.parted: row.public_hours}
    return found | {others[0]: row.professional_hours} if len(others) == 1 else found


def line_parts(hours: Mapping[str, Decimal], policy: Policy) -> list[Part]:
    """The same of hours that were just counted."""
    return [Part(one.name, hours.get(one.id, Decimal(0))) for one in policy.subjects]


def in_words(parts: Iterable[Part]) -> str:
    """公需30、专业60"""
    return "、".join(f"{one.short}{one.shown}" for one in parts)


# What a notice or a slip freezes of a year, and reads from it for good.


def frozen_year(row: CaseYear, policy: Policy) -> dict[str, Any]:
    """The hours of a year for a paper: all text."""
    found: dict[str, Any] = {"public": show(row.public_hours), "professional": show(row.professional_hours)}
    return found if policy.is_in_two else found | {"hours": [one.shown for one in parts_of(row, policy)]}


def frozen_names(policy: Policy) -> dict[str, Any]:
    """What the columns of the paper are called; {} for the usual two."""
    names = [one.name for one in policy.subjects]
    return {} if tuple(names) == USUAL else {"subjects": names}


def names_in(content: Mapping[str, Any]) -> list[str]:
    """The subjects of a frozen paper, or of one entry of a list, in the language of the reader."""
    return [_(name) for name in content.get("subjects", USUAL)]


def hours_in(year: Mapping[str, Any]) -> list[str]:
    """The hours of a frozen year, one for each name."""
    return list(year.get("hours") or (year["public"], year["professional"]))


def common(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """The subjects that all entries of a list have in common, as frozen; [] where they differ."""
    found = {tuple(one.get("subjects", USUAL)) for one in entries} or {USUAL}
    return list(found.pop()) if len(found) == 1 else []


def summed(names: Iterable[str]) -> str:
    """公需＋专业, in the language of the reader."""
    return _("＋").join(_(short_name(name)) for name in names)


def frozen_parts(content: Mapping[str, Any], year: Mapping[str, Any]) -> str:
    """公需30、专业60: a year of an entry whose list says nothing of subjects."""
    pairs = zip(names_in(content), hours_in(year), strict=True)
    return "、".join(f"{short_name(name)}{hours}" for name, hours in pairs)


# Figures: two columns at most, for people of many notices.

SUBJECTS = ("public", "professional")  # of the subject in front, and of all others


def two_names(policy: Policy) -> Sequence[str]:
    """What the columns of figures are called where `policy` governs: two, or one of one subject."""
    front = [one.short for one in policy.subjects if one.id == policy.parted]
    others = [one.short for one in policy.subjects if one.id != policy.parted]
    return [*front, *(others if len(others) < 2 else [_("其他科目")])]
