from typing import ClassVar

from django.db import models

from cejc import clock


class RecordInHand(models.Model):
    """A record that somebody has on the screen: others get the next one; it is free again minutes later."""

    activity = models.OneToOneField("registry.Activity", on_delete=models.CASCADE, related_name="in_hand")
    user = models.ForeignKey("registry.User", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()


class RecordGiven(models.Model):
    """Which colleague of a reviewer's desk is to take a record, as it was submitted then."""

    activity = models.OneToOneField("registry.Activity", on_delete=models.CASCADE, related_name="given")
    version = models.PositiveSmallIntegerField()  # of the submission; another one is nobody's
    to = models.ForeignKey("registry.User", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["to"], name="record_given_to")]
