import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import HistoryState


class HistoryImport(PublicRow):
    """A workbook of an employer's past years with its scans: records
    that then wait for review like any other.

    Checked row by row by the worker; nothing is imported unless every row is right.
    """

    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("文件名"), max_length=255)
    stored_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = state_field(HistoryState, max_length=10, default=HistoryState.PREPARING)
    attempt = models.PositiveSmallIntegerField(default=0)  # of checking; each is a job of its own
    sheet = models.CharField(max_length=60, blank=True)
    places = models.JSONField(default=dict)  # name of a column -> its number in the sheet
    annotated_name = models.CharField(max_length=200, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    fault_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)  # the first of them, for the page
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at"], name="history_of_unit"),
        ]

    def __str__(self) -> str:
        return self.file_name


class HistoryScan(models.Model):
    """A scan that rows of the workbook name; checked by content, kept under a random name."""

    of = models.ForeignKey(HistoryImport, on_delete=models.CASCADE, related_name="scans")
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

    of = models.ForeignKey(HistoryImport, on_delete=models.CASCADE, related_name="packages")
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


class HistoryRow(models.Model):
    """One row while it is checked; gone when the import has ended.
    `activity` will be the record's public id."""

    of = models.ForeignKey(HistoryImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # in the sheet
    activity = models.UUIDField(default=uuid.uuid4)
    professional = models.ForeignKey(
        "registry.Professional", null=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=24, blank=True)
    title = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    facts = models.JSONField(default=dict)
    documents = models.JSONField(default=list)  # [document kind, name of the scan]
    awards = models.JSONField(default=list)
    faults = models.JSONField(default=list)  # [name of the column, sentence]
    weighed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "number"], name="history_row_once"),
        ]
        indexes: ClassVar = [
            # A person's rows are weighed together.
            models.Index(fields=["of", "professional", "number"], name="history_row_of_person"),
        ]
