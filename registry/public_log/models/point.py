"""What the log was at a size, signed by the portal and by those who watch it."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class LogCheckpoint(models.Model):
    """The log at `size`: a note as C2SP's tlog-checkpoint has it. Never changed; its tiles are kept."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField()


class LogWitness(models.Model):
    """Another organisation that follows the log and co-signs what it finds in order."""

    name = models.CharField(max_length=120, unique=True)  # as in its key
    key = models.CharField(max_length=250)  # name+hash+key, C2SP's tlog-cosignature
    label = models.CharField(max_length=120)  # as people call it
    added_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label


class LogCoSignature(models.Model):
    """A witness's line under a checkpoint, and the moment that it vouches for. Never changed."""

    checkpoint = models.ForeignKey(LogCheckpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(LogWitness, on_delete=models.PROTECT, related_name="cosignatures")
    at = models.DateTimeField()
    line = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="log_cosigned_once")
        ]
        indexes: ClassVar = [models.Index(fields=["witness", "-checkpoint"], name="log_cosigned_last")]
