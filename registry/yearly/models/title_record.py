from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import TitleLevel, TitleRecordState
from registry.people.models.professional import Professional


class TitleRecordQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(professional__in=Professional.objects.visible_to(user))

    def confirmed(self) -> Self:
        return self.filter(state=TitleRecordState.CONFIRMED)


class TitleRecord(PublicRow):
    """One title of a person's history: entered by the person or HR,
    confirmed by HR, printed in the handbook."""

    professional = models.ForeignKey("registry.Professional", on_delete=models.PROTECT, related_name="titles")
    series = models.CharField(_("职称系列"), max_length=40)
    level = models.CharField(_("职称级别"), max_length=20, choices=TitleLevel.choices)
    name = models.CharField(_("职称名称"), max_length=60, blank=True)
    since = models.DateField(_("取得日期"))
    unit = models.CharField(_("取得时所在单位"), max_length=200)
    evidence = models.CharField(_("证明材料"), max_length=200)
    state = state_field(TitleRecordState, max_length=10, default=TitleRecordState.PENDING)
    entered_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = TitleRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("职称经历")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["professional", "series", "level", "since"],
                condition=~models.Q(state="refused"),
                name="title_record_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.name}".strip()
