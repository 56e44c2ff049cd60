"""A login whose owner has neither password, mail nor second factor: opened again by two officers together."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import SUPERVISING, RecoveryState, Role
from registry.people.models.account import User
from registry.people.models.organisation import Organisation, covered_by_seats


class RecoveryQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """What one's unit asked for, what waits at the offices above it; those of office staff at the
        security officer."""
        if user.has_role(Role.PROVINCE, Role.SECURITY):
            return self
        if not user.has_role(Role.HR, *SUPERVISING):
            return self.none()
        return self.filter(covered_by_seats(user, "organisation__"))


class Recovery(PublicRow):
    """Two halves of a code, each shown once to another officer, who tells the person; kept as hashes."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recoveries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = state_field(RecoveryState, max_length=12, default=RecoveryState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=500)
    first_hash = models.CharField(max_length=64)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=500, blank=True)
    second_hash = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("账号找回")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=[RecoveryState.ASKED, RecoveryState.CONFIRMED]),
                name="recovery_one_open",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
