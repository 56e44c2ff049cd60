from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from certification.enums import ParcelKind
from registry.people.models.held_file import HeldFile


class ParcelQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own: whoever asked for the slips together has them together."""
        return self.filter(owner=user)


class SlipParcel(PublicRow, HeldFile):
    """Slips to take home together: as files, as one document to print, as a list to sign. Made by the worker,
    kept for days; the slips themselves stay where they are."""

    owner = models.ForeignKey("registry.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("形式"), max_length=8, choices=ParcelKind.choices)
    slips = models.JSONField(default=list)  # public ids, in the order of the list
    left_out = models.JSONField(default=list)  # [{name, why}] of what was asked for and is not in it
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    objects = ParcelQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["owner", "-id"], name="parcel_of_owner")]
