"""Who is on the list of a session, who was there, who passed: by hand, by list, and by the turning code."""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.errors import Refused, TooMany
from cejc.lib.pieces import PIECE
from cejc.lib.uploads import turning
from cejc.lib.writing import identity, names
from cejc.whole import whole
from credits.engine.numbers import show_date
from registry.enums import SessionState
from registry.machinery.service import service
from registry.machinery.services import audit, throttle
from registry.people.models import Professional, User
from registry.people.permissions import require
from registry.people.queries.people import identity_index
from registry.training.models import Attendee, SessionSlot, SignIn, TrainingSession
from registry.training.permissions_session import require_other
from registry.training.queries.session import begins_at, staff_of, window_of
from registry.training.queries.timetable import slot_names
from registry.training.services.session import editable

MOST_PEOPLE = 5000
MOST_WRONG = 30  # wrong codes of one login in an hour
NAMED = 5
MISMATCH = gettext_lazy("该证件号码已登记，但姓名与此处不一致。请核对姓名和证件号码。")


@service
def add(
    *, actor: User, session: TrainingSession, name: str, identity_type: str, number: str, note: str = ""
) -> Attendee:
    """Put one person on the list; who is unknown here waits until the person has a file."""
    row = editable(actor, session)
    try:
        made = attendee(row, name, identity_type, number, note)
    except (names.NameFault, identity.IdentityFault) as fault:
        raise Refused(str(fault)) from fault
    require(row.attendees.count() < MOST_PEOPLE, _("一个班次最多%d人，请分班办理。") % MOST_PEOPLE)
    known = Professional.objects.filter(identity_index=made.identity_index).first()
    require(known is None or known.name == made.name, str(MISMATCH))
    if found := row.attendees.filter(identity_index=made.identity_index).first():
        raise Refused(_("%s已在名单中。") % found.name)
    made.professional = known
    made.save()
    audit.record(
        "session.person_added", row, actor=actor, after={"name": made.name}, context=row.base or row.organiser
    )
    return made


@service
def add_staff(*, actor: User, session: TrainingSession, people: Collection[int]) -> int:
    """Put people of the organiser (keys), as its roster has them, on the
    list of its own training; how many are new."""
    row = editable(actor, session)
    chosen = {one.pk: one for one in staff_of(row).filter(pk__in=people)}
    require(len(chosen) == len(set(people)), _("所选人员中有人已不在本单位名册中，请刷新页面后重新选择。"))
    known = set(row.attendees.values_list("identity_index", flat=True))
    new = [one for one in chosen.values() if one.identity_index not in known]
    require(len(known) + len(new) <= MOST_PEOPLE, _("一个班次最多%d人，请分班办理。") % MOST_PEOPLE)
    Attendee.objects.bulk_create([_as_attendee(row, one) for one in new], batch_size=PIECE)
    if new:
        names = "、".join(one.name for one in new)
        audit.record(
            "session.staff_added",
            row,
            actor=actor,
            after={"count": len(new), "names": names[:500]},
            context=row.base or row.organiser,
        )
    return len(new)


def _as_attendee(session: TrainingSession, person: Professional) -> Attendee:
    return Attendee(
        session=session,
        professional=person,
        name=person.name,
        identity_type=person.identity_type,
        identity_number=str(person.identity_number),
        identity_index=person.identity_index,
        identity_masked=person.identity_masked,
    )


def attendee(
    session: TrainingSession, name: str, identity_type: str, number: str, note: str = ""
) -> Attendee:
    """A row that is not saved. Raises NameFault or IdentityFault."""
    clean = names.normalise(name)
    names.check(clean, printed=False)
    number = identity.normalise(identity_type, number)
    identity.check(identity_type, number)
    return Attendee(
        session=session,
        name=clean,
        identity_type=identity_type,
        identity_number=number,
        note=whole(note, 200),
        identity_index=identity_index(number),
        identity_masked=identity.mask(number),
    )


@service
def remove(*, actor: User, attendee: Attendee) -> None:
    """Take somebody off the list, with what was signed; after a closing that makes a correction."""
    row = editable(actor, attendee.session)
    found = Attendee.objects.select_for_update().filter(pk=attendee.pk).first()
    if found is None:
        return
    audit.record(
        "session.person_removed",
        row,
        actor=actor,
        after={"name": found.name},
        context=row.base or row.organiser,
    )
    found.delete()


@service
def mark(
    *, actor: User, slot: SessionSlot, there: Collection[int], before: Collection[int]
) -> tuple[int, int]:
    """By list: `there` are the attendees ticked now, `before` those that the page had shown as ticked (keys).

    Only what the clerk changed is changed, so that a scan which came meanwhile stays. How many came and went.
    """
    row = editable(actor, slot.session)
    _require_running(row)
    if fault := not_begun(slot):
        raise Refused(fault)
    chosen = {
        one.pk: one
        for one in row.attendees.filter(pk__in={*there, *before}).select_for_update().order_by("pk")
    }
    signed = set(SignIn.objects.filter(slot=slot, attendee__in=chosen).values_list("attendee", flat=True))
    come = [chosen[key] for key in there if key in chosen and key not in signed and key not in set(before)]
    gone = [chosen[key] for key in before if key in chosen and key in signed and key not in set(there)]
    for one in (*come, *gone):
        require_other(actor, one)
    now = clock.now()
    SignIn.objects.bulk_create(
        [
            SignIn(attendee=one, slot=slot, way="list", scanned_at=now, received_at=now, recorded_by=actor)
            for one in come
        ],
        batch_size=PIECE,
    )
    SignIn.objects.filter(slot=slot, attendee__in=gone).delete()
    if come or gone:
        after = {
            "slot": f"{slot.date} {slot_names().get(slot.slot, slot.slot)}",
            "come": some(come),
            "gone": "、".join(one.name for one in gone),
            "came": len(come),
            "went": len(gone),
        }
        audit.record("session.marked", row, actor=actor, after=after, context=row.base or row.organiser)
    return len(come), len(gone)


@service
def assess(*, actor: User, session: TrainingSession, results: Mapping[int, bool | None]) -> int:
    """Passed, failed or not assessed yet, by attendee (keys); how many changed."""
    row = editable(actor, session)
    _require_running(row)
    require(row.assessed, _("该班次没有设结业考核。"))
    if any(value is not None for value in results.values()) and (fault := nothing_begun(row)):
        raise Refused(fault)
    changed = []
    for one in row.attendees.filter(pk__in=results).select_for_update().order_by("pk"):
        if one.passed != results[one.pk]:
            require_other(actor, one)
            one.passed = results[one.pk]
            changed.append(one)
    Attendee.objects.bulk_update(changed, ["passed"], batch_size=PIECE)
    if changed:
        after = {"count": len(changed), "names": some(changed)}
        audit.record("session.assessed", row, actor=actor, after=after, context=row.base or row.organiser)
    return len(changed)


def not_begun(slot: SessionSlot) -> str:
    """Why nobody can be marked as there yet, or "": a slot that has not begun was attended by nobody."""
    begins = begins_at(slot)
    if clock.now() >= begins:
        return ""
    return _("%(day)s%(slot)s于%(begins)s开始，开始之后才能登记签到。") % {
        "day": show_date(slot.date),
        "slot": slot_names().get(slot.slot, slot.slot),
        "begins": f"{begins:%H:%M}",
    }


def nothing_begun(row: TrainingSession) -> str:
    """Why nobody can have a result yet, or ""."""
    first = min(row.slots.all(), key=begins_at, default=None)
    if first is None or clock.now() >= begins_at(first):
        return ""
    return _("培训于%(day)s%(begins)s开始，开始之后才能登记考核结果。") % {
        "day": show_date(first.date),
        "begins": f"{first.begins:%H:%M}",
    }


def _require_running(row: TrainingSession) -> None:
    require(row.state == SessionState.OPEN, _("该班次还没有开班，开班后才能登记签到和考核结果。"))


def some(people: Collection[Attendee]) -> str:
    """A few names and how many more."""
    shown = "、".join(one.name for one in list(people)[:NAMED])
    return (
        shown
        if len(people) <= NAMED
        else _("%(shown)s等%(count)s人") % {"shown": shown, "count": len(people)}
    )


def _midnight(slot: SessionSlot) -> datetime:
    return datetime.combine(slot.date, time(), tzinfo=clock.SHANGHAI)


def code_now(slot: SessionSlot) -> str:
    """The code to show at this moment; "" outside the time of signing in."""
    opens, closes = window_of(slot)
    return turning.code(slot.secret, _midnight(slot), clock.now()) if opens <= clock.now() <= closes else ""


def moment_of(slot: SessionSlot, typed: str) -> datetime:
    """When the code was shown. Raises Refused: no code, of another
    slot, outside the time, or come too late."""
    shown = turning.shown_at(slot.secret, _midnight(slot), typed)
    if shown is None:
        raise Refused(_not_of(slot, typed), code="bad_code")
    opens, closes = window_of(slot)
    if not opens - turning.STEP <= shown <= closes:
        raise Refused(_("该签到码不在本时段的签到时间内，请扫描屏幕上现在的二维码。"), code="outside")
    now, grace = clock.now(), timedelta(hours=settings.CEJC_SIGN_IN_HOURS)
    if shown > now + turning.STEP:
        raise Refused(_("签到码不正确，请重新扫描屏幕上的二维码。"), code="bad_code")
    if now - shown > grace:
        raise Refused(
            _(
                "该签到码显示于%(shown)s，已过%(hours)d小时的补送期限，不能再用。确实到场的，请联系班主任按名单登记。"
            )
            % {"shown": f"{show_date(shown.date())}{shown:%H:%M}", "hours": settings.CEJC_SIGN_IN_HOURS},
            code="too_old",
        )
    return shown


def _not_of(slot: SessionSlot, typed: str) -> str:
    for other in slot.session.slots.exclude(pk=slot.pk):
        if turning.shown_at(other.secret, _midnight(other), typed):
            name = slot_names().get(other.slot, other.slot)
            return _("这是%(day)s%(slot)s的签到码，不能用于本时段。请扫描屏幕上现在的二维码。") % {
                "day": show_date(other.date),
                "slot": name,
            }
    return _("签到码不正确，请重新扫描屏幕上的二维码。")


def sign_in(*, actor: User, slot: SessionSlot, code: str) -> SignIn:
    """The person behind `actor` was there when `code` was shown. Sent again, it is the same sign-in."""
    key = f"sign-in:{actor.pk}"
    if throttle.is_over(key, MOST_WRONG):
        raise TooMany(
            _("签到码多次不正确，请一小时后再试，或请班主任按名单登记。"), throttle.seconds_left(key)
        )
    try:
        return _sign_in(actor=actor, slot=slot, code=code)
    except Refused as refusal:
        if refusal.code == "bad_code":
            throttle.count(key)
        raise


@service
def _sign_in(*, actor: User, slot: SessionSlot, code: str) -> SignIn:
    person = actor.professional
    if person is None:
        raise Refused(_("您的账号没有关联到专业技术人员，不能签到。"))
    rows = Attendee.objects.select_for_update().filter(session=slot.session_id)
    # Closing locks every attendee first: whoever gets past this line is
    # in what the closing finds, or refused.
    found = rows.filter(identity_index=person.identity_index).first()
    if found is None:
        raise Refused(_("您不在本班的名单中。请联系班主任列入名单，再重新签到。"), code="not_listed")
    if known := SignIn.objects.filter(attendee=found, slot=slot).first():
        return known
    shown = moment_of(slot, code)
    state = TrainingSession.objects.values_list("state", flat=True).get(pk=slot.session_id)
    require(state == SessionState.OPEN, _("该班次目前不在开班中，不能签到。确实到场的，请联系班主任。"))
    if found.professional_id is None:
        found.professional = person
        found.save(update_fields=["professional"])
    made = SignIn.objects.create(
        attendee=found, slot=slot, way="qr", scanned_at=shown, received_at=clock.now()
    )
    audit.record("session.signed_in", found, actor=actor, after={"shown": shown.isoformat()})
    return made
