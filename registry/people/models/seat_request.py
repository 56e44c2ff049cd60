"""A role that an administrator asks for, and that another officer confirms."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.choices import roles
from registry.enums import Role, SeatRequestState
from registry.people.models.account import User
from registry.people.models.organisation import Membership, Organisation

# Who sees what was asked for: who asks, who confirms, who looks after both.
READERS = (Role.ADMIN, Role.SECURITY, Role.AUDITOR)


class SeatRequestQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        return self if user.has_role(*READERS) else self.none()

    def waiting(self) -> Self:
        return self.filter(state=SeatRequestState.ASKED)


class SeatRequest(PublicRow):
    """A role for a login, from a day on, given once another officer has confirmed it; `seat` is what came of
    it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seat_requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("角色"), max_length=20, choices=roles)
    valid_from = models.DateField(_("起"))
    valid_until = models.DateField(_("止"), null=True, blank=True)
    state = state_field(SeatRequestState, max_length=12, default=SeatRequestState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    seat = models.OneToOneField(Membership, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SeatRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("角色申请")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(state=SeatRequestState.ASKED),
                name="seat_request_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation.name} · {self.get_role_display()}"

    @property
    def days(self) -> tuple[date, date | None]:
        return self.valid_from, self.valid_until
