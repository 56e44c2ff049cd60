from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from registry.enums import Role


def of_own_bases(user, prefix: str) -> Q:
    """A filter for rows whose training base (by lookup `prefix`, "" or "base__") is one's own.

    The base's staff, and the personnel office that supervises it (四(四)): HR of the supervising unit or of
    the college, the competent department or the city bureau, each by its seat at `personnel_office`.
    """
    seats = user.seats_as(Role.BASE)
    offices = user.seats_as(Role.HR, Role.DEPARTMENT, Role.BUREAU)
    own = Q(**{f"{prefix}organisation__in": [seat.organisation_id for seat in seats]})
    return own | Q(**{f"{prefix}personnel_office__in": [seat.organisation_id for seat in offices]})


class TrainingBaseQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """All for the province; else the bases one works for or supervises."""
        if user.has_role(Role.PROVINCE):
            return self
        return self.filter(of_own_bases(user, ""))

    def in_force(self, on: date | None = None) -> Self:
        day = on or clock.today()
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class TrainingBase(PublicRow):
    """A continuing education base (继续教育基地): an organisation that trains, under a supervising unit.

    `personnel_office` convenes the experts for its online courses and holds key A (四(四), 四(五)): the
    personnel department of the supervising unit, an undergraduate college's own, or the city bureau.
    """

    organisation = models.OneToOneField(
        "registry.Organisation", on_delete=models.PROTECT, related_name="training_base"
    )
    supervising_unit = models.ForeignKey(
        "registry.Organisation",
        on_delete=models.PROTECT,
        related_name="bases_supervised",
        verbose_name=_("主管单位"),
    )
    personnel_office = models.ForeignKey(
        "registry.Organisation",
        on_delete=models.PROTECT,
        related_name="bases_in_charge",
        verbose_name=_("主管单位人事部门"),
    )
    code = models.CharField(_("基地代码"), max_length=12, unique=True)  # in numbers and in the API
    platform_name = models.CharField(_("网络平台名称"), max_length=100, blank=True)
    platform_url = models.URLField(_("网络平台网址"), blank=True)
    contact = models.CharField(_("联系人和电话"), max_length=200, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    introduction = models.TextField(_("简介"), blank=True)
    approved_on = models.DateField(_("设立日期"), default=clock.today)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    edit = models.PositiveIntegerField(default=0)

    objects = TrainingBaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("继续教育基地")

    def __str__(self) -> str:
        return str(self.organisation)


class ExpertQuerySet(models.QuerySet):
    def in_force(self, on: date | None = None) -> Self:
        day = on or clock.today()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class Expert(PublicRow):
    """Somebody who may be asked to review online courses; `base` is the
    one he belongs to (None: no base's)."""

    user = models.OneToOneField("registry.User", on_delete=models.PROTECT, related_name="expert")
    base = models.ForeignKey(
        TrainingBase, null=True, blank=True, on_delete=models.PROTECT, related_name="experts"
    )
    field = models.CharField(_("专业领域"), max_length=100, blank=True)
    valid_from = models.DateField(_("起"), default=clock.today)
    valid_until = models.DateField(_("止"), null=True, blank=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("专家")

    def __str__(self) -> str:
        return str(self.user)
