"""Closing a session: what was found is frozen as a version, and results go
to people's records; corrections are new."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.errors import Refused
from credits.engine.numbers import show_date
from registry.machinery.service import service
from registry.people.models import User
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.results.services import completion_decision
from registry.results.services.completion import REFUSED, receive
from registry.results.services.reported import Receipt, Reported
from registry.training.models import Attendee, SessionVersion, SignIn, TrainingSession
from registry.training.moves.session import SESSION
from registry.training.queries.session import ends_at, slots_of
from registry.training.queries.timetable import faults_of
from registry.training.services.attendance import some

GONE = gettext_lazy("更正后的名单中没有完成该班次。")


@service
def close(*, actor: User, session: TrainingSession, edit: int) -> TrainingSession:
    """Freeze who was where and who passed, and report it: one result for each who completed the session.

    Closed anew with nothing changed, no new version is made.
    """
    step = SESSION.enter("close", session, actor=actor, edit=edit)
    row = step.row
    if step.repeated:
        return row
    content = _content(row)
    _require_over(row)
    _require_fitting(row)
    _require_results(row, content)
    last = row.versions.order_by("-number").first()
    if last is None or last.content["found"] != content:
        receipts = _hand_over(actor, row, content)
        _freeze(actor, row, content, receipts)
    row.closed_at = clock.now()
    completed = sum(1 for one in content["people"] if one["completed"])
    return replace(step, reason=row.reason).leave(
        version=row.version, completed=completed, people=len(content["people"])
    )


@service
def correct(*, actor: User, session: TrainingSession, reason: str) -> TrainingSession:
    """Open a closed session to correct it; until it is closed anew, what it reported stands."""
    step = SESSION.enter("correct", session, actor=actor, reason=reason)
    step.row.reason = step.reason
    return step.leave()


def _require_over(row: TrainingSession) -> None:
    end = ends_at(slots_of(row))
    if end is not None and clock.now() < end:
        raise Refused(
            _("培训到%(end)s才结束，结束后再结班。") % {"end": f"{show_date(end.date())}{end:%H:%M}"}
        )


def _require_fitting(row: TrainingSession) -> None:
    """R6: a whole day is a day long. A timetable that was kept before this was asked is put right first."""
    if faults := faults_of(slots_of(row)):
        raise Refused(
            _(
                "日程还不能结班：%s请先修改日程再结班；时段填错而已有签到的，先在“按名单登记”中取消该时段的签到，再改选时段。"
            )
            % "".join(faults)
        )


def _require_results(row: TrainingSession, content: dict[str, Any]) -> None:
    if row.assessed:
        waiting = row.attendees.filter(passed=None, sign_ins__isnull=False).distinct()
        if names := list(waiting.order_by("pk")):
            raise Refused(_("%s到场而没有考核结果，请先登记。") % some(names))
    # A correction may find that nobody completed it after all.
    if row.version == 0 and not any(one["completed"] for one in content["people"]):
        raise Refused(_("还没有人完成培训（到场至少一个时段，设考核的须合格），不能结班。"))


def _content(row: TrainingSession) -> dict[str, Any]:
    """Timetable, attendance and results as they stand; every attendee is locked, so that no scan slips in."""
    slots = slots_of(row)
    people = list(row.attendees.select_for_update().order_by("pk"))
    signed: dict[int, list[SignIn]] = {}
    marks = SignIn.objects.filter(slot__session=row).select_related("recorded_by__professional")
    for one in marks.order_by("slot__date", "slot_id"):
        signed.setdefault(one.attendee_id, []).append(one)
    places = {one.pk: place for place, one in enumerate(slots)}
    return {
        "title": row.title,
        "code": row.code,
        "place": row.place,
        "organiser": str(row.organiser),
        "filing": row.filing.number if row.filing else "",
        "assessed": row.assessed,
        "slots": [
            {
                "date": one.date.isoformat(),
                "slot": one.slot,
                "subject": one.subject,
                "begins": f"{one.begins:%H:%M}",
                "ends": f"{one.ends:%H:%M}",
                "topic": one.topic,
                "teacher": one.teacher,
            }
            for one in slots
        ],
        "people": [_person(row, one, signed.get(one.pk, []), places) for one in people],
    }


def _person(
    row: TrainingSession, one: Attendee, signed: list[SignIn], places: dict[int, int]
) -> dict[str, Any]:
    return {
        "id": str(one.public_id),
        "name": one.name,
        "identity": one.identity_masked,
        "passed": one.passed,
        "completed": bool(signed) and (one.passed is True or not row.assessed),
        "signed": [
            {
                "slot": places[sign.slot_id],
                "way": sign.way,
                "by": str(sign.recorded_by) if sign.recorded_by else "",
                "scanned": sign.scanned_at.astimezone(clock.SHANGHAI).isoformat(),
                "received": sign.received_at.astimezone(clock.SHANGHAI).isoformat(),
            }
            for sign in signed
        ],
    }


def _freeze(actor: User, row: TrainingSession, content: dict[str, Any], receipts: list[Receipt]) -> None:
    row.version += 1
    answers = [
        {"id": one.external_id, "code": one.code, "sentence": one.sentence, "state": one.state}
        for one in receipts
    ]
    SessionVersion.objects.create(
        session=row,
        number=row.version,
        content={"found": content, "receipts": answers},
        reason=row.reason,
        closed_by=actor,
        closed_at=clock.now(),
    )


def _hand_over(actor: User, row: TrainingSession, content: dict[str, Any]) -> list[Receipt]:
    """Report everybody who completed the session, and take back whom an
    earlier closing had reported wrongly."""
    completed = {one["id"]: one for one in content["people"] if one["completed"]}
    earlier = Completion.objects.filter(session=row)
    for gone in earlier.filter(state__in=LIVE).exclude(external_id__in=completed).order_by("pk"):
        own = gone.professional_id is not None and gone.professional_id == actor.professional_id
        completion_decision.withdraw(
            actor=None if own else actor, completion=gone, reason=row.reason or str(GONE)
        )
    known = set(earlier.values_list("external_id", flat=True))
    slots = {one.pk: one for one in row.slots.all()}
    last = max(one.date for one in slots.values())
    people = row.attendees.filter(public_id__in=completed).prefetch_related("sign_ins")
    reported = [
        Reported(
            external_id=str(one.public_id),
            name=one.name,
            identity_type=one.identity_type,
            identity_number=str(one.identity_number),
            passed_on=last,
            supersedes=str(one.public_id) in known,
            lines=_lines(one, slots),
        )
        for one in people.order_by("pk")
    ]
    receipts = receive(actor=actor, session=row, reported=reported)
    if bad := next((one for one in receipts if one.state == REFUSED), None):
        name = completed[bad.external_id]["name"]
        raise Refused(_("%(name)s的结果不能报送：%(why)s") % {"name": name, "why": bad.sentence})
    return receipts


def _lines(one: Attendee, slots: dict[int, Any]) -> tuple[dict[str, str], ...]:
    """What the conversion rule counts: every part of a day that was signed, with its subject (R6, R16)."""
    there = sorted(
        (slots[sign.slot_id] for sign in one.sign_ins.all()), key=lambda slot: (slot.date, slot.pk)
    )
    return tuple(
        {"date": slot.date.isoformat(), "slot": slot.slot, "subject": slot.subject} for slot in there
    )
