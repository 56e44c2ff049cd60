from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from certification.enums import BatchState
from registry.choices import routes
from registry.enums import Role
from registry.people.models.organisation import covered_by_seats


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The composing office's own; the province's once filed."""
        found = covered_by_seats(user, "organisation__")
        if user.has_role(Role.PROVINCE):
            found |= Q(state=BatchState.FILED)
        return self.filter(found)


class Batch(PublicRow):
    """Cases that an office hands to the province together, with the public-subject materials."""

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="batches"
    )
    route = models.CharField(max_length=40)
    application_year = models.PositiveSmallIntegerField(_("申报年度"))
    name = models.CharField(_("名称"), max_length=100)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    # The paper that the policy asks for beside the list: a university's stamped notice.
    file_name = models.CharField(max_length=255, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    state = state_field(BatchState, max_length=10, default=BatchState.DRAFT)
    edit = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    filed_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("报送批次")

    def __str__(self) -> str:
        return self.name


class WindowException(PublicRow):
    """A window that the province opens for one organisation, with a reason (R19). Inclusive dates."""

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="window_exceptions"
    )
    route = models.CharField(max_length=20, choices=routes)
    application_year = models.PositiveSmallIntegerField()
    opens = models.DateField(_("开始日期"))
    closes = models.DateField(_("截止日期"))
    reason = models.CharField(_("理由"), max_length=500)
    granted_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(closes__gte=models.F("opens")), name="window_exception_dates"),
        ]
