"""What is kept, what went, and what may not go."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from registry.enums import Role
from registry.machinery import retention


class KeptKind(models.Model):
    """How a kind of `retention.toml` stands: how many rows are due, how many of those are held, as last
    counted.

    Where an officer has to begin it, `begun_at` says when, and `begun_seconds` for which period: a shorter
    one waits to be begun anew.
    """

    kind = models.CharField(max_length=20, unique=True)
    due = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    begun_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True)
    begun_seconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("保存期限")

    def __str__(self) -> str:
        return retention.kind(self.kind).title


class Forgotten(models.Model):
    """How much of a kind went on one day: a number, nothing of whose it was. Only ever grows, and is kept."""

    day = models.DateField(_("日期"))
    kind = models.CharField(max_length=20)
    gone = models.PositiveIntegerField(_("删除件数"), default=0)
    held = models.PositiveIntegerField(_("留存件数"), default=0)  # due, and held for a dispute
    before = models.DateTimeField()  # what was older than that
    told = models.BooleanField(default=False)  # in the audit log, once the day was over

    class Meta:
        verbose_name = _("删除报告")
        ordering: ClassVar = ["-day", "kind"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "kind"], name="forgotten_once_a_day")]

    def __str__(self) -> str:
        known = retention.kinds().get(self.kind)
        return known.title if known else self.kind


class HoldQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The provincial office's and the auditor's."""
        return self if user.has_role(Role.PROVINCE, Role.AUDITOR) else self.none()

    def in_force(self) -> Self:
        return self.filter(lifted_at=None, until__gte=clock.today())


class Hold(PublicRow):
    """留存: because of a dispute nothing about the person is erased until a day, by whom, and why.

    `matter` is the application (public id) that it is about, "" where it is about the person as such. In both
    cases everything about the person is held: what a dispute will need, nobody knows beforehand.
    """

    person = models.ForeignKey("registry.Professional", on_delete=models.PROTECT, related_name="holds")
    matter_kind = models.CharField(max_length=60, blank=True)
    matter = models.CharField(max_length=36, blank=True)
    matter_label = models.CharField(_("事项"), max_length=300, blank=True)
    reason = models.CharField(_("事由"), max_length=500)
    until = models.DateField(_("留存至"))
    placed_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(_("决定时间"), default=clock.now)
    lifted_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_reason = models.CharField(max_length=500, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("留存")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["until"], name="hold_in_force", condition=Q(lifted_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person}"

    @property
    def is_in_force(self) -> bool:
        return self.lifted_at is None and self.until >= clock.today()
