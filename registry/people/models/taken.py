from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from registry.enums import TakenKind
from registry.people.models.held_file import HeldFile


class TakenQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own: whoever chose the rows has them together."""
        return self.filter(owner=user)


class TakenList(PublicRow, HeldFile):
    """Rows chosen from a list, to take home as a sheet or on paper, or to write to their people.

    `listed` is a name among `registry.people.lists.LISTS`, `asked` the filter in words. The file is made by
    the worker and kept for days; the rows themselves stay where they are.
    """

    owner = models.ForeignKey("registry.User", on_delete=models.CASCADE, related_name="+")
    listed = models.CharField(max_length=30)
    kind = models.CharField(_("形式"), max_length=8, choices=TakenKind.choices)
    keys = models.JSONField(default=list)  # public ids, in the order of the list
    asked = models.JSONField(default=list)  # [label, value]
    gone = models.PositiveIntegerField(default=0)  # chosen, and not the owner's to see any more
    back = models.CharField(max_length=1200, blank=True)  # the list with its filters
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    objects = TakenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["owner", "-id"], name="taken_of_owner")]
