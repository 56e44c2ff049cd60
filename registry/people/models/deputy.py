from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from registry.enums import Role
from registry.people.models.organisation import Membership

# The offices that can be held for somebody else; an administrator's or auditor's seat cannot.
HELD = (Role.HR, Role.DEPARTMENT, Role.COUNTY, Role.BUREAU, Role.PROVINCE, Role.BASE)


class DeputyQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own arrangements, on either side; all of them for an administrator."""
        if user.is_admin:
            return self
        return self.filter(models.Q(principal__user=user) | models.Q(seat__user=user))


class Deputy(PublicRow):
    """Who holds an office while its holder is away. The deputy's rights
    are `seat`, a dated membership of his own.

    So R23 holds as ever, by person: the deputy is nobody else than himself. The dates stand in the seat.
    """

    principal = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="deputies")
    seat = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="deputy")
    reason = models.CharField(_("事由"), max_length=300)
    made_at = models.DateTimeField(default=clock.now)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("外出委托")
        ordering: ClassVar = ["-seat__valid_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.seat.user} · {self.seat}"

    @property
    def over(self) -> bool:
        return self.seat.valid_until is not None and self.seat.valid_until < clock.today()
