"""The days that a login should have in its calendar: those of its desk, and its own as a professional."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from cejc import clock
from certification.models import Case, NoticeEntry
from certification.queries.application import last_day_of
from certification.queries.calendar import Due, coming_up
from certification.workflow.table import DRAFT, RETURNED, REVOKED
from registry.desk.forms.home import NEXT
from registry.enums import REMINDERS, RegistrationState, TitleLevel
from registry.models import AnnualRegistration, Organisation, Professional, RegistrationArrangement, User
from registry.people.queries.governing import policy_of
from registry.people.queries.people import current_employment
from registry.yearly.queries.registration import arrangements_for

REFRESHED = timedelta(hours=12)


def agenda(user: User) -> list[Due]:
    """From today on, the nearest first; of nobody else but the login and the offices it sits in."""
    found = [*coming_up(user, own_routes=True), *_of_offices(user)] if user.has_role(*REMINDERS) else []
    if user.professional:
        found += _own(user.professional)
    return sorted({due for due in found if due.day >= clock.today()})


def _of_offices(user: User) -> list[Due]:
    """Until when the years of those under an office are declared, where the office itself set it."""
    offices = [seat.organisation_id for seat in user.seats_as(*REMINDERS)]
    rows = RegistrationArrangement.objects.filter(organisation__in=offices).exclude(closes_on=None)
    return [
        Due(row.closes_on, _("年度登记截止"), _("%(year)s年度，%(office)s") % words)
        for row in rows.select_related("organisation")
        if row.closes_on and (words := {"year": row.year, "office": row.organisation.name})
    ]


def _own(person: Professional) -> list[Due]:
    place = current_employment(person)
    if place is None:
        return _notices(person)
    return [
        *_application(person, place.organisation),
        *_registrations(person, place.organisation),
        *_notices(person),
    ]


def _application(person: Professional, unit: Organisation) -> list[Due]:
    """The last day for handing in, while nothing was, or while it came back."""
    policy = policy_of(person)
    case = Case.objects.live().filter(professional=person, application_year=policy.application_year).first()
    if case and case.state not in (DRAFT, RETURNED, REVOKED):
        return []
    last = last_day_of(unit, policy, case.title_level if case else NEXT[TitleLevel(person.title_level)])
    what = _("%s年度学时认定申请") % policy.application_year
    return [Due(last.day, last.label, f"{what}。{last.why}")] if last else []


def _registrations(person: Professional, unit: Organisation) -> list[Due]:
    year = clock.today().year
    arranged = arrangements_for(unit, [year - 1, year])
    declared = set(
        AnnualRegistration.objects.filter(professional=person, year__in=list(arranged))
        .exclude(state=RegistrationState.OPEN)
        .values_list("year", flat=True)
    )
    return [
        Due(row.closes_on, _("年度登记截止"), _("%s年度继续教育登记由本人申报") % of)
        for of, row in arranged.items()
        if row.closes_on and of not in declared
    ]


def _notices(person: Professional) -> list[Due]:
    """The end of the notice in which one's own application stands."""
    rows = NoticeEntry.objects.filter(case__professional=person, notice__state="open", taken_out_at=None)
    return [
        Due(row.notice.last_day, _("公示期满"), row.notice.title)
        for row in rows.exclude(notice__last_day=None).select_related("notice")
        if row.notice.last_day
    ]


def as_file(days: list[Due]) -> bytes:
    """A calendar of whole days. The same thing keeps its name, so that one that moves is moved there and not
    doubled."""
    found = Calendar()
    found.add("prodid", "-//cejc//deadlines//ZH")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", _("继续教育学时认定：日程"))
    found.add("x-wr-timezone", "Asia/Shanghai")
    found.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    for due in days:
        found.add_component(_event(due))
    return found.to_ical()


def _event(due: Due) -> Event:
    event = Event()
    event.add("uid", _uid(due))
    event.add("dtstamp", datetime.combine(clock.today(), time(), clock.SHANGHAI).astimezone(UTC))
    event.add("summary", _("%(label)s：%(what)s") % {"label": due.label, "what": _first(due.what)})
    event.add("description", due.what)
    event.add("dtstart", due.day)
    event.add("dtend", due.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("url", settings.CEJC_PUBLIC_URL + reverse("certification:agenda"))
    return event


def _first(text: str) -> str:
    return text.partition("。")[0]


def _uid(due: Due) -> str:
    named = f"{due.label}|{_first(due.what)}|{_season(due.day)}"
    return f"{hashlib.sha256(named.encode()).hexdigest()[:32]}@cejc"


def _season(day: date) -> int:
    """The same thing of another year is another one."""
    return day.year
