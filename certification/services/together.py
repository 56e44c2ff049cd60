"""Colleagues at one desk: who takes which case, what they tell each other, their own reasons."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.whole import whole
from certification.models import Assignment, Case, CaseNote, InHand, ReturnPhrase
from certification.permissions import is_own
from certification.queries.together import colleagues, has_it
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import Membership, Organisation, User

HELD = timedelta(minutes=5)
NOTE, LABEL, TEXT = 1000, 40, 300


def take(*, actor: User, case: Case) -> bool:
    """Have the case on the screen, for minutes from now; False while a colleague has it."""
    until = clock.now() + HELD
    free = Q(user=actor) | Q(until__lte=clock.now())
    if InHand.objects.filter(free, case=case).update(user=actor, until=until):
        return True
    try:
        with audit.savepoint():
            InHand.objects.create(case=case, user=actor, until=until)
    except IntegrityError:
        return False
    return True


def take_first(*, actor: User, rows: Iterable[Case]) -> Case | None:
    """The first of a queue that nobody else has; it is the actor's for minutes."""
    return next((case for case in rows if take(actor=actor, case=case)), None)


def let_go(*, actor: User, case: Case) -> None:
    """The actor is done with the case: a colleague may have it at once."""
    InHand.objects.filter(case=case, user=actor).delete()


@service
def assign(*, actor: User, case: Case, to: User | None) -> Case:
    """Give the case to a colleague of the office that has it, at its present stage; None takes that back.

    Raises Refused when another office has it, when `to` does not sit there, or is whose case it is.
    """
    if not has_it(actor, case):
        raise Refused(_("该申请目前不由您所在的机构办理，不能指派。"))
    if to is None:
        Assignment.objects.filter(case=case).delete()
        audit.record("case.unassigned", case, actor=actor)
        return case
    if not colleagues(actor).filter(pk=to.pk).exists():
        raise Refused(_("%(name)s不在本机构办理，不能指派。") % {"name": to})
    if is_own(to, case):
        raise Refused(_("这是%(name)s本人的认定申请，请指派给其他人。") % {"name": to})
    values = {"stage": case.stage, "round": case.round, "to": to, "by": actor, "at": clock.now()}
    Assignment.objects.update_or_create(case=case, defaults=values)
    audit.record("case.assigned", case, actor=actor, after={"to": str(to)})
    return case


@service
def note(*, actor: User, seat: Membership, case: Case, text: str) -> CaseNote:
    """Write to the colleagues of one's office about a case; it stays as it is, and its person never reads it.

    Raises Refused for an empty text, for one too long, and for one's own case.
    """
    if is_own(actor, case):
        raise Refused(_("这是您本人的认定申请，不能在这里留言。"))
    kept = whole(text, NOTE)
    if not kept:
        raise Refused(_("请写下要留给同事的话。"))
    values = {"organisation": seat.organisation, "role": seat.role, "author": actor, "text": kept}
    row = CaseNote.objects.create(case=case, **values)
    audit.record("case_note.written", row, actor=actor)
    return row


@service
def add_phrase(*, actor: User, seat: Membership, label: str, text: str) -> ReturnPhrase:
    """A reason of the office's own: what its clerks pick and what the person reads.

    Raises Refused when one of that name stands already.
    """
    label, text = whole(label, LABEL), whole(text, TEXT)
    # Two clerks with the same name at the same moment: the second reads that it stands already.
    Organisation.objects.select_for_update(no_key=True).get(pk=seat.organisation_id)
    known = ReturnPhrase.objects.filter(
        organisation=seat.organisation, role=seat.role, label=label, dropped_at=None
    )
    if known.exists():
        raise Refused(_("已有名为“%(label)s”的退回理由。") % {"label": label})
    row = ReturnPhrase.objects.create(
        organisation=seat.organisation, role=seat.role, label=label, text=text, by=actor
    )
    audit.record("return_phrase.added", row, actor=actor, after={"label": label})
    return row


@service
def drop_phrase(*, actor: User, phrase: ReturnPhrase) -> ReturnPhrase:
    """No longer offer a reason; what was returned by it stays as it was sent."""
    row = ReturnPhrase.objects.select_for_update().get(pk=phrase.pk)
    if row.dropped_at is None:
        row.dropped_at = clock.now()
        row.save(update_fields=["dropped_at"])
        audit.record("return_phrase.dropped", row, actor=actor, after={"label": row.label})
    return row
