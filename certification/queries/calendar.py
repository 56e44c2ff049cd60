"""What comes up for an office: windows, ends of notices, and the last
day on which a notice is still in time."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from cejc import clock
from certification.models import BureauSetting, Notice
from credits.engine import (
    CalendarMissing,
    NoRoute,
    Policy,
    Route,
    filing_stage,
    latest_publication,
    route_for,
)
from credits.queries import policies_worked_with, workdays_before
from registry.enums import REMINDERS, Role, TitleLevel
from registry.models import User


@dataclass(frozen=True, order=True)
class Due:
    """One day of the calendar: what it is, and of whom."""

    day: date
    label: str
    what: str


def coming_up(user: User, *, own_routes: bool = False) -> list[Due]:
    """From today on, the nearest first; without the sentences of years whose calendar is not loaded.

    With `own_routes` a login that is HR and nothing else has the windows of its units' routes alone.
    """
    today, policies = clock.today(), policies_worked_with()
    found = [due for policy in policies for due in _of_policy(user, policy, own_routes, len(policies) > 1)]
    found += _of_notices(user) + _of_bureaus(user, {policy.application_year for policy in policies})
    return sorted({due for due in found if due.day >= today})


def _of_policy(user: User, policy: Policy, own_routes: bool, among_others: bool) -> Iterator[Due]:
    """The days of one policy's routes; `among_others`: each says of which year it is."""
    routes = _routes_of(user, policy) if own_routes else policy.routes.values()
    for due in (due for route in routes for due in _of_route(policy, route)):
        what = _("%(year)s年度　%(what)s") % {"year": policy.application_year, "what": due.what}
        yield replace(due, what=what) if among_others else due


def _routes_of(user: User, policy: Policy) -> Collection[Route]:
    seats = [seat for seat in user.seats if seat.role in REMINDERS]
    if any(seat.role != Role.HR for seat in seats):
        return policy.routes.values()
    found = {}
    for seat in seats:
        for level in TitleLevel:
            with suppress(NoRoute):
                route = route_for(policy, seat.organisation.route, level)
                found[route.id] = route
    return found.values()


def publish_by(closes: date, days: int) -> date | None:
    """The last day on which a notice can be published in time; None where the calendar is not loaded."""
    try:
        return latest_publication(closes, days, workdays_before(closes, days))
    except CalendarMissing:
        return None


def _of_route(policy: Policy, route: Route) -> list[Due]:
    stage = filing_stage(route)
    if stage is None or stage.window is None:
        return []
    window = stage.window
    found = [Due(window.closes, _("报送截止"), route.name)]
    if window.opens:
        found.append(Due(window.opens, _("开始受理"), route.name))
    notice = next((one for one in route.stages if one.kind == "notice"), None)
    last = publish_by(window.closes, notice.working_days) if notice else None
    return [*found, Due(last, _("最迟发布公示"), route.name)] if last else found


def _of_notices(user: User) -> list[Due]:
    rows = Notice.objects.visible_to(user).filter(state="open").exclude(last_day=None)
    return [Due(row.last_day, _("公示期满"), row.title) for row in rows if row.last_day]


def _of_bureaus(user: User, years: Collection[int]) -> list[Due]:
    seats = [seat.organisation_id for seat in user.seats]
    rows = BureauSetting.objects.filter(organisation__in=seats, application_year__in=years).select_related(
        "organisation"
    )
    return [
        Due(day, label, row.organisation.name)
        for row in rows
        for day, label in ((row.opens, _("开始受理")), (row.closes, _("受理截止")))
        if day
    ]
