from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow


class Suspension(PublicRow):
    """A period in which gatherings for training are suspended, with its
    citation (四(一), R27). Inclusive dates."""

    first_day = models.DateField(_("停办起"))
    last_day = models.DateField(_("停办止"), null=True, blank=True)  # None: until further notice
    citation = models.CharField(_("依据"), max_length=300)
    declared_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("停办期")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_day=None) | models.Q(last_day__gte=models.F("first_day")),
                name="suspension_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.citation

    def covers(self, day) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)
