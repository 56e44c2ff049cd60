"""Annual registration (二): the person declares a year, the employer
confirms, the office above confirms and locks.

One by one or by list.
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
from registry.enums import RegistrationState
from registry.machinery.door import Step
from registry.machinery.move import read
from registry.machinery.service import service
from registry.machinery.services.holds import require_free
from registry.people.models import Organisation, Professional, User
from registry.people.permissions import require
from registry.people.queries import people
from registry.people.queries.employment import employer_of_year
from registry.people.services.telling.message import tell, tell_each
from registry.yearly.models import AnnualRegistration
from registry.yearly.moves.registration import REGISTRATION, at_office, confirming
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

    `file` (file_name, stored_name, sha256, mime) proves an exemption. Raises Refused with what is missing,
    Stale when the registration changed since the form was opened. Declaring twice is declaring once.
    """
    require(actor.professional_id is not None, _("您的账号没有关联到本人，请联系系统管理员。"))
    person = Professional.objects.select_for_update().get(pk=actor.professional_id or 0)
    late_reason, exempt_reason = late_reason.strip(), exempt_reason.strip()
    kept = row_of(person, year)
    step = REGISTRATION.enter("declare", kept, actor=actor, edit=edit, reason=late_reason)
    row = step.row
    if step.repeated:
        if edit is not None and edit not in (row.edit, row.edit - 1):
            raise Stale
        return row
    require(not (why := why_not_open(person, year)), why)
    _require_reasons(row, late_reason, exempt_reason, file)
    settle(row)
    row.late_reason, row.exempt_reason, row.case = late_reason, exempt_reason, ""
    for name, value in (file or {}).items():
        setattr(row, name, value)
    return declared(step, contents([(person, year)])[person.pk, year])


def row_of(person: Professional, year: int) -> AnnualRegistration:
    """The person's row of `year`, made where there is none yet."""
    unit = employer_for(person, year)
    if unit is None:
        raise Refused(_("您还没有经单位确认的任职信息，确认后即可申报年度登记。"))
    row, _made = AnnualRegistration.objects.get_or_create(
        professional=person, year=year, defaults={"organisation": unit}
    )
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


def declared(step: Step[AnnualRegistration], content: YearContent) -> AnnualRegistration:
    """The year is declared with what it holds now."""
    row = step.row
    row.summary = summary_of(content, row.exempt_reason)
    row.declared_at, row.note = clock.now(), ""
    return step.leave(**_facts(row))


def _facts(row: AnnualRegistration) -> dict[str, Any]:
    return {
        "year": row.year,
        "hours": row.summary.get("hours", {}),
        "status": row.summary.get("status", ""),
    }


@service
def withdraw(*, actor: User, registration: AnnualRegistration) -> AnnualRegistration:
    """Take a declaration back while the employer has not confirmed it."""
    step = REGISTRATION.enter("withdraw", registration, actor=actor)
    if step.repeated:
        return step.row
    require(not step.row.case, _("本年度随认定申请一并申报，请在认定申请中撤回。"))
    return step.leave(**_facts(step.row))


def why_left_out(actor: User, row: AnnualRegistration, content: YearContent) -> str:
    """What keeps `actor` from confirming `row` now; "" when nothing does."""
    if row.state == LOCKED:
        return _("已经登记完毕")
    if row.state == OPEN:
        return _("已退回本人，等待重新申报") if row.note else _("本人尚未申报")
    who = REGISTRATION[confirming(row)].who
    if not who.may(actor, row):
        return read(who.refusal, actor, row)
    last = row.state == CONFIRMED or row.office_id is None
    waiting = content.waiting if last else content.waiting_here
    return _("还有%(count)s条记录待审核") % {"count": waiting} if waiting else ""


@service
def confirm(*, actor: User, registration: AnnualRegistration, edit: int | None = None) -> AnnualRegistration:
    """Confirm one year for the office where it waits. Raises Stale or Refused; twice is once."""
    row = REGISTRATION.locked(registration)
    if _repeated(actor, row):
        return row
    if edit is not None and edit != row.edit:
        raise Stale
    content = contents([(row.professional, row.year)])[row.professional_id, row.year]
    require(not (why := why_left_out(actor, row, content)), f"{why}。")
    confirm_row(actor, row, content)
    row.save()
    _tell_locked([row])
    return row


def _repeated(actor: User, row: AnnualRegistration) -> bool:
    by_office = row.state == LOCKED and row.office_by_id == actor.pk
    by_unit = row.state in (CONFIRMED, LOCKED) and row.employer_by_id == actor.pk and row.office_by_id is None
    return by_office or (by_unit and not at_office(actor, row))


def confirm_row(actor: User | None, row: AnnualRegistration, content: YearContent) -> None:
    """Move `row` one confirmation on; not saved. Locked by the last one."""
    now, step = clock.now(), REGISTRATION.step(confirming(row), row, actor)
    row.summary = summary_of(content, row.exempt_reason)
    if row.state == DECLARED:
        row.employer_by, row.employer_at = actor, now
        row.employer_person_id = actor.professional_id if actor else None
    else:
        row.office_by, row.office_at = actor, now
    before = step.change()
    row.locked_at = now if row.state == LOCKED else None
    step.keep({"state": row.state, **_facts(row)}, before)


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
    """Confirm a list as it was shown (registration, edit), all in one
    transaction; what is left out is said why.

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
    held = contents([(row.professional, row.year) for row in rows])
    done = []
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
            confirm_row(actor, row, content)
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
    if same := came_back(registration, reason):
        return same
    step = REGISTRATION.enter("return", registration, actor=actor, edit=edit, reason=reason)
    require_free(step.row)
    open_again(step)
    tell_person(step.row, "registration_returned", step.reason)
    return step.row


def came_back(registration: AnnualRegistration, reason: str) -> AnnualRegistration | None:
    """The year as it stands where it was opened for this very reason
    just now: asking twice is asking once."""
    return AnnualRegistration.objects.filter(pk=registration.pk, state=OPEN, note=reason.strip()).first()


def open_again(step: Step[AnnualRegistration]) -> None:
    """The year is the person's again, with the reason."""
    row = step.row
    row.note, row.reopen_reason, row.reopen_asked_at = whole(step.reason, 1300), "", None
    row.employer_by = row.employer_person = row.employer_at = row.office_by = row.office_at = None
    step.leave(year=row.year)


def tell_person(row: AnnualRegistration, kind: str, reason: str) -> None:
    logins = row.professional.users.filter(is_active=True)
    tell(logins, kind, {"registration": row, "reason": reason}, link=_link(row))
