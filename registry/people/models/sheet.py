from typing import ClassVar, Self

from django.db import models

from cejc import clock
from cejc.lib.db.fields import EncryptedTextField
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import SHEET_WRITTEN, SheetOutcome, SheetState, SheetVerdict


class SheetImport(PublicRow):
    """A workbook that a unit sent to be read: what was found in it, what its sender decided, what was done.

    `kind` is a name among `registry.people.sheets.KINDS`; `about` what the list is about beside the unit (the
    public id of a training session). Nothing is written before the sender has seen what will be.
    """

    kind = models.CharField(max_length=20)
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    about = models.UUIDField(null=True)
    uploaded_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = state_field(SheetState, max_length=10, default=SheetState.READING)
    edit = models.PositiveIntegerField(default=1)  # each reading and writing is a job of its own
    answers = models.JSONField(default=dict)  # to the questions about this file
    questions = models.JSONField(default=list)
    facts = models.JSONField(default=dict)  # what was read where, and what was not
    counts = models.JSONField(default=dict)  # of rows, by verdict and by outcome
    sentence = models.CharField(max_length=500, blank=True)  # why it could not be read, or undone
    annotated_name = models.CharField(
        max_length=200, blank=True
    )  # the whole of it with its wrong cells marked
    wrong_name = models.CharField(max_length=200, blank=True)  # the wrong rows alone
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "kind", "-created_at"], name="sheet_of_unit"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def writable(self) -> int:
        """How many rows there are to be written."""
        return sum(self.counts.get(one, 0) for one in SHEET_WRITTEN)

    @property
    def is_forgotten(self) -> bool:
        """Its rows and files were kept for their days and are gone."""
        return "forgotten" in self.facts


class SheetRowQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """To be written, and not written yet."""
        return self.filter(verdict__in=SHEET_WRITTEN, outcome="")


class SheetRow(models.Model):
    """One row of a workbook: what was understood of it (`content`, sealed, because it holds identity
    numbers), what will change, and what became of it."""

    # Found by the constraint below: an index of its own would be written with every row for nothing.
    of = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    sheet = models.PositiveSmallIntegerField()  # its place in the workbook
    number = models.PositiveIntegerField()  # in the sheet
    label = models.CharField(max_length=120, blank=True)  # whom it is about, for the pages
    person = models.ForeignKey(
        "registry.Professional", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    verdict = models.CharField(max_length=8, choices=SheetVerdict.choices)
    outcome = models.CharField(max_length=8, choices=SheetOutcome.choices, blank=True)
    weighed = models.BooleanField(default=False)  # beside the other rows and what there is
    content = EncryptedTextField(blank=True, default="")
    faults = models.JSONField(default=list)  # [name of the column, sentence]
    notes = models.JSONField(default=list)  # what was read otherwise than it is written, or is not taken over

    objects = SheetRowQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "sheet", "number"], name="sheet_row_once"),
        ]
        indexes: ClassVar = [
            # A page of one verdict; what waits to be written.
            models.Index(fields=["of", "verdict", "outcome", "id"], name="sheet_row_verdict"),
        ]


class SheetAnswer(models.Model):
    """What a unit once said about a heading, a word or the sheets of its workbooks: it is not asked again."""

    organisation = models.ForeignKey("registry.Organisation", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    question = models.CharField(max_length=200)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind", "question"], name="sheet_answer_once"),
        ]
