"""Who may do what to an activity: small named predicates; a refusal carries its reason."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.utils.translation import gettext as _

from cejc.lib.db.ready import ready
from credits.engine.policy import Policy
from credits.engine.ways import Route, Stage
from credits.queries import policies_today
from registry.activities.models import Activity, ActivityCount, ActivityReview
from registry.enums import ActivityState, Office, Role
from registry.people.models import Membership, Organisation, Unattended, User
from registry.people.models.organisation import covered_by_seats
from registry.people.permissions import UNLINKED, supervises
from registry.people.queries.governing import policy_of_unit

UNIT_OFFICES = (Office.EMPLOYER, Office.UNIVERSITY, Office.AGENCY)
WAITING = (ActivityState.SUBMITTED, ActivityState.BEGUN)


@dataclass(frozen=True)
class Desk:
    """Who reviews an activity: `role` at the unit (HR) or at its supervisor (DEPARTMENT), in `stage`."""

    role: str
    stage: str
    name: str
    stands_in: tuple[str, ...] = ()  # roles that may act where nobody at the desk can


def desk_of(activity: Activity, policy: Policy | None = None) -> Desk:
    """The office that reviews an activity: its public-subject part alone goes to the competent department.

    Stage ids are the policy's, so that R23 compares like with like. Where the route has no department, and
    where the unit has none above it, the unit itself reviews.
    """
    unit = activity.organisation
    if policy is None or policy.reach.beside:  # what counts beside has no way of its own through offices
        policy = policy_of_unit(unit)
    stages, filed = _review_stages(policy, unit.route if unit else ""), policy.recognition.filed_subject
    if is_public_only(activity) and unit and unit.supervisor_id:
        found = next(
            (one for one in stages if filed in one.subjects and one.office == Office.DEPARTMENT), None
        )
        if found:
            return Desk(Role.DEPARTMENT, found.id, found.name, found.stands_in)
    found = next((one for one in stages if one.office in UNIT_OFFICES), None)
    return (
        Desk(Role.HR, found.id, found.name, found.stands_in)
        if found
        else Desk(Role.HR, "initial_review", _("单位审核"))
    )


def place_of(activity: Activity, desk: Desk | None) -> Organisation | None:
    """Where the desk stands: at the competent department, or at the unit of the record."""
    unit = activity.organisation
    return unit.supervisor if unit and desk and desk.role == Role.DEPARTMENT else unit


def _review_stages(policy: Policy, route: str) -> list[Stage]:
    routes = [one for one in policy.routes.values() if route in one.covers]
    return [stage for one in routes for stage in one.stages if stage.kind == "review"]


def is_public_only(activity: Activity) -> bool:
    return activity.is_public_subject and not activity.is_professional_subject


def is_own(user: User, activity: Activity) -> bool:
    """R23: the person behind the login, not the login."""
    return user.professional_id is not None and user.professional_id == activity.professional_id


def holds_desk(user: User, activity: Activity) -> bool:
    """Sits at the desk that reviews this activity."""
    desk, unit = desk_of(activity), activity.organisation
    if unit is None:
        return False
    wanted = unit.supervisor_id if desk.role == Role.DEPARTMENT else unit.pk
    if any(seat.organisation_id == wanted for seat in user.seats_as(desk.role)):
        return True
    return bool(user.has_role(Role.DEPARTMENT)) and _left_to(user).filter(pk=activity.pk).exists()


def _left_to(user: User) -> QuerySet[Activity]:
    """Waiting records on which nobody at their own desk may act, left
    to the department that the policy names."""
    stuck = Unattended.objects.open().exclude(stands_in="").filter(subject_type=Activity._meta.model_name)
    mine = Q(pk__in=[])
    for seat in user.seats_as(Role.DEPARTMENT):
        mine |= Q(organisation__path__startswith=seat.organisation.path)
    return Activity.objects.filter(mine, public_id__in=stuck.values("subject"), state__in=WAITING)


def refusal_to_review(
    user: User, activity: Activity, stage: str, acted: Collection[str] | None = None
) -> str:
    """Why `user` may not decide on `activity` in `stage`, by person; "" when nothing stands against it.

    `acted` are the stages at which the person has decided on it; given, they save the query.
    """
    if is_own(user, activity):
        return _("这是您本人的记录，按回避要求，请由同单位其他经办人办理。")
    if user.professional_id is None:
        return str(UNLINKED)
    if acted is None:
        acted = [stage for (stage,) in _stages_acted(activity.pk, user.professional_id)]
    if set(acted) - {stage}:
        return _("您已在其他环节对这条记录作出过决定，同一人不能办理两个环节，请由其他经办人办理。")
    return ""


@ready
def _stages_acted(activity: int, person: int) -> QuerySet[ActivityReview, Any]:
    rows = ActivityReview.objects.filter(activity=activity, person=person, undone_at=None)
    return rows.values_list("stage")


def may_take_back(user: User, activity: Activity) -> bool:
    """The desk that reviewed the record, an office above its unit, or
    the province; never its own person (R23)."""
    if is_own(user, activity) or user.professional_id is None or activity.organisation is None:
        return False
    above = supervises(user, activity.organisation) or user.has_role(Role.PROVINCE)
    return above or holds_desk(user, activity)


def review_queue(user: User, seat: Membership | None = None) -> QuerySet[Activity]:
    """What waits at the desks where `user` sits, own records included: they are shown and left out by name.

    With `seat`, at that desk alone: whoever has two roles sees the work of the one acted in.

    HR: everything of the unit that has a professional part or no department above. DEPARTMENT: what is
    for the public subject alone, of the units that it supervises.
    """
    units, offices = _desks(user, seat)
    mine = _at_desks(units, offices, _routes_with_department())
    if offices:
        mine |= Q(pk__in=_left_to(user).values("pk"))
    return Activity.objects.filter(mine, state__in=WAITING)


def _desks(user: User, seat: Membership | None) -> tuple[list[int], list[int]]:
    """The units and the departments whose desks are looked at."""
    seats = [seat] if seat and seat.role in (Role.HR, Role.DEPARTMENT) else user.seats
    units = [one.organisation_id for one in seats if one.role == Role.HR]
    return units, [one.organisation_id for one in seats if one.role == Role.DEPARTMENT]


def _at_desks(units: list[int], offices: list[int], routes: list[str]) -> Q:
    public_only = Q(
        is_public_subject=True, is_professional_subject=False, organisation__supervisor__isnull=False
    )
    public_only &= Q(organisation__route__in=routes)
    return Q(organisation__in=units) & ~public_only | Q(organisation__supervisor__in=offices) & public_only


def waiting_at(user: User, seat: Membership | None = None, policy: Policy | None = None) -> int:
    """How many records `review_queue` holds: by the counters of its desks, with those few that are left to a
    department. One query."""
    units, offices = _desks(user, seat)
    routes = _routes_with_department(policy)
    public_only = Q(public_only=True, supervised=True, route__in=routes)
    mine = Q(role=Role.HR, office__in=units) & ~public_only
    mine |= Q(role=Role.DEPARTMENT, office__in=offices) & public_only
    counted = ActivityCount.objects.filter(mine).order_by().annotate(n=F("value")).values_list("n")
    if offices:
        left = _left_to(user).exclude(_at_desks(units, offices, routes)).order_by()
        counted = counted.union(left.annotate(n=Value(1)).values_list("n"), all=True)
    return sum(n for (n,) in counted)


def _routes(policy: Policy | None) -> list[tuple[Route, str]]:
    """The routes of `policy`, each with its filed subject; of everything that somebody is governed by,
    when None."""
    policies = [policy] if policy else policies_today()
    return [(route, one.recognition.filed_subject) for one in policies for route in one.routes.values()]


def _routes_with_department(policy: Policy | None = None) -> list[str]:
    """Organisation routes whose public-subject material a competent department reviews."""
    found: list[str] = []
    for route, filed in _routes(policy):
        for stage in route.stages:
            if stage.kind == "review" and stage.office == Office.DEPARTMENT and filed in stage.subjects:
                found += route.covers
    return found


def may_see_record(user: User, activity: Activity) -> bool:
    """One of two records under a flag: may the reader see whose it is?"""
    if is_own(user, activity):
        return True
    rows = Activity.objects.filter(covered_by_seats(user, "organisation__"), pk=activity.pk)
    return rows.exclude(state=ActivityState.DRAFT).exists()
