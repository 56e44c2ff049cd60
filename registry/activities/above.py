"""What the records ask of the rooms that stand on them: which years are closed, what a provider reported, and
what the catalogue of courses says. Those rooms add their answers in `AppConfig.ready`."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import Model

from cejc.lib.hook import Hook
from credits.engine.facts import FactFault
from credits.engine.policy import Policy
from registry.activities.models import Activity
from registry.people.models import Professional

years_closed: Hook[Callable[[Professional, Iterable[int]], set[int]]] = Hook()
result_of: Hook[Callable[[Activity], Model | None]] = Hook()
proven_among: Hook[Callable[[Collection[int]], set[int]]] = Hook()
booked_among: Hook[Callable[[Collection[int]], set[int]]] = Hook()
facts_by: Hook[Callable[[Any, Mapping[str, Any]], dict[str, Any]]] = Hook()
faults_by: Hook[Callable[[Activity, Policy], tuple[list[str], list[FactFault]]]] = Hook()
unmatched_by: Hook[Callable[[Activity, Policy], bool]] = Hook()
unanswered_by: Hook[Callable[[Iterable[Activity]], set[int]]] = Hook()
fault_by: Hook[Callable[[Activity, bool | None], str]] = Hook()


def closed_years(person: Professional, years: Iterable[int]) -> set[int]:
    """Those of `years` whose annual registration is over: nothing is added to them any more."""
    wanted = list(years)
    return {year for closed in years_closed for year in closed(person, wanted)}


def proof_of(activity: Activity) -> Any:
    """The provider's result that proves a record in place of papers; None when there is none that stands."""
    return next((found for result in result_of if (found := result(activity))), None)


def proven(keys: Collection[int]) -> set[int]:
    """Those of these records (keys) that a provider's result proves."""
    return {key for among in proven_among for key in among(keys)}


def booked(keys: Collection[int]) -> set[int]:
    """Those of these records (keys) that came from a provider's result, whatever became of it."""
    return {key for among in booked_among for key in among(keys)}


def facts_with(course: Any, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a record of `course` (None: of none): what its
    review fixed is not what was typed (R12)."""
    found = dict(facts)
    for reviewed in facts_by:
        found = reviewed(course, found)
    return found


def entry_faults(activity: Activity, policy: Policy) -> tuple[list[str], list[FactFault]]:
    """What the catalogue has against submitting it: sentences, and faults of facts (R12–R14)."""
    sentences: list[str] = []
    faults: list[FactFault] = []
    for against in faults_by:
        more, typed = against(activity, policy)
        sentences += more
        faults += typed
    return sentences, faults


def is_unmatched(activity: Activity, policy: Policy) -> bool:
    """Whether a reviewer has to look for its course, because it names none of the catalogue (R13)."""
    return any(unmatched(activity, policy) for unmatched in unmatched_by)


def unanswered(activities: Iterable[Activity]) -> set[int]:
    """Those of these records (keys) whose course a reviewer has still to look for; two queries at most."""
    rows = list(activities)
    return {key for found in unanswered_by for key in found(rows)}


def course_fault(activity: Activity, is_proven: bool | None = None) -> str:
    """Why a reviewer cannot approve it yet, or "". `is_proven` saves the query where it is known."""
    return next((fault for found in fault_by if (fault := found(activity, is_proven))), "")
