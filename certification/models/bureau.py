from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from certification.enums import AllotmentState, NumberState


class BureauSetting(PublicRow):
    """How one bureau does its part of the route in one application year: what 三(三) leaves to the city."""

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="bureau_settings"
    )
    application_year = models.PositiveSmallIntegerField(_("申报年度"))
    county_review = models.BooleanField(_("先由县市区人社部门审核"), default=False)
    notice = models.BooleanField(_("单位须先行公示"), default=False)
    notice_days = models.PositiveSmallIntegerField(_("公示工作日"), default=5)
    opens = models.DateField(_("受理开始"), null=True, blank=True)
    closes = models.DateField(_("受理截止"), null=True, blank=True)
    signatory = models.CharField(_("认定单落款"), max_length=100, blank=True)
    edit = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "application_year"], name="bureau_setting_once"),
            models.CheckConstraint(
                condition=Q(opens=None) | Q(closes=None) | Q(closes__gte=F("opens")),
                name="bureau_window_order",
            ),
        ]


class AllotmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The bureau's own; all for the provincial office."""
        if user.has_role("province"):
            return self
        return self.filter(organisation__in=[seat.organisation_id for seat in user.seats_as("bureau")])


class Allotment(PublicRow):
    """Numbers of the province-wide slip that a bureau claims free of
    charge (免费申领), and what was granted."""

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="allotments"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    claimed = models.PositiveIntegerField(_("申领数量"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    state = state_field(AllotmentState, max_length=10, default=AllotmentState.CLAIMED)
    granted = models.PositiveIntegerField(_("核发数量"), default=0)
    first = models.PositiveIntegerField(null=True, blank=True)
    last = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    claimed_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AllotmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("号段")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year"], condition=Q(state="claimed"), name="allotment_one_claim"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"


class AllottedNumber(models.Model):
    """One number of an allotment: in stock, used by a slip, or void with a reason. Never deleted."""

    allotment = models.ForeignKey(Allotment, on_delete=models.PROTECT, related_name="numbers")
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    state = state_field(NumberState, max_length=8, default=NumberState.STOCK)
    slip = models.OneToOneField(
        "certification.Slip", null=True, blank=True, on_delete=models.PROTECT, related_name="allotted"
    )
    reason = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "sequence"], name="allotted_number_once"),
            models.CheckConstraint(
                condition=Q(state="used", slip__isnull=False) | (~Q(state="used") & Q(slip=None)),
                name="allotted_number_used_by_a_slip",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["allotment", "state", "sequence"], name="allotted_stock")]
