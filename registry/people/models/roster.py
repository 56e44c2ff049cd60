from typing import Any

from django.db import models

from cejc import clock
from cejc.lib.models import PublicRow
from registry.enums import HistoryState


class RosterImport(PublicRow):
    """A workbook of an employer's people, read by the worker; nothing
    is imported unless every row is right."""

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="roster_imports"
    )
    uploaded_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    stored_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    annotated_name = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=12, blank=True)  # "", imported, refused
    created_count = models.PositiveIntegerField(default=0)
    known_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.file_name

    @property
    def shown_state(self) -> dict[str, Any]:
        ended = {"imported": HistoryState.IMPORTED, "refused": HistoryState.REFUSED}
        return ended.get(self.outcome, HistoryState.CHECKING).tag
