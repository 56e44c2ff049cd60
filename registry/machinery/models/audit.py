from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """One thing that was done. The database refuses update and delete, and notes each new one as waiting
    to be linked (`AuditWaiting`).

    Actor and subjects are copied as text, so that the entry outlives their rows. `number` grows, with gaps
    where something was undone; the order that is vouched for is that of the links.
    """

    number = models.BigAutoField(primary_key=True)
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
    hash = models.CharField(max_length=64)  # SHA-256 of all of the above but the number

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
