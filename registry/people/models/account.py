from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.db.ready import ready
from registry.enums import Role

if TYPE_CHECKING:
    from registry.people.models.organisation import Membership


@ready
def seats_of(user: int, day: date) -> models.QuerySet["Membership"]:
    rows = apps.get_model("registry", "Membership").objects.in_force(day)
    return rows.filter(user=user).select_related("organisation").order_by("pk")


@ready
def user_by_key(key: int) -> models.QuerySet["User"]:
    return User.objects.filter(pk=key)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(PublicRow, AbstractBaseUser):
    """A login. The person behind it is `professional`: rule R23 compares persons, never logins.

    There is no superuser: whatever a person may do comes from a dated membership.
    """

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    professional = models.ForeignKey(
        "registry.Professional", null=True, blank=True, on_delete=models.PROTECT, related_name="users"
    )
    display_name = models.CharField(_("姓名"), max_length=100)
    email = models.EmailField(_("电子邮箱"), blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    # None: since the login was opened, as far as anybody knows.
    password_set_at = models.DateTimeField(null=True, blank=True)
    failed_attempts = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def seats(self) -> list:
        """The memberships in force today, with their organisations (one query a request)."""
        return seats_of(self.pk, clock.today()) if self.pk else []

    def seats_as(self, *roles: str) -> list:
        return [seat for seat in self.seats if seat.role in roles]

    def has_role(self, *roles: str) -> bool:
        return bool(self.seats_as(*roles))

    @property
    def is_office(self) -> bool:
        """Holds any staff role: second factor and shorter sessions apply."""
        return bool(self.seats)

    @property
    def is_admin(self) -> bool:
        return self.has_role(Role.ADMIN)

    @property
    def shown_state(self) -> dict[str, Any]:
        if not self.is_active:
            return {"label": _("已停用"), "kind": "neutral"}
        locked = self.locked_until is not None and self.locked_until > timezone.now()
        return {"label": _("已锁定"), "kind": "refused"} if locked else {"label": _("正常"), "kind": "done"}


class LoginAttempt(models.Model):
    """One attempt to log in; what the lock-out counts and what an administrator reads."""

    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="login_attempts"
    )
    address = models.GenericIPAddressField(null=True, blank=True)
    succeeded = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            # The throttle before hashing: recent failures from one address.
            models.Index(fields=["address", "at"], name="attempt_address_at"),
        ]


class ActivationCode(models.Model):
    """A one-time code by which a person on an employer's roster takes over the account (kept as a hash)."""

    professional = models.ForeignKey(
        "registry.Professional", on_delete=models.CASCADE, related_name="activation_codes"
    )
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
