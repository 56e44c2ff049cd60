"""Objections to an entry of a public notice: by anyone, answered with a reason."""

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.db import IntegrityError

from cejc import clock
from cejc.errors import Refused
from cejc.lib import crypto
from cejc.lib.writing.pasted import code_in
from cejc.site import gettext_lazy as _
from certification.models import Case, Notice, NoticeEntry, Objection
from certification.moves.objection import OBJECTION
from certification.permissions_objection import may_know_objector, offices_above
from certification.queries.policy import table_of
from certification.services import years
from certification.services.notices.notice import close_notice, notices_of
from certification.services.tell import tell_objection, tell_person
from certification.workflow import door
from registry.enums import SUPERVISING, Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import User


def receipt_code(submission_key: str) -> str:
    """The code by which an objector follows the objection: derived, so
    that a repeated post shows the same one."""
    letters = crypto.check_code("receipt", submission_key, length=12)
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def receipt_hash(code: str) -> str:
    plain = code_in(code)
    return hmac.new(
        settings.CEJC_KEYS["check"].encode(), f"hash:{plain}".encode(), hashlib.sha256
    ).hexdigest()


@service
def file_objection(
    *,
    entry: NoticeEntry,
    submission_key: str,
    name: str,
    contact: str,
    text: str,
    file: dict[str, Any] | None = None,
) -> Objection:
    """File an objection while the notice is on the wall. `file` holds file_name, stored_name, sha256, mime.

    The same `submission_key` is the same objection. Raises Refused when the notice is over or withdrawn.
    """
    known = Objection.objects.filter(submission_key=submission_key).first()
    if known:
        return known
    notice = Notice.objects.select_for_update().get(pk=entry.notice_id)
    still_there = NoticeEntry.objects.filter(pk=entry.pk, taken_out_at=None).exists()
    if not still_there or not Notice.objects.public().filter(pk=notice.pk).exists():
        raise Refused(_("该公示已经结束或撤回，不能再提出异议。您可以直接向主管部门反映。"), code="closed")
    objection = Objection(
        entry=entry,
        submission_key=submission_key,
        objector_name=name,
        objector_contact=contact,
        text=text,
        receipt_hash=receipt_hash(receipt_code(submission_key)),
        **(file or {}),
    )
    try:
        with audit.savepoint():
            objection.save()
    except IntegrityError:
        return Objection.objects.get(submission_key=submission_key)
    OBJECTION.record("filed", objection, actor=None, after={"notice": str(notice.public_id)})
    tell_objection(objection)
    return objection


@service
def answer_objection(*, actor: User, objection: Objection, upheld: bool, answer: str) -> Objection:
    """Answer with a reason. Upheld: the entry leaves the notice and the case goes back to the person.

    Dismissed after the notice's end: the entry goes on at once, on whichever notice it stands by then.
    """
    notices = notices_of(objection.entry.case)
    step = OBJECTION.enter("uphold" if upheld else "dismiss", objection, actor=actor, reason=answer)
    row = step.row
    case = door.locked(row.entry.case)
    row.answer, row.answered_by, row.answered_at = step.reason, actor, clock.now()
    row.answered_for = _answering_for(actor, case)
    step.leave()
    if upheld:
        _take_out(row.entry, case, actor, answer)
    else:
        for notice in notices:
            close_notice(notice=notice)
    return row


def _take_out(entry: NoticeEntry, case: Case, actor: User, answer: str) -> None:
    """Whoever answers for the unit or its department takes the entry out, in the unit's name.

    A case that another objection has sent back already stays where it is: it is examined anew anyway.
    """
    published = NoticeEntry.objects.filter(case=case, taken_out_at=None, notice__published_at__isnull=False)
    published.update(taken_out_at=clock.now())
    stage = table_of(case).stage(case.stage)
    if stage is None or stage.kind != "notice":
        return
    action = f"{stage.id}.uphold" if case.state.endswith(".open") else f"{stage.id}.return"
    move = door.pass_through(case, action, actor=actor, text=answer)
    years.follow(case, move, actor)
    tell_person(case, move, text=answer, notice=entry.notice)


def _answering_for(actor: User, case: Case) -> str:
    """The unit or office in whose name `actor` answers."""
    above = {unit.pk: unit.name for unit in offices_above(case)} | {
        case.organisation_id: case.organisation.name
    }
    seats = actor.seats_as(*SUPERVISING, Role.HR)
    found = (above[seat.organisation_id] for seat in seats if seat.organisation_id in above)
    return next(found, str(_("{office_name}")))


@service
def reveal_objector(*, actor: User, objection: Objection) -> tuple[str, str]:
    """Name and contact of who objected, to the office above; every look is on record."""
    if not may_know_objector(actor, objection):
        raise Refused(_("提出人的身份只由发布单位的上级机关掌握。"))
    OBJECTION.record("objector_seen", objection, actor=actor, after={})
    return objection.objector_name, objection.objector_contact


@service
def note_file_read(*, actor: User, objection: Objection) -> None:
    """Somebody opened what came with an objection: on record before it is handed out."""
    OBJECTION.record("file_read", objection, actor=actor, after={})
