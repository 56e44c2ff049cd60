from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from registry.enums import Role


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The auditor's."""
        return self if user.has_role(Role.AUDITOR) else self.none()


class Export(PublicRow):
    """A list that somebody took away: who, from which seat, when, how many rows. Its `code` stands in the
    file and, in a workbook, with a check in every row; kept for ever, so that a row found is traced."""

    code = models.CharField(_("导出编号"), max_length=10, unique=True)
    made_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    made_label = models.CharField(_("导出人"), max_length=200)
    seat_label = models.CharField(_("岗位"), max_length=200, blank=True)
    title = models.CharField(_("内容"), max_length=200)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    made_at = models.DateTimeField(_("时间"), default=clock.now)
    # Of a large one: what another officer granted.
    request = models.ForeignKey(
        "registry.ExportRequest",
        null=True,
        on_delete=models.PROTECT,
        related_name="exports",
        db_index=False,
    )

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("导出登记")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.title} {self.code}"
