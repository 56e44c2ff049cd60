"""The paper booklet of a number: handed out, reported lost, issued
again under the same number (history kept)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Stale
from cejc.outcome import Outcome
from credits.engine.numbers import show_date
from registry.enums import HandbookState
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.people.models import User
from registry.people.permissions import require
from registry.people.services.telling.message import tell
from registry.yearly.models import Handbook, HandbookEvent
from registry.yearly.moves.handbook import HANDBOOK, not_hander


def why_not_handed(actor: User, book: Handbook, units: Mapping[int, int] | None = None) -> str:
    """What keeps `actor` from recording that `book` was handed out; "" when nothing does.

    `units` (units_of) saves a query a book.
    """
    if book.state == HandbookState.HANDED_OUT:
        return _("已经发放")
    if book.state == HandbookState.LOST:
        return _("已挂失，待补发")
    return not_hander(actor, book, units)


@service
def hand_out_many(
    *, actor: User, handbooks: Iterable[Handbook], on: date, received_by: str = ""
) -> Outcome[Handbook]:
    """Record that booklets were given to their people, or to `received_by` for them; each is
    handed out or left out with the reason. Twice is once."""
    outcome: Outcome[Handbook] = Outcome()
    keys = sorted(book.pk for book in handbooks)
    rows = Handbook.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("sequence")
    for book in rows.select_related("professional", "claim__organisation"):
        name = received_by.strip() or book.professional.name
        if (book.state, book.handed_on, book.received_by) == (HandbookState.HANDED_OUT, on, name):
            outcome.done.append(book)
            continue
        if why := why_not_handed(actor, book) or _why_not_that_day(book, on):
            outcome.left_out.append((book, why))
            continue
        _give(actor, book, on, name)
        outcome.done.append(book)
    return outcome


def _give(actor: User, book: Handbook, on: date, name: str) -> None:
    book.handed_on, book.received_by, book.lost_on = on, name, None
    _leave(HANDBOOK.step("hand_out", book, actor), on, received_by=name)


def _why_not_that_day(book: Handbook, on: date) -> str:
    if on > clock.today():
        return _("发放日期不能晚于今天")
    granted = book.granted_at.astimezone(clock.SHANGHAI).date()
    return _("发放日期不能早于核发日期（%(day)s）") % {"day": show_date(granted)} if on < granted else ""


@service
def report_loss(*, actor: User, handbook: Handbook, on: date, reason: str) -> Handbook:
    """The person, the unit or the claiming office reports the booklet lost. The number stays the person's."""
    step = HANDBOOK.enter("report_loss", handbook, actor=actor, reason=reason)
    if step.repeated:
        return step.row
    require(on <= clock.today(), _("遗失日期不能晚于今天。"))
    step.row.lost_on = on
    return _leave(step, on)


@service
def reissue(*, actor: User, handbook: Handbook, issue: int) -> Handbook:
    """The province issues the booklet again under the same number; `issue` is the one that was lost.

    Nobody reissues what he reported himself (R23).
    """
    step = HANDBOOK.enter("reissue", handbook, actor=actor)
    book = step.row
    if book.issue != (issue + 1 if step.repeated else issue):
        raise Stale(HANDBOOK.moved)
    if step.repeated:
        return book
    lost = book.events.filter(kind="lost").order_by("-pk").first()
    reporter = lost.person_id if lost else None
    require(reporter is None or reporter != actor.professional_id, _("由您报的挂失，须由他人补发。"))
    book.issue, book.handed_on, book.received_by, book.granted_at = issue + 1, None, "", clock.now()
    _leave(step, clock.today())
    users = book.professional.users.filter(is_active=True)
    tell(users, "handbook_reissued", {"handbook": book}, link=reverse("registry:handbook-mine"))
    return book


def _leave(step: Step[Handbook], on: date, received_by: str = "") -> Handbook:
    """The booklet's own history beside the move."""
    book, actor = step.row, step.actor
    HandbookEvent.objects.create(
        handbook=book,
        kind=step.move.done,
        issue=book.issue,
        on=on,
        received_by=received_by,
        reason=step.reason,
        by=actor,
        person=actor.professional,
    )
    return step.leave(number=book.number, issue=book.issue, on=on.isoformat(), received_by=received_by)
