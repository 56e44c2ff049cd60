"""What a login is open on, and the passwords it had."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cejc.lib.db.models import PublicRow
from registry.people.models.account import User


class Device(PublicRow):
    """One session of a login: on which device, since when, from where. Times are the machine's own."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    # As the browser says it; put into words where it is shown.
    agent = models.CharField(max_length=300, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("登录的设备")


class UsedPassword(models.Model):
    """The hash of a password that a login had; kept only where one must not come back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="used_passwords")
    hash = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="used_password_user_at")]
