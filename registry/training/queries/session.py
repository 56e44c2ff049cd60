"""Who was where in a session, when one may sign in, and what will be held and why (R25)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from cejc import clock
from cejc.site import gettext as _
from credits.engine.numbers import show_date
from credits.engine.recognition import COUNT
from credits.filed import filed_subject
from registry.activities.queries.suspension import suspensions_on
from registry.enums import FilingState
from registry.people.models import Employment, Professional
from registry.people.queries.governing import policy_of_unit
from registry.training.models import Attendee, Filing, SessionSlot, SignIn, TrainingSession
from registry.training.queries.timetable import in_day_order, parts

# A scan that arrives so long after its code was shown came from a phone without a network, or from elsewhere.
PROMPT = timedelta(minutes=2)


def slots_of(session: TrainingSession, names: Mapping[str, str] | None = None) -> list[SessionSlot]:
    return in_day_order(session.slots.all(), names)


def window_of(slot: SessionSlot) -> tuple[datetime, datetime]:
    """From when to when codes of the slot are shown: some minutes before it begins until it ends."""
    early = timedelta(minutes=settings.CEJC_SIGN_IN_MINUTES)
    begins = datetime.combine(slot.date, slot.begins, tzinfo=clock.SHANGHAI)
    return begins - early, datetime.combine(slot.date, slot.ends, tzinfo=clock.SHANGHAI)


def begins_at(slot: SessionSlot) -> datetime:
    return datetime.combine(slot.date, slot.begins, tzinfo=clock.SHANGHAI)


def ends_at(slots: Sequence[SessionSlot]) -> datetime | None:
    return max((window_of(slot)[1] for slot in slots), default=None)


def with_counts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Sessions with `people`, `first` and `last` day."""
    people = (
        Attendee.objects.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk"))
    )
    return rows.annotate(
        people=Subquery(people.values("n")), first=Min("slots__date"), last=Max("slots__date")
    )


def with_attendance(rows: QuerySet[Attendee]) -> QuerySet[Any]:
    """Attendees with `signed`, how many slots, and `late`, how many of
    these arrived long after the code was shown."""
    late = Q(sign_ins__way="qr", sign_ins__received_at__gt=F("sign_ins__scanned_at") + PROMPT)
    return rows.annotate(signed=Count("sign_ins"), late=Count("sign_ins", filter=late)).order_by("pk")


def is_late(row: SignIn) -> bool:
    return row.way == "qr" and row.received_at - row.scanned_at > PROMPT


def filing_in_force(session: TrainingSession) -> Filing | None:
    """The version of the session's filing that is accepted now."""
    if session.filing is None:
        return None
    rows = Filing.objects.filter(state=FilingState.ACCEPTED)
    own = Q(number=session.filing.number) if session.filing.number else Q(pk=session.filing_id)
    return rows.filter(own).prefetch_related("slots").first()


def warnings_of(session: TrainingSession, slots: Sequence[SessionSlot], people: int) -> list[str]:
    """What will keep hours from counting, said before it happens;
    whether they count is settled after closing."""
    found = [
        _("%(day)s在停办聚集性培训期间（依据：%(citation)s），学时暂不计入。")
        % {
            "day": show_date(next(one.date for one in slots if row.covers(one.date))),
            "citation": row.citation,
        }
        for row in suspensions_on(one.date for one in slots)
    ]
    public = [slot for slot in slots if slot.subject == filed_subject()]
    if not public:
        return found
    if session.base is None:
        direct = policy_of_unit(session.organiser).recognition.own_training == COUNT
        return (
            found
            if direct
            else [*found, _("单位自行组织的{filed_subject}培训须经{authority}同意，学时暂不计入。")]
        )
    return found + list(_against_filing(session, public, people))


def _against_filing(session: TrainingSession, public: Sequence[SessionSlot], people: int) -> Iterable[str]:
    filing = filing_in_force(session)
    if filing is None:
        yield _("本班有{filed_subject}而没有有效的备案，学时将暂不计入，由{authority}决定{filed_clause}。")
        return
    policy = policy_of_unit(session.base.organisation if session.base else session.organiser)
    filed = {(one.date, part) for one in filing.slots.all() for part in parts(policy, one.slot)}
    outside = [
        slot for slot in public if any((slot.date, part) not in filed for part in parts(policy, slot.slot))
    ]
    if outside:
        days = "、".join(dict.fromkeys(show_date(slot.date) for slot in outside))
        yield _("%s有{filed_subject}不在备案的时间内，学时将暂不计入；请在此之前提交备案变更。") % days
    if session.place.strip() and filing.place.strip() and session.place.strip() != filing.place.strip():
        yield _("培训地点与备案地点“%s”不同，学时将暂不计入；请提交备案变更。") % filing.place
    if filing.headcount is not None and people > filing.headcount:
        yield _("名单%(people)d人，超出备案的%(filed)d人，超出部分将暂不计入；请提交备案变更。") % {
            "people": people,
            "filed": filing.headcount,
        }


def staff_of(session: TrainingSession) -> QuerySet[Professional]:
    """People on the rosters of the organiser and the units below it; of
    nobody where a base holds the training."""
    if session.base_id is not None:
        return Professional.objects.none()
    here = Employment.objects.current().filter(organisation__path__startswith=session.organiser.path)
    return Professional.objects.filter(pk__in=here.values("professional"), died_on=None)


def own_sessions(user: Any) -> QuerySet[Any]:
    """The places of `user` on lists of sessions, the newest first."""
    person = user.professional
    rows = (
        Attendee.objects.filter(identity_index=person.identity_index) if person else Attendee.objects.none()
    )
    rows = rows.select_related("session__organiser").prefetch_related("sign_ins", "session__slots")
    return rows.order_by("-session__pk")
