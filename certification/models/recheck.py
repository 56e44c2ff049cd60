from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from certification.enums import RecheckCause, RecheckState
from registry.enums import Role


class RecheckQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The province's all; a bureau's those of the slips that it issued."""
        if user.has_role(Role.PROVINCE):
            return self
        bureaus = [seat.organisation_id for seat in user.seats_as(Role.BUREAU)]
        return self.filter(Q(slip__case__bureau__in=bureaus, slip__allotted__isnull=False))


class Recheck(PublicRow):
    """A slip whose ground was taken away, 待重核 until the office decides: it stands, or it is revoked.

    `path` says which years lost what: [{"year", "before", "after", "need", "settled"}], hours as text.
    """

    slip = models.ForeignKey("certification.Slip", on_delete=models.PROTECT, related_name="rechecks")
    cause = models.CharField(_("起因"), max_length=10, choices=RecheckCause.choices)
    cause_key = models.CharField(max_length=80)  # public id or number of what was taken back
    cause_label = models.CharField(max_length=300)
    reason = models.CharField(_("理由"), max_length=1300)  # also that of a year which was opened again
    path = models.JSONField(default=list)
    state = state_field(RecheckState, max_length=10, default=RecheckState.OPEN)
    note = models.CharField(_("核查结论"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("重核")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slip", "cause", "cause_key"], name="recheck_once_a_cause"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "created_at"], name="recheck_inbox")]

    def __str__(self) -> str:
        return self.slip.number

    @property
    def looked_at_id(self) -> int:
        """Whose it is, for `registry.people.looking`."""
        return self.slip.professional_id
