"""The same course in two channels: entered by the person, reported by its provider. Never counted twice."""

import re
import unicodedata
from collections.abc import Iterable

from credits.engine.policy import Policy
from registry.activities.models import Activity
from registry.activities.queries.slots import days_of, parts_of

_NOISE = re.compile(r"[\W_]+")


def twin_among(policy: Policy, activity: Activity, others: Iterable[Activity]) -> Activity | None:
    """The first of `others` that is the same course as `activity`.

    A training: the same name with a common part of a day. Everything else: the same name in the same year.
    """
    name, parts = plain(activity.title), set(parts_of(policy, activity.kind, activity.facts))
    for other in others:
        if other.kind != activity.kind or plain(other.title) != name or not name:
            continue
        if parts & set(parts_of(policy, other.kind, other.facts)):
            return other
        if not parts and _years(policy, activity) & _years(policy, other):
            return other
    return None


def plain(title: str) -> str:
    """A name without blanks, brackets and marks, as people leave them out; full width is half width."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", title)).casefold()


def lookalikes(policy: Policy, activity: Activity, others: Iterable[Activity]) -> list[Activity]:
    """Those of `others` of the same kind, name and date: perhaps the same thing entered twice (R5)."""
    name, days = plain(activity.title), set(days_of(policy, activity.kind, activity.facts))
    return [
        other
        for other in others
        if name
        and other.public_id != activity.public_id
        and other.kind == activity.kind
        and plain(other.title) == name
        and days & set(days_of(policy, other.kind, other.facts))
    ]


def _years(policy: Policy, activity: Activity) -> set[int]:
    """The year that it is for (R14), else those of its dates."""
    attributed = activity.facts.get("attributed_year")
    if attributed:
        return {int(attributed)}
    return {day.year for day in days_of(policy, activity.kind, activity.facts)}
