"""Deletion by law: a person asks, two officers of the province decide;
what the law keeps stays until its day.

docs/decisions/0005-deletion-and-retention.md says what goes at once, what stays, and why.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from cejc import clock
from cejc.lib.hook import Hook
from cejc.site import gettext as _
from credits.engine.numbers import show_date
from registry.changes.models import Erasure
from registry.changes.moves.person_request import ERASURE
from registry.changes.procedure import Procedure, register_procedure
from registry.changes.services import person_request as requests
from registry.changes.services.erasure_files import drop_drafts, forget_files
from registry.changes.services.erasure_number import erase_number
from registry.enums import RequestState, Role
from registry.machinery.queries.held import is_held
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.forgetting_run import forgets
from registry.people.models import (
    Binding,
    Device,
    LoginAttempt,
    Membership,
    Message,
    Professional,
    UsedPassword,
    User,
)
from registry.people.permissions import is_self, require
from registry.people.queries.people import ERASED_NAME, current_employment
from registry.people.services.employment import refuse_pending
from registry.yearly.models import Handbook

Kept = tuple[str, date]
# Which papers oblige the portal to keep the number: (what, day of it).
keepers: Hook[Callable[[Professional], Iterable[Kept]]] = Hook()
# What must come to its end first: a sentence, or "".
blockers: Hook[Callable[[Professional], str]] = Hook()


def _handbooks(person: Professional) -> Iterable[Kept]:
    for book in Handbook.objects.filter(professional=person):
        yield _("登记手册%s") % book.number, clock.day_of(book.granted_at)


keepers.add(_handbooks)


@service
def ask(
    *, actor: User, professional: Professional, reason: str = "", file: dict[str, str] | None = None
) -> Erasure:
    """The person asks to be forgotten. No reason need be given; what stands in the way is said at once."""
    require(is_self(actor, professional), _("注销由本人申请。"))
    person = Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    require(not (why := why_not(person)), why)
    # Of no unit: those whom the person has left have nothing to decide.
    row = Erasure(professional=person, reason=requests.clean_reason(reason), **(file or {}))
    requests.keep(actor=actor, row=row, state=RequestState.ASKED, officer=False)
    requests.tell_first(row)
    return row


def why_not(person: Professional) -> str:
    """What has to come to its end before the person can be forgotten, in words; "" when nothing has."""
    place = current_employment(person)
    if is_held(person.pk):
        return _("因争议正在处理，与您有关的内容正在留存，期间不能办理注销。如有疑问，请联系{office}。")
    if place is not None:
        return (
            _("您目前仍在%s任职，单位依法须保存在职人员的继续教育记录。请先由单位办理离职。")
            % place.organisation
        )
    if Membership.objects.in_force().filter(user__professional=person).exists():
        return _("您目前仍担任经办角色，请先由系统管理员终止。")
    return next((sentence for blocker in blockers if (sentence := blocker(person))), "")


def _decides(user: User, row: Erasure) -> bool:
    return user.has_role(Role.PROVINCE)


def _carry_out(actor: User, row: Erasure) -> None:
    person = Professional.objects.select_for_update().get(pk=row.professional_id)
    require(not (why := why_not(person)), why)
    erase(actor, row, person)


def erase(actor: User | None, row: Erasure, person: Professional) -> None:
    """What a deletion does, to a person who is locked; `row` says what went, and is saved by the caller."""
    requests.withdraw_others(actor, row, _("本人已申请注销"))
    refuse_pending(actor, person, _("本人已申请注销"))
    row.erased = {"drafts": drop_drafts(actor, person), "files": forget_files(person)}
    _close_logins(actor, person)
    person.phone, person.erased_at = "", clock.now()
    person.save(update_fields=["phone", "erased_at"])
    row.kept, row.keep_until = _kept(person)
    if row.keep_until is None:
        erase_number(person)
        row.number_erased_at = clock.now()
    row.professional = person


def _kept(person: Professional) -> tuple[str, date | None]:
    """What obliges to keep the number, in words, and until when: the
    retention from the day of the latest paper."""
    found = [one for keeper in keepers for one in keeper(person)]
    if not found:
        return "", None
    latest = max(day for _what, day in found)
    return "、".join(what for what, _day in found)[:300], _years_later(latest, settings.CEJC_RETENTION_YEARS)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _close_logins(actor: User | None, person: Professional) -> None:
    """Nobody enters any more, and the login names nobody: neither name,
    nor address, nor second factor is left."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator

    for user in person.users.select_for_update():
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        LoginAttempt.objects.filter(user=user).delete()
        Binding.objects.filter(user=user).delete()
        Device.objects.filter(user=user).delete()
        UsedPassword.objects.filter(user=user).delete()
        Message.objects.filter(recipient=user).delete()
        user.username, user.email, user.is_active = f"{ERASED_NAME}{secrets.token_hex(8)}", "", False
        user.set_unusable_password()
        user.save(update_fields=["username", "email", "is_active", "password"])
        audit.record("account.erased", user, actor=actor, context=person)
    person.activation_codes.all().delete()


@service
def erase_kept(*, erasure: Erasure) -> Erasure:
    """The retention is over: the number goes as well. By the worker; twice is once."""
    row: Erasure = ERASURE.locked(erasure)
    until = row.keep_until
    if row.state != RequestState.DONE or until is None or until >= clock.today():
        return row
    if row.number_erased_at is not None:
        return row
    person = Professional.objects.select_for_update().get(pk=row.professional_id)
    if person.erased_at is not None and person.has_number:
        erase_number(person)
        audit.record("erasure.number_erased", row, context=person, after={"until": show_date(until)})
    row.number_erased_at = clock.now()
    row.save(update_fields=["number_erased_at"])
    return row


def _due(before: datetime) -> QuerySet[Erasure]:
    """Numbers whose retention is over, by the day that was fixed when the deletion was carried out."""
    return Erasure.objects.filter(
        state=RequestState.DONE, number_erased_at=None, keep_until__lt=clock.today()
    )


@forgets("numbers", _due, person="professional")
def _erase_due(piece: Sequence[Erasure]) -> int:
    return sum(erase_kept(erasure=row).number_erased_at is not None for row in piece)


def facts(row: Erasure) -> dict[str, Any]:
    return {**row.erased, "kept": row.kept, "until": show_date(row.keep_until) if row.keep_until else ""}


def _consequences(row: Erasure) -> list[str]:
    kept, until = _kept(row.professional)
    stays = (
        _("因已有%(what)s，证件号码保存至%(until)s，期满由系统自动删除。")
        % {"what": kept, "until": show_date(until)}
        if until
        else _("没有签发过认定单或登记手册，证件号码一并删除，不能恢复。")
    )
    return [
        _(
            "账号、手机号码、电子邮箱、草稿和未被采用的证明材料立即删除，不能恢复；账号不能再登录，即为已经办结，不另行通知。"
        ),
        stays,
        _("已获认可的学时记录及其材料、认定单、登记手册、审核决定和操作记录连同姓名依法保存。"),
    ]


register_procedure(
    Procedure(
        slug="erasure",
        table=ERASURE,
        model=Erasure,
        decides=_decides,
        carry_out=_carry_out,
        facts=facts,
        consequences=_consequences,
        provincial=True,
    )
)
