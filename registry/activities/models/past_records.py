from typing import ClassVar

from django.db import models

from cejc import clock
from cejc.lib.db.models import PublicRow


class HistoryScan(models.Model):
    """A scan that rows of the workbook name; checked by content, kept under a random name."""

    of = models.ForeignKey("registry.SheetImport", on_delete=models.CASCADE, related_name="scans")
    name = models.CharField(max_length=255)
    stored_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=100)
    pages = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "name"], name="history_scan_once"),
        ]


class HistoryPackage(PublicRow):
    """A file of scans that was sent: one scan, or a zip of them, unpacked by the worker."""

    of = models.ForeignKey("registry.SheetImport", on_delete=models.CASCADE, related_name="packages")
    file_name = models.CharField(max_length=255)
    stored_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    done = models.BooleanField(default=False)
    scan_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "sha256"], name="history_package_once"),
        ]
