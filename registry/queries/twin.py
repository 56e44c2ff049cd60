"""The same course in two channels: entered by the person, reported by its provider. Never counted twice."""

import re
from collections.abc import Iterable

from credits.engine.policy import Policy
from registry.models import Activity
from registry.queries.slots import days_of, parts_of

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
    """A name without blanks, brackets and marks, as people leave them out."""
    return _NOISE.sub("", title).casefold()


def _years(policy: Policy, activity: Activity) -> set[int]:
    """The year that it is for (R14), else those of its dates."""
    attributed = activity.facts.get("attributed_year")
    if attributed:
        return {int(attributed)}
    return {day.year for day in days_of(policy, activity.kind, activity.facts)}
