"""The paper booklet of a number: handed out, reported lost, issued again under the same number (history kept)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Stale
from cejc.outcome import Outcome
from credits.engine.numbers import show_date
from registry.enums import HandbookState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import User
from registry.people.permissions import is_self, require
from registry.people.services.message import tell
from registry.yearly.models import Handbook, HandbookEvent
from registry.yearly.permissions import hands_out, may_reissue, may_report_loss


def why_not_handed(actor: User, book: Handbook, units: Mapping[int, int] | None = None) -> str:
    """What keeps `actor` from recording that `book` was handed out; "" when nothing does.

    `units` (units_of) saves a query a book.
    """
    if book.state == HandbookState.HANDED_OUT:
        return _("已经发放")
    if book.state == HandbookState.LOST:
        return _("已挂失，待补发")
    if is_self(actor, book.professional):
        return _("本人的登记手册，须由他人登记发放")
    return "" if hands_out(actor, book, units) else _("由领取单位或者本人所在单位登记发放")


@service
def hand_out(*, actor: User, handbook: Handbook, on: date, received_by: str = "") -> Handbook:
    """Record that the booklet was given to the person, or to `received_by` for the person. Twice is once."""
    book = _locked(handbook)
    name = received_by.strip() or book.professional.name
    if (book.state, book.handed_on, book.received_by) == (HandbookState.HANDED_OUT, on, name):
        return book
    require(not (why := why_not_handed(actor, book)), f"{why}。")
    _require_day(book, on)
    _give(actor, book, on, name)
    return book


@service
def hand_out_many(
    *, actor: User, handbooks: Iterable[Handbook], on: date, received_by: str = ""
) -> Outcome[Handbook]:
    """The same for a list; each is handed out or left out with the reason. Twice is once."""
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
    book.state, book.handed_on, book.received_by, book.lost_on = HandbookState.HANDED_OUT, on, name, None
    book.save()
    _event(actor, book, "handed_out", on=on, received_by=name)


def _require_day(book: Handbook, on: date) -> None:
    require(not (why := _why_not_that_day(book, on)), f"{why}。")


def _why_not_that_day(book: Handbook, on: date) -> str:
    if on > clock.today():
        return _("发放日期不能晚于今天")
    granted = book.granted_at.astimezone(clock.SHANGHAI).date()
    return _("发放日期不能早于核发日期（%(day)s）") % {"day": show_date(granted)} if on < granted else ""


@service
def report_loss(*, actor: User, handbook: Handbook, on: date, reason: str) -> Handbook:
    """The person, the unit or the claiming office reports the booklet lost. The number stays the person's."""
    book = _locked(handbook)
    require(may_report_loss(actor, book), _("挂失由本人、所在单位或者领取单位办理。"))
    if book.state == HandbookState.LOST:
        return book
    require(book.state == HandbookState.HANDED_OUT, _("登记手册还没有发放，不能挂失。"))
    require(on <= clock.today(), _("遗失日期不能晚于今天。"))
    require(bool(reason.strip()), _("请说明遗失的经过。"))
    book.state, book.lost_on = HandbookState.LOST, on
    book.save()
    _event(actor, book, "lost", on=on, reason=reason.strip())
    return book


@service
def reissue(*, actor: User, handbook: Handbook, issue: int) -> Handbook:
    """The province issues the booklet again under the same number; `issue` is the one that was lost.

    Nobody reissues what he reported himself (R23).
    """
    book = _locked(handbook)
    require(may_reissue(actor, book), _("登记手册由省人社厅专技处补发，本人的须由他人办理。"))
    if book.state == HandbookState.GRANTED and book.issue == issue + 1:
        return book
    if book.state != HandbookState.LOST or book.issue != issue:
        raise Stale(_("这本登记手册的状态已经变化，请刷新页面。"))
    lost = book.events.filter(kind="lost").order_by("-pk").first()
    reporter = lost.person_id if lost else None
    require(reporter is None or reporter != actor.professional_id, _("由您报的挂失，须由他人补发。"))
    book.issue, book.state, book.handed_on, book.received_by = issue + 1, HandbookState.GRANTED, None, ""
    book.granted_at = clock.now()
    book.save()
    _event(actor, book, "reissued", on=clock.today())
    users = book.professional.users.filter(is_active=True)
    tell(users, "handbook_reissued", {"handbook": book}, link=reverse("registry:handbook-mine"))
    return book


def _locked(handbook: Handbook) -> Handbook:
    rows = Handbook.objects.select_for_update(of=("self",))
    return rows.select_related("professional", "claim__organisation").get(pk=handbook.pk)


def _event(
    actor: User, book: Handbook, kind: str, *, on: date, received_by: str = "", reason: str = ""
) -> None:
    HandbookEvent.objects.create(
        handbook=book,
        kind=kind,
        issue=book.issue,
        on=on,
        received_by=received_by,
        reason=reason,
        by=actor,
        person=actor.professional,
    )
    audit.record(
        f"handbook.{kind}",
        book,
        actor=actor,
        reason=reason,
        context=book.professional,
        after={"number": book.number, "issue": book.issue, "on": on.isoformat(), "received_by": received_by},
    )
