"""Logins: opening, entering, locking, ending. Times here are the machine's
own: they guard, they are not domain time."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cejc.errors import Refused, TooMany
from registry.enums import Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import LoginAttempt, Professional, User
from registry.people.permissions import is_self, require, require_admin
from registry.people.queries import people
from registry.people.services import device, password_age

PASSWORD_FIELDS = ["password", "must_change_password", "failed_attempts", "locked_until", "password_set_at"]
MAX_FAILURES = 5
LOCK_FOR = timedelta(minutes=15)
# A whole office may stand behind one address. From so many failures on, the next wrong answer there is told
# to wait; a right one is let through, for whoever has it is not the one who guesses.
ADDRESS_LIMIT = 30
ADDRESS_WINDOW = timedelta(minutes=15)
# So many failures within a minute are a flood: for the rest of that minute nothing from there is hashed,
# for a password hash is a quarter core-second.
FLOOD_LIMIT = 120
FLOOD_WINDOW = timedelta(minutes=1)


def is_throttled(address: str | None) -> bool:
    """So many failures came from this address lately that the next one is told to wait."""
    return _failures(address, ADDRESS_WINDOW) >= ADDRESS_LIMIT


def is_flooded(address: str | None) -> bool:
    """So many failures came from this address within a minute that nothing is looked at."""
    return _failures(address, FLOOD_WINDOW) >= FLOOD_LIMIT


def _failures(address: str | None, window: timedelta) -> int:
    if address is None:
        return 0
    since = timezone.now() - window
    return LoginAttempt.objects.filter(address=address, succeeded=False, at__gte=since).count()


def refuse_flood(address: str | None) -> None:
    """Before anything is looked at. Raises TooMany."""
    if is_flooded(address):
        raise TooMany(
            _(
                "您所在的网络在一分钟内有大量登录没有成功，系统暂停受理一分钟。这一次没有核对密码，您的账号没有变化。"
            ),
            int(FLOOD_WINDOW.total_seconds()),
        )


def slow_down(address: str | None, sentence: object) -> None:
    """After a wrong answer: raises TooMany with `sentence` where too many came from this address."""
    if is_throttled(address):
        raise TooMany(sentence, int(ADDRESS_WINDOW.total_seconds()))


def admit(*, identifier: str, password: str, address: str | None = None) -> User | None:
    """The login that `identifier` (username or identity number) and `password` open, or None.

    An unknown name, a locked and an ended account cost the same hash and give the same None.
    The attempt is counted in the row before the hash is computed, so that many guesses at once stay five.
    """
    if is_flooded(address):
        return None
    user = people.login_named(identifier)
    admitted = user is not None and user.is_active and reserve(user)
    if user is not None and admitted:
        correct = user.check_password(password)
    else:
        make_password(password)
        correct = False
    if user is not None and admitted:
        settle(user, correct=correct, address=address)
    else:
        LoginAttempt.objects.create(user=user, address=address, succeeded=False)
    return user if correct else None


@transaction.atomic
def reserve(user: User) -> bool:
    """Count an attempt against the row, under its lock; False while the account is locked."""
    row = User.objects.select_for_update().get(pk=user.pk)
    moment = timezone.now()
    if row.locked_until and row.locked_until > moment:
        return False
    if row.locked_until:
        row.failed_attempts = 0
    row.failed_attempts += 1
    row.locked_until = moment + LOCK_FOR if row.failed_attempts >= MAX_FAILURES else None
    row.save(update_fields=["failed_attempts", "locked_until"])
    return True


@service
def settle(user: User, *, correct: bool, address: str | None = None) -> None:
    """Note how the attempt ended; a right answer clears the count, the
    fifth wrong one is audited as a lock."""
    row = User.objects.select_for_update().get(pk=user.pk)
    LoginAttempt.objects.create(user=row, address=address, succeeded=correct)
    if correct:
        row.failed_attempts, row.locked_until = 0, None
        row.save(update_fields=["failed_attempts", "locked_until"])
    elif row.failed_attempts == MAX_FAILURES:
        audit.record(
            "account.locked", row, context=row.professional, after={"until": f"{row.locked_until:%FT%T%z}"}
        )


@service
def create(
    *,
    actor: User | None,
    professional: Professional,
    username: str,
    password: str,
    email: str = "",
    must_change_password: bool = False,
) -> User:
    """Open the one login of a person. Refused when the person has one or the name is taken."""
    Professional.objects.select_for_update().get(pk=professional.pk)
    require(not people.has_account(professional), _("该人员已有账号，不能重复开通。"))
    name = username.strip().lower()
    require(not User.objects.filter(username=name).exists(), _("用户名“%s”已被使用，请换一个。") % name)
    user = User(
        username=name,
        professional=professional,
        display_name=professional.name,
        email=email,
        must_change_password=must_change_password,
    )
    user.set_password(password)
    user.password_set_at = timezone.now()
    user.save()
    audit.record("account.opened", user, actor=actor or user, context=professional, after={"username": name})
    return user


@service
def open_for_person(
    *, actor: User, professional: Professional, username: str, email: str
) -> tuple[User, str]:
    """An administrator opens a login for office staff; the first
    password is shown once and must be changed."""
    require_admin(actor)
    password = secrets.token_urlsafe(12)
    user = create(
        actor=actor,
        professional=professional,
        username=username,
        password=password,
        email=email,
        must_change_password=True,
    )
    return user, password


@service
def set_password(*, user: User, password: str, keep: UUID | None = None) -> None:
    """Set a new password; every session but that of the device `keep`
    ends with it (and their session hash no longer fits)."""
    row = User.objects.select_for_update().get(pk=user.pk)
    password_age.remember(row)
    row.set_password(password)
    row.must_change_password, row.failed_attempts, row.locked_until = False, 0, None
    row.password_set_at = timezone.now()
    row.save(update_fields=PASSWORD_FIELDS)
    user.password, user.must_change_password, user.password_set_at = row.password, False, row.password_set_at
    device.close_all(row, keep)
    audit.record("account.password_changed", row, actor=row, context=row.professional)


@service
def lift_lock(*, actor: User, user: User) -> None:
    """An administrator ends a lock-out early."""
    require_admin(actor)
    row = User.objects.select_for_update().get(pk=user.pk)
    require(row.locked_until is not None, _("该账号没有被锁定，无需解除。"))
    row.failed_attempts, row.locked_until = 0, None
    row.save(update_fields=["failed_attempts", "locked_until"])
    audit.record("account.lock_lifted", row, actor=actor, context=row.professional)


@service
def deactivate(*, actor: User, user: User, reason: str) -> None:
    """End a login: its sessions stop at their next request."""
    require_admin(actor)
    require(
        actor.pk != user.pk and not _same_person(actor, user), _("不能停用您本人的账号，请由其他管理员办理。")
    )
    row = User.objects.select_for_update().get(pk=user.pk)
    require(row.is_active, _("该账号已经停用。"))
    _keep_an_administrator(row)
    row.is_active = False
    row.save(update_fields=["is_active"])
    audit.record("account.deactivated", row, actor=actor, context=row.professional, reason=reason)


@service
def reactivate(*, actor: User, user: User, reason: str) -> None:
    require_admin(actor)
    row = User.objects.select_for_update().get(pk=user.pk)
    require(not row.is_active, _("该账号没有停用，无需恢复。"))
    row.is_active = True
    row.save(update_fields=["is_active"])
    audit.record("account.reactivated", row, actor=actor, context=row.professional, reason=reason)


@service
def reset_second_factor(*, actor: User, user: User, reason: str) -> None:
    """Take away authenticator and recovery codes; the person sets them up anew at the next login."""
    from allauth.mfa.models import Authenticator

    require_admin(actor)
    require(not _same_person(actor, user), _("不能重置您本人的二次验证，请由其他管理员办理。"))
    count, _rows = Authenticator.objects.filter(user=user).delete()
    require(count > 0, _("该账号没有设置二次验证，无需重置。"))
    audit.record("account.second_factor_reset", user, actor=actor, context=user.professional, reason=reason)


def _same_person(one: User, other: User) -> bool:
    return one.pk == other.pk or (other.professional is not None and is_self(one, other.professional))


def _keep_an_administrator(leaving: User) -> None:
    """The portal never loses its last administrator."""
    if not leaving.is_admin:
        return
    from registry.people.models import Membership

    others = Membership.objects.in_force().filter(role=Role.ADMIN, user__is_active=True).exclude(user=leaving)
    if not others.exists():
        raise Refused(_("这是最后一位系统管理员，不能停用。请先指定另一位管理员。"))


def count_attempt(*, address: str | None, user: User | None = None) -> None:
    """Note a failure that was not a password (an activation code): it counts for the address's throttle."""
    LoginAttempt.objects.create(user=user, address=address, succeeded=False)


def locked_accounts() -> list[User]:
    """Those locked at this moment, the soonest to open first."""
    rows = User.objects.filter(locked_until__gt=timezone.now()).select_related("professional")
    return list(rows.order_by(F("locked_until").asc(), "pk"))
