"""Annual registration (二): the person declares a year, the employer confirms, the office above confirms and locks.

One by one or by list. R23: nobody confirms for himself, nobody confirms twice; the person counts, not the login.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib.pieces import pieces
from cejc.outcome import Outcome
from cejc.whole import whole
from credits.engine.numbers import show_date
from credits.engine.policy import Policy
from credits.queries import latest_policy
from registry.enums import SUPERVISING, RegistrationState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.holds import require_free
from registry.people.models import Organisation, Professional, User
from registry.people.permissions import is_hr_of, is_self, require
from registry.people.queries import people
from registry.people.queries.employment import employer_of_year
from registry.people.services.message import tell, tell_each
from registry.yearly.models import AnnualRegistration
from registry.yearly.queries.registration import (
    YearContent,
    arrangements_for,
    confirming_office,
    contents,
    summary_of,
)

OPEN, DECLARED = RegistrationState.OPEN, RegistrationState.DECLARED
CONFIRMED, LOCKED = RegistrationState.CONFIRMED, RegistrationState.LOCKED
FIRST_YEAR = 2000


def employer_for(professional: Professional, year: int) -> Organisation | None:
    """The employer of `year`; the present one for years in which the portal knows of none."""
    found = employer_of_year(professional, year)
    if found is None and (place := people.current_employment(professional)):
        found = place.organisation
    return found


def why_not_open(professional: Professional, year: int) -> str:
    """Why `year` cannot be declared now; "" when it can."""
    today = clock.today()
    if not FIRST_YEAR <= year <= today.year:
        return _("请选择%(first)s年以后、今年以前的年度。") % {"first": FIRST_YEAR}
    unit = employer_for(professional, year)
    if unit is None:
        return _("您还没有经单位确认的任职信息，确认后即可申报年度登记。")
    if year == today.year:
        arranged = arrangements_for(unit, [year]).get(year)
        if not (arranged and arranged.closes_on and arranged.closes_on.year == year):
            return _("%(year)s年尚未结束，年度终了后再申报。") % {"year": year}
    return ""


def is_late(unit: Organisation, year: int) -> bool:
    """Is the closing date that the office set behind us? Then a declaration is a late one (补登)."""
    arranged = arrangements_for(unit, [year]).get(year)
    return bool(arranged and arranged.closes_on and arranged.closes_on < clock.today())


@service
def declare(
    *,
    actor: User,
    year: int,
    edit: int | None = None,
    late_reason: str = "",
    exempt_reason: str = "",
    file: dict[str, str] | None = None,
) -> AnnualRegistration:
    """The person declares the records of `year` true and complete, or asks that the year be exempt (R22).

    `file` (file_name, stored_name, sha256, mime) proves an exemption. Raises Refused with what is missing, Stale
    when the registration changed since the form was opened. Declaring twice is declaring once.
    """
    require(actor.professional_id is not None, _("您的账号没有关联到本人，请联系系统管理员。"))
    person = Professional.objects.select_for_update().get(pk=actor.professional_id or 0)
    row = row_of(person, year)
    if row.state != OPEN:
        return _as_it_stands(row, edit)
    if edit is not None and edit != row.edit:
        raise Stale
    late_reason, exempt_reason = late_reason.strip(), exempt_reason.strip()
    require(not (why := why_not_open(person, year)), why)
    _require_reasons(row, late_reason, exempt_reason, file)
    settle(row)
    row.late_reason, row.exempt_reason, row.case = late_reason, exempt_reason, ""
    for name, value in (file or {}).items():
        setattr(row, name, value)
    declared(actor, row, contents([(person.pk, year)])[person.pk, year])
    return row


def row_of(person: Professional, year: int) -> AnnualRegistration:
    """The person's row of `year`, made where there is none yet; the person is locked before it."""
    unit = employer_for(person, year)
    if unit is None:
        raise Refused(_("您还没有经单位确认的任职信息，确认后即可申报年度登记。"))
    row, _made = AnnualRegistration.objects.get_or_create(
        professional=person, year=year, defaults={"organisation": unit}
    )
    return AnnualRegistration.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _as_it_stands(row: AnnualRegistration, edit: int | None) -> AnnualRegistration:
    if row.state == LOCKED:
        raise Refused(_("%(year)s年已经登记完毕。需要补充的，请先申请重新开启。") % {"year": row.year})
    if edit is not None and edit not in (row.edit, row.edit - 1):
        raise Stale
    return row


def _require_reasons(row: AnnualRegistration, late: str, exempt: str, file: dict[str, str] | None) -> None:
    unit = employer_for(row.professional, row.year) or row.organisation
    if is_late(unit, row.year):
        closes = arrangements_for(unit, [row.year])[row.year].closes_on
        require(
            bool(late),
            _("%(year)s年的登记已于%(day)s截止，请说明补登的理由，由单位和主管部门核定。")
            % {"year": row.year, "day": show_date(closes) if closes else ""},
        )
    require(
        not exempt or bool(file or row.stored_name),
        _("申请免于考核的，请上传证明材料。"),
    )


def settle(row: AnnualRegistration) -> None:
    """Fix who confirms: the employer of the year and the office above it, as things stand now."""
    unit = employer_for(row.professional, row.year)
    if unit is not None:
        row.organisation = unit
    row.office = confirming_office(row.organisation, row.year)


def declared(actor: User | None, row: AnnualRegistration, content: YearContent) -> None:
    row.summary = summary_of(content, latest_policy(), row.exempt_reason)
    row.declared_at, row.note = clock.now(), ""
    _move(row, DECLARED)
    audit.record(
        "registration.declared",
        row,
        actor=actor,
        after=_facts(row),
        reason=row.late_reason,
        context=row.professional,
    )


def _move(row: AnnualRegistration, state: str) -> None:
    row.state, row.edit = state, row.edit + 1
    row.save()


def _facts(row: AnnualRegistration) -> dict[str, Any]:
    return {
        "year": row.year,
        "state": row.state,
        "hours": row.summary.get("hours", {}),
        "status": row.summary.get("status", ""),
    }


@service
def withdraw(*, actor: User, registration: AnnualRegistration) -> AnnualRegistration:
    """Take a declaration back while the employer has not confirmed it."""
    row = locked(registration)
    require(is_self(actor, row.professional), _("只有本人可以撤回申报。"))
    if row.state == OPEN:
        return row
    require(row.state == DECLARED, _("单位已经确认，不能撤回。需要更正的，请联系单位人事退回。"))
    require(not row.case, _("本年度随认定申请一并申报，请在认定申请中撤回。"))
    _move(row, OPEN)
    audit.record("registration.withdrawn", row, actor=actor, after=_facts(row), context=row.professional)
    return row


def locked(registration: AnnualRegistration) -> AnnualRegistration:
    rows = AnnualRegistration.objects.select_for_update(of=("self",))
    return rows.select_related("professional", "organisation", "office").get(pk=registration.pk)


def holds(actor: User, row: AnnualRegistration) -> bool:
    """Does `actor` sit where the registration waits? The employer's HR, then the office above."""
    if row.state == DECLARED:
        return is_hr_of(actor, row.organisation)
    return row.state == CONFIRMED and sits_at_office(actor, row)


def sits_at_office(actor: User, row: AnnualRegistration) -> bool:
    return any(seat.organisation_id == row.office_id for seat in actor.seats_as(*SUPERVISING))


def why_left_out(actor: User, row: AnnualRegistration, content: YearContent) -> str:
    """What keeps `actor` from confirming `row` now; "" when nothing does."""
    if row.state == LOCKED:
        return _("已经登记完毕")
    if row.state == OPEN:
        return _("已退回本人，等待重新申报") if row.note else _("本人尚未申报")
    if not holds(actor, row):
        return _("待%(office)s确认") % {"office": row.organisation if row.state == DECLARED else row.office}
    if actor.professional_id is None:
        return _("您的账号尚未关联到本人，无法判断是否需要回避")
    if is_self(actor, row.professional):
        return _("本人的登记，须由他人确认")
    if row.state == CONFIRMED and row.employer_person_id == actor.professional_id:
        return _("您已代表单位确认过，须由他人确认")
    last = row.state == CONFIRMED or row.office_id is None
    waiting = content.waiting if last else content.waiting_here
    return _("还有%(count)s条记录待审核") % {"count": waiting} if waiting else ""


@service
def confirm(*, actor: User, registration: AnnualRegistration, edit: int | None = None) -> AnnualRegistration:
    """Confirm one year for the office where it waits. Raises Stale or Refused; twice is once."""
    row = locked(registration)
    if _repeated(actor, row):
        return row
    if edit is not None and edit != row.edit:
        raise Stale
    key = (row.professional_id, row.year)
    content = contents([key])[key]
    require(not (why := why_left_out(actor, row, content)), f"{why}。")
    confirm_row(actor, row, content, latest_policy())
    row.save()
    _tell_locked([row])
    return row


def _repeated(actor: User, row: AnnualRegistration) -> bool:
    by_office = row.state == LOCKED and row.office_by_id == actor.pk
    by_unit = row.state in (CONFIRMED, LOCKED) and row.employer_by_id == actor.pk and row.office_by_id is None
    return by_office or (by_unit and not sits_at_office(actor, row))


def confirm_row(actor: User | None, row: AnnualRegistration, content: YearContent, policy: Policy) -> None:
    """Move `row` one confirmation on; not saved. Locked by the last one."""
    before, now = row.state, clock.now()
    row.summary = summary_of(content, policy, row.exempt_reason)
    if row.state == DECLARED:
        row.employer_by, row.employer_at = actor, now
        row.employer_person_id = actor.professional_id if actor else None
        row.state = LOCKED if row.office_id is None else CONFIRMED
    else:
        row.office_by, row.office_at, row.state = actor, now, LOCKED
    row.locked_at = now if row.state == LOCKED else None
    row.edit += 1
    audit.record(
        "registration.locked" if row.state == LOCKED else "registration.confirmed",
        row,
        actor=actor,
        before={"state": before},
        after=_facts(row),
        context=row.professional,
    )


CHANGED = (
    "state",
    "edit",
    "summary",
    "employer_by",
    "employer_person",
    "employer_at",
    "office_by",
    "office_at",
    "locked_at",
)


@service
def confirm_many(
    *, actor: User, registrations: Iterable[tuple[AnnualRegistration, int]]
) -> Outcome[AnnualRegistration]:
    """Confirm a list as it was shown (registration, edit), all in one transaction; what is left out is said why.

    A fixed number of statements for every 500, whatever the list holds.
    """
    shown = {row.pk: edit for row, edit in registrations}
    outcome: Outcome[AnnualRegistration] = Outcome()
    for keys in pieces(sorted(shown)):
        _confirm_piece(actor, keys, shown, outcome)
    _tell_locked([row for row in outcome.done if row.state == LOCKED])
    return outcome


def _confirm_piece(
    actor: User, keys: Sequence[int], shown: dict[int, int], outcome: Outcome[AnnualRegistration]
) -> None:
    rows = AnnualRegistration.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    rows = rows.select_related("professional", "organisation", "office")
    held = contents([(row.professional_id, row.year) for row in rows])
    done, policy = [], latest_policy()
    for row in rows:
        content = held[row.professional_id, row.year]
        if row.edit == shown[row.pk] + 1 and _repeated(
            actor, row
        ):  # the worker was killed after it had done this
            outcome.done.append(row)
            continue
        why = why_left_out(actor, row, content)
        if not why and row.edit != shown[row.pk]:
            why = _("刚刚有改动，请重新核对")
        if why:
            outcome.left_out.append((row, why))
        else:
            confirm_row(actor, row, content, policy)
            done.append(row)
    AnnualRegistration.objects.bulk_update(done, CHANGED, batch_size=100)
    outcome.done += done


def _tell_locked(rows: Collection[AnnualRegistration]) -> None:
    """Tell the people whose year was locked."""
    locked = {row.professional_id: row for row in rows if row.state == LOCKED}
    logins = User.objects.filter(professional__in=list(locked), is_active=True)
    tell_each(
        (
            (user, {"registration": locked[user.professional_id]}, _link(locked[user.professional_id]))
            for user in logins
            if user.professional_id in locked
        ),
        "registration_locked",
    )


def _link(row: AnnualRegistration) -> str:
    return reverse("registry:registration-year", args=[row.year])


@service
def return_(
    *, actor: User, registration: AnnualRegistration, reason: str, edit: int | None = None
) -> AnnualRegistration:
    """Send a declared or confirmed year back to the person, with the reason that the person reads."""
    row = locked(registration)
    if row.state == OPEN and row.note == reason.strip():
        return row
    if edit is not None and edit != row.edit:
        raise Stale
    require(holds(actor, row), _("这一年度目前不在您这里办理，请刷新页面。"))
    require(not is_self(actor, row.professional), _("这是您本人的登记，须由他人办理。"))
    require(bool(reason.strip()), _("请说明退回的理由，本人会看到。"))
    require_free(row)
    open_again(actor, row, reason.strip(), "registration.returned")
    tell_person(row, "registration_returned", reason.strip())
    return row


def open_again(actor: User | None, row: AnnualRegistration, reason: str, action: str) -> None:
    before = row.state
    row.note, row.reopen_reason, row.reopen_asked_at = whole(reason, 500), "", None
    row.employer_by = row.employer_person = row.employer_at = row.office_by = row.office_at = None
    _move(row, OPEN)
    audit.record(
        action,
        row,
        actor=actor,
        before={"state": before},
        after={"year": row.year, "state": OPEN},
        reason=reason,
        context=row.professional,
    )


def tell_person(row: AnnualRegistration, kind: str, reason: str) -> None:
    logins = row.professional.users.filter(is_active=True)
    tell(logins, kind, {"registration": row, "reason": reason}, link=_link(row))
