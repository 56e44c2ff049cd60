"""Logins of other portals that open a login here."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cejc.lib.db.models import PublicRow
from registry.people.models.account import User


class Binding(PublicRow):
    """A subject of an identity provider that is the person behind a login. What the provider said of the
    person is not kept: at every login its number is compared with the person's."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="bindings")
    provider = models.SlugField(max_length=40)
    subject = models.CharField(max_length=255)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("统一身份登录")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "subject"], name="binding_one_login"),
            models.UniqueConstraint(fields=["user", "provider"], name="binding_one_subject"),
        ]
