from typing import ClassVar, Self

from django.db import models

from cejc import clock
from cejc.lib.db.models import PublicRow


class KeptFilterQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(user=user)


class KeptFilter(PublicRow):
    """The conditions of one list, kept by one login under a name: `path` is the list, `query` what stood
    behind it."""

    user = models.ForeignKey("registry.User", on_delete=models.CASCADE, related_name="kept_filters")
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=1000)
    name = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=clock.now)

    objects = KeptFilterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "path", "name"], name="kept_filter_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}"
