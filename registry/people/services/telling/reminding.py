"""A reminder to many: put into the outbox, looked through, written anew, released or given up.

Nobody is told before it is released; then `reminding_work` tells them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from cejc import clock
from cejc.errors import Refused
from cejc.lib.pieces import PIECE
from cejc.site import gettext as _
from credits.queries import series_names
from registry.enums import REMINDERS, LetterOutcome, TitleLevel
from registry.machinery.service import service
from registry.machinery.services.job import enqueue
from registry.people.models import Employment, Letter, Membership, Organisation, Reminding, User
from registry.people.moves.reminding import REMINDING
from registry.people.permissions import require
from registry.people.queries.reminding import judged, logins_of, reminded_lately, under
from registry.people.remindable import TOPICS, Topic, explained_title, long_signs, strange_signs, topic_of

MOST = 20_000  # people of one reminder; more are refused in words, never cut
JOB = "reminding.send"


@dataclass(frozen=True)
class Wanted:
    """Who is to be reminded: of what, of which year, where, of which level and series."""

    topic: str
    year: int | None = None
    unit: Organisation | None = None  # with all units under it; None: all that the seat answers for
    level: str = ""
    series: str = ""
    department: str = ""  # a part of 所在部门和岗位

    def places(self, seat: Membership) -> Q:
        found = under(seat)
        if self.unit:
            found &= Q(organisation__path__startswith=self.unit.path)
        if self.level:
            found &= Q(professional__title_level=self.level)
        if self.series:
            found &= Q(professional__title_series=self.series)
        return found & Q(position__icontains=self.department) if self.department else found

    def words(self) -> list[list[str]]:
        """The filter as the page says it."""
        year = _("%s年") % self.year if self.year else ""
        unit = _("%s及其下属单位") % self.unit.name if self.unit else ""
        level = str(TitleLevel(self.level).label) if self.level else ""
        named: list[tuple[Any, str]] = [
            (_("年度"), year),
            (_("单位"), unit),
            (_("所在部门和岗位"), self.department),
            (_("现职称级别"), level),
            (_("现职称系列"), series_names().get(self.series, self.series)),
        ]
        return [[str(label), value] for label, value in named if value]


@service
def prepare(*, actor: User, seat: Membership, wanted: Wanted) -> Reminding:
    """Put a reminder into the outbox of `seat`'s office, with who gets it, and who does not and why.

    Raises Refused where it concerns nobody, or more people than one reminder holds.
    """
    require_seat(actor, seat)
    topic = TOPICS[wanted.topic]
    rows = _concerned(topic, seat, wanted)
    row = Reminding(organisation=seat.organisation, role=seat.role, topic=topic.name, year=wanted.year)
    row.asked, row.subject, row.text = wanted.words(), str(topic.subject), str(topic.text)
    row.others, row.made_by = _others(seat, wanted, len(rows)), actor
    row.save()
    letters = [Letter(of=row, place=place) for place in rows]
    people = {place.professional_id for place in rows}
    judged(letters, logins_of(people), reminded_lately(people))
    Letter.objects.bulk_create(letters, batch_size=PIECE)
    REMINDING.record("prepared", row, actor=actor, after={**REMINDING.facts(row), "people": len(rows)})
    return row


def require_seat(actor: User, seat: Membership) -> None:
    """Only offices write to many, each from a seat of its own."""
    own = any(one.pk == seat.pk for one in actor.seats_as(*REMINDERS))
    require(own, _("只有单位人事、主管部门、{cities}和县市区人社部门及{authority}的经办人可以提醒。"))


def _concerned(topic: Topic, seat: Membership, wanted: Wanted) -> list[Employment]:
    found: QuerySet[Employment] = topic.places(wanted.places(seat), wanted.year)
    found = found.order_by("organisation__path", "professional__name_key", "pk")
    rows = list(found.select_related("professional")[: MOST + 1])
    require(bool(rows), _("没有需要提醒的人员：符合条件的人员都已办理，或者没有符合条件的人员。"))
    if len(rows) > MOST:
        raise Refused(_("一次最多提醒%s人，请缩小范围，分几次提醒。") % MOST)
    return rows


def _others(seat: Membership, wanted: Wanted, concerned: int) -> int:
    return Employment.objects.current().filter(wanted.places(seat)).count() - concerned


@service
def write(
    *, actor: User, reminding: Reminding, subject: str, text: str, edit: int | None = None
) -> Reminding:
    """Another text for all; what stands in braces must mean something."""
    step = REMINDING.enter("write", reminding, actor=actor, edit=edit)
    check_signs(topic_of(step.row), subject, text)
    step.row.subject, step.row.text = subject, text
    return step.leave()


def check_signs(topic: Topic, subject: str, text: str) -> None:
    """Raise Refused for what stands in braces and means nothing there."""
    if strange := strange_signs(topic, subject + text):
        raise Refused(_("文字中的“{%s}”不是可以使用的代号，请改正。") % strange[0])
    # A title has room for a name, not for the name of a unit or a list of records.
    require(not long_signs(subject), explained_title(topic))


@service
def leave_out(*, actor: User, reminding: Reminding, letters: Collection[str]) -> int:
    """Take people out of it by name; how many."""
    step = REMINDING.enter("choose", reminding, actor=actor)
    rows = step.row.letters.filter(public_id__in=letters, outcome=LetterOutcome.WAITING)
    count: int = rows.update(outcome=LetterOutcome.OUT, why=_("经办人未选入"), named=False)
    if count:
        step.leave(out=count)
    return count


@service
def name(*, actor: User, reminding: Reminding, letters: Collection[str]) -> int:
    """Put people into it by name, also those who were reminded some days ago; how many.

    Who has no login stays out.
    """
    step = REMINDING.enter("choose", reminding, actor=actor)
    rows = step.row.letters.filter(public_id__in=letters, outcome=LetterOutcome.OUT)
    chosen = list(rows.select_related("place").order_by("pk"))
    for one in chosen:
        one.outcome, one.why, one.named = LetterOutcome.WAITING, "", True
    people = {one.place.professional_id for one in chosen}
    judged(chosen, logins_of(people), reminded_lately(people))
    Letter.objects.bulk_update(chosen, ["outcome", "why", "named", "lately"], batch_size=PIECE)
    count = sum(one.outcome == LetterOutcome.WAITING for one in chosen)
    if count:
        step.leave(named=count)
    return count


@service
def release(*, actor: User, reminding: Reminding, edit: int | None = None) -> Reminding:
    """Let it go; the worker tells everybody who is in it. Pressed twice it is released once."""
    step = REMINDING.enter("release", reminding, actor=actor, edit=edit)
    if step.repeated:
        return step.row
    count = step.row.letters.filter(outcome=LetterOutcome.WAITING).count()
    require(count > 0, _("没有收件人，没有发出。"))
    step.row.released_by, step.row.released_at = actor, clock.now()
    row = step.leave(people=count)
    key = str(row.public_id)
    enqueue(JOB, key, {"reminding": key}, owner=actor, total=count)
    return row


@service
def drop(*, actor: User, reminding: Reminding) -> Reminding:
    """Give it up; nobody was told."""
    step = REMINDING.enter("drop", reminding, actor=actor)
    step.row.finished_at = clock.now()
    return step.leave()
