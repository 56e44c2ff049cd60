"""What papers are found again by, once for all files of the same bytes: drawn anew from them at any time."""

from typing import ClassVar

from django.db import models

from cejc import clock


class PaperFile(models.Model):
    """A file whose pages were looked at; `recipe` says how (`cejc.lib.uploads.alike`)."""

    sha256 = models.CharField(max_length=64, unique=True)
    recipe = models.PositiveSmallIntegerField()
    looked_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.sha256


class PaperLook(models.Model):
    """One page as it is found again: its 64 bits in four parts, each with an index, those of its quarter
    turns, and 2048 bytes that rank what is close."""

    file = models.ForeignKey(PaperFile, on_delete=models.CASCADE, related_name="looks")
    page = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    part0 = models.IntegerField(db_index=True)
    part1 = models.IntegerField(db_index=True)
    part2 = models.IntegerField(db_index=True)
    part3 = models.IntegerField(db_index=True)
    turned = models.JSONField(default=list)
    signature = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "place"], name="paper_look_once")]

    def __str__(self) -> str:
        return f"{self.file_id}-{self.place}"


class PaperNumber(models.Model):
    """A number that a paper calls its own, read from the words in a PDF."""

    file = models.ForeignKey(PaperFile, on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "number"], name="paper_number_once")]

    def __str__(self) -> str:
        return self.number
