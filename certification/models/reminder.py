from typing import ClassVar

from django.db import models
from django.db.models import Q

from cejc import clock
from certification.enums import ReminderKind


class Reminder(models.Model):
    """Somebody asked after a waiting case, or the portal did because it
    waited too long; once a stay in a state."""

    case = models.ForeignKey("certification.Case", on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=8, choices=ReminderKind.choices)
    state = models.CharField(max_length=40)
    state_since = models.DateTimeField()
    by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "state_since"], condition=Q(kind="overdue"), name="reminder_overdue_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "at"], name="reminder_of_case")]
