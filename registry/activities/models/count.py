from typing import ClassVar

from django.db import models
from django.db.models import Q

from registry.choices import roles
from registry.machinery.models.counting import CountedLine


class ActivityCount(CountedLine):
    """So many records wait at one desk: the sum of the lines (registry.activities.counts).

    `office` is the unit of the desk, `route` that of the person's unit; a department's are of the units right
    under it.
    """

    role = models.CharField(max_length=20, choices=roles)
    office = models.BigIntegerField()
    route = models.CharField(max_length=20)
    supervised = models.BooleanField()
    public_only = models.BooleanField()

    class Meta:
        indexes: ClassVar = [
            # The desk of an office.
            models.Index(fields=["role", "office"], name="activity_count_of_office"),
            # Whose lines are to be folded.
            models.Index(fields=["role", "office"], condition=Q(loose=True), name="activity_count_loose"),
        ]
