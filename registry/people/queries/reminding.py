"""Whom a reminder concerns, who gets it, who does not and why, and the text as each gets it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.pieces import pieces
from cejc.lib.writing.dates import cn_day
from registry.enums import Role
from registry.people.models import Employment, Letter, Membership, Message, Reminding, User
from registry.people.remindable import filled, kinds, topic_of


def under(seat: Membership) -> Q:
    """A filter on Employment for the places that a seat may remind at: HR's own unit, every unit at or under
    an office, everywhere for the province."""
    if seat.role == Role.PROVINCE:
        return Q()
    if seat.role == Role.HR:
        return Q(organisation=seat.organisation_id)
    return Q(organisation__path__startswith=seat.organisation.path)


def logins_of(people: Collection[int]) -> Mapping[int, list[User]]:
    """Person (key) -> the logins by which they are told."""
    found: dict[int, list[User]] = defaultdict(list)
    for piece in pieces(list(people)):
        for user in User.objects.filter(professional__in=piece, is_active=True).order_by("pk"):
            found[user.professional_id or 0].append(user)
    return found


def reminded_lately(people: Collection[int]) -> Mapping[int, datetime]:
    """Person (key) -> when they were reminded last, of those who were within the last days."""
    since = clock.now() - timedelta(days=settings.CEJC_REMIND_AGAIN_DAYS)
    found: dict[int, datetime] = {}
    for piece in pieces(list(people)):
        rows = Message.objects.filter(
            recipient__professional__in=piece, kind__in=kinds(), created_at__gt=since
        )
        found |= dict(rows.order_by().values_list("recipient__professional").annotate(Max("created_at")))
    return found


def judged(letters: Sequence[Letter], logins: Collection[int], recent: Mapping[int, datetime]) -> None:
    """Leave out of `letters` whoever cannot be told, or was reminded some days ago and is not named."""
    for letter in letters:
        person = letter.place.professional_id
        letter.lately = person in recent
        if person not in logins:
            leave_out(letter, _("没有可用的账号，收不到提醒"))
        elif letter.lately and not letter.named:
            words = {"day": cn_day(recent[person]), "days": settings.CEJC_REMIND_AGAIN_DAYS}
            leave_out(letter, _("%(day)s已提醒过，%(days)s天内不重复提醒，除非逐人选定") % words)


def leave_out(letter: Letter, why: str) -> None:
    letter.outcome, letter.why = "out", why


def titled(row: Reminding) -> str:
    """How a reminder is called in the office: its title with the year that it is about."""
    return filled(row.subject, {"year": row.year} if row.year else {})


@dataclass(frozen=True)
class Written:
    """A letter as its person gets it."""

    subject: str
    body: str
    link: str


def written(row: Reminding, places: Sequence[Employment]) -> dict[int, Written]:
    """Place (key) -> the letter, as things stand now; `places` with person and unit."""
    matters = topic_of(row).matters({place.professional_id for place in places}, row.year)
    return {place.pk: _letter(row, place, matters.get(place.professional_id)) for place in places}


def _letter(row: Reminding, place: Employment, matter: Any) -> Written:
    values = {
        "name": place.professional.name,
        "unit": place.organisation.name,
        "year": row.year or "",
        "matter": matter.words if matter else "",
        "office": row.organisation.name,
    }
    link = matter.link if matter else ""
    return Written(filled(row.subject, values), filled(row.text, values), link)
