"""Whom a suspension of gatherings touches (R27): bases with filings inside
it, whoever holds sessions, closed ones."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse

from registry.activities.models import Suspension
from registry.enums import FilingState, SessionState
from registry.people.models import User
from registry.people.services.telling.message import tell_each
from registry.training.models import Filing, TrainingSession
from registry.training.permissions import seated, staff_of
from registry.training.permissions_session import ORGANISING
from registry.training.queries.suspended import inside

WAITING = (FilingState.SUBMITTED, FilingState.ACCEPTED)
AHEAD = (SessionState.PLANNED, SessionState.OPEN)
Told = tuple[User, dict[str, object], str]


def tell_of(suspension: Suspension, *, ended: bool) -> None:
    """A message for each filing and each session that is still ahead. Called inside a service."""
    days = inside(suspension, ended)
    told = [*_of_filings(suspension, days), *_of_sessions(suspension, days)]
    tell_each(told, "suspension_ended" if ended else "suspension_declared")


def _of_filings(row: Suspension, days: Q) -> Iterable[Told]:
    filings = Filing.objects.filter(state__in=WAITING).filter(days).distinct()
    for filing in filings.select_related("base__organisation").order_by("pk"):
        about = {"title": filing.title, "what": "filing", "row": row}
        link = reverse("registry:filing", args=[filing.public_id])
        yield from ((user, about, link) for user in staff_of(filing.base))


def _of_sessions(row: Suspension, days: Q) -> Iterable[Told]:
    sessions: QuerySet[TrainingSession] = TrainingSession.objects.filter(state__in=AHEAD)
    for session in sessions.filter(days).distinct().select_related("base__organisation").order_by("pk"):
        about = {"title": session.title, "what": "session", "row": row}
        link = reverse("registry:session", args=[session.public_id])
        yield from ((user, about, link) for user in _holders(session))


def _holders(session: TrainingSession) -> list[User]:
    """Whoever can do something about it: the base's staff, or the seats of the unit that organises it."""
    if session.base is not None:
        return staff_of(session.base)
    return seated(session.organiser_id, ORGANISING)
