from typing import ClassVar

from django.db import models
from django.db.models import Q

from registry.choices import roles
from registry.machinery.models.counting import CountedLine


class CaseCount(CountedLine):
    """So many submitted cases on one office's desk stand in one state of one table: the sum of the lines.

    Lines are written by the database itself with every change of a case (certification.counts), and folded
    by the worker. `office` is the unit of the seat, 0 for the province; the columns between are
    certification.queries.policy.KEYS.
    """

    role = models.CharField(max_length=20, choices=roles)
    office = models.BigIntegerField()
    policy = models.CharField(max_length=60)
    policy_sha256 = models.CharField(max_length=64)
    route = models.CharField(max_length=40)
    wanted = models.CharField(max_length=120, blank=True)
    notice_days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=40)

    class Meta:
        indexes: ClassVar = [
            # The desk of an office.
            models.Index(fields=["role", "office"], name="case_count_of_office"),
            # Whose lines are to be folded.
            models.Index(fields=["role", "office"], condition=Q(loose=True), name="case_count_loose"),
        ]


class SlipCount(CountedLine):
    """So many slips one office carried, 0 the province: the sum of the lines (certification.counts)."""

    role = models.CharField(max_length=20, choices=roles)
    office = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [
            # The list of an office.
            models.Index(fields=["role", "office"], name="slip_count_of_office"),
            # Whose lines are to be folded.
            models.Index(fields=["role", "office"], condition=Q(loose=True), name="slip_count_loose"),
        ]
