from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from cejc import clock
from cejc.lib.db.models import PublicRow
from registry.people.models.professional import Professional


class PortraitQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(professional__in=Professional.objects.visible_to(user))

    def current(self) -> Self:
        return self.filter(replaced_at=None)


class Portrait(PublicRow):
    """A person's photograph for the handbook, drawn anew by us without metadata; earlier ones are kept."""

    professional = models.ForeignKey(
        "registry.Professional", on_delete=models.PROTECT, related_name="portraits"
    )
    stored_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = PortraitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["professional"], condition=Q(replaced_at=None), name="portrait_one_current"
            )
        ]

    def __str__(self) -> str:
        return str(self.professional)
