from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """One thing that was done, chained by hash to the one before. The database refuses update and delete.

    Actor and subjects are copied as text, so that the entry outlives their rows.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40, blank=True)  # public id of the login, "" for the system itself
    actor_label = models.CharField(max_length=200)
    seat = models.CharField(
        max_length=40, blank=True
    )  # public id of the seat acted from, "" for none or unknown
    seat_label = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)  # dotted and past: case.submitted
    subject_type = models.CharField(max_length=30)
    subject = models.CharField(max_length=40)  # public id
    subject_label = models.CharField(max_length=300)
    context_type = models.CharField(
        max_length=30, blank=True
    )  # what the subject belongs to: its case, its person
    context = models.CharField(max_length=40, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            # The timeline of an object, and of what belongs to it.
            models.Index(fields=["subject_type", "subject", "number"], name="audit_of_subject"),
            models.Index(fields=["context_type", "context", "number"], name="audit_of_context"),
            # "What did this person do?"
            models.Index(fields=["actor", "number"], name="audit_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class AuditHead(models.Model):
    """The end of the chain, one row; writers lock it, so that the chain has no fork."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
