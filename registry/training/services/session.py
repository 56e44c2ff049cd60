"""Sessions of face-to-face training: set up, opened, called off; the timetable keeps what people signed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import IntegrityError
from django.urls import reverse

from cejc.errors import Refused
from cejc.lib.writing.dates import cn_day
from cejc.site import gettext as _
from registry.enums import FilingState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Organisation, User
from registry.people.permissions import require
from registry.people.services.telling.message import tell
from registry.training.models import SessionSlot, TrainingBase, TrainingSession
from registry.training.moves.session import SESSION
from registry.training.permissions import require_staff
from registry.training.permissions_session import organising_units
from registry.training.queries.timetable import fault_of, in_day_order, suspension_fault, times_fault

CONTENT = ("code", "title", "place", "headcount", "assessed", "course", "filing")


@dataclass(frozen=True)
class Taught:
    """One row of the timetable. `slot` and `subject` are ids of the
    policy; one signs in from `begins` to `ends`."""

    date: date
    slot: str
    begins: time
    ends: time
    subject: str
    topic: str = ""
    teacher: str = ""
    place: str = ""


@service
def create(
    *,
    actor: User | None,
    values: Mapping[str, Any],
    slots: Sequence[Taught],
    base: TrainingBase | None = None,
    organiser: Organisation | None = None,
) -> TrainingSession:
    """A session of `base`, or of `organiser` itself (R26). `values` by the names of CONTENT. `actor`
    None: the platform of `base`, by the API."""
    if base is not None:
        if actor is not None:
            require_staff(actor, base)
        require(base.closed_on is None, _("该基地已撤销，不能再开设班次。"))
        organiser = base.organisation
    else:
        own = {unit.pk for unit in organising_units(actor)} if actor is not None else set()
        require(
            organiser is not None and organiser.pk in own,
            _("由举办培训的单位经办人办理，您没有该单位的经办角色。"),
        )
    row = TrainingSession(base=base, organiser=organiser, created_by=actor)
    _fill(row, values, slots)
    audit.record("session.created", row, actor=actor, context=base or organiser)
    return row


@service
def save(
    *, actor: User, session: TrainingSession, edit: int, values: Mapping[str, Any], slots: Sequence[Taught]
) -> TrainingSession:
    """Change a session that is not closed. Raises Stale when somebody saved it since `edit`."""
    step = SESSION.enter("save", session, actor=actor, edit=edit)
    _fill(step.row, values, slots)
    step.keep({})
    return step.row


def _fill(row: TrainingSession, values: Mapping[str, Any], slots: Sequence[Taught]) -> None:
    for name in CONTENT:
        setattr(row, name, values.get(name, getattr(row, name)))
    _require_own(row)
    if fault := fault_of(slots):
        raise Refused(fault)
    kept = {(one.date, one.slot): one for one in row.slots.all()} if row.pk else {}
    # What was on the timetable before a suspension was declared is shown, not thrown away.
    known = {day for day, _slot in kept}
    if fault := suspension_fault(one.date for one in slots if one.date not in known):
        raise Refused(fault)
    row.edit += 1
    try:
        with audit.savepoint():
            row.save()
    except IntegrityError:
        raise Refused(_("班次编号“%s”已经用过，请换一个编号。") % row.code) from None
    _keep_slots(row, kept, slots)


def _require_own(row: TrainingSession) -> None:
    """Course and filing are the base's own; the filing is accepted, or was when it was chosen."""
    for named in (row.course, row.filing):
        require(named is None or named.base_id == row.base_id, _("课程和备案须是本基地的，请重新选择。"))
    good = (FilingState.ACCEPTED, FilingState.REPLACED, FilingState.WITHDRAWN)
    require(row.filing is None or row.filing.state in good, _("所选备案尚未受理，请先等待{office}受理。"))


def _keep_slots(
    row: TrainingSession, kept: Mapping[tuple[date, str], SessionSlot], slots: Sequence[Taught]
) -> None:
    """Slots stay the same rows, with their secret, so that what was signed stays signed."""
    wanted = {(one.date, one.slot): one for one in slots}
    signed = set(SessionSlot.objects.filter(session=row, sign_ins__isnull=False).values_list("pk", flat=True))
    for key, slot in kept.items():
        new = wanted.get(key)
        moved = new is None or any(getattr(slot, name) != getattr(new, name) for name in ("begins", "ends"))
        # Times that never fitted the part of the day may be put right, whoever signed.
        wrong = new is not None and bool(times_fault(slot))
        if slot.pk in signed and moved and not wrong:
            raise Refused(_("%s已有人签到，该时段不能删除，也不能改时间。") % cn_day(slot.date))
        if new is None:
            slot.delete()
    for one in in_day_order(slots):
        slot = kept.get((one.date, one.slot)) or SessionSlot(session=row, secret=secrets.token_hex(24))
        for name, value in vars(one).items():
            setattr(slot, name, value)
        slot.save()


@service
def start(*, actor: User, session: TrainingSession) -> TrainingSession:
    """Open it: from now on people sign in. Refused inside a suspension (R27)."""
    step = SESSION.enter("start", session, actor=actor)
    if step.repeated:
        return step.row
    if fault := suspension_fault(one.date for one in step.row.slots.all()):
        raise Refused(fault)
    return step.leave()


@service
def cancel(*, actor: User, session: TrainingSession, reason: str) -> TrainingSession:
    """Call it off, before anything was reported of it; whoever is on the list is told."""
    step = SESSION.enter("cancel", session, actor=actor, reason=reason)
    row = step.row
    if step.repeated:
        return row
    require(row.version == 0, _("该班次已结过班，不能取消。需要更正的，请更正后重新结班。"))
    step.leave()
    people = [one for one in row.attendees.values_list("professional", flat=True) if one]
    told = User.objects.filter(professional__in=people, is_active=True)
    words = {"session": row, "reason": step.reason}
    tell(told, "session_cancelled", words, link=reverse("registry:sign-in-mine"))
    return row


def editable(actor: User, session: TrainingSession) -> TrainingSession:
    """The session as it stands now, locked for its list to change.
    Raises Refused, Stale. Inside a service."""
    return SESSION.enter("save", session, actor=actor).row
