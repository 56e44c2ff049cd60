"""Policies that were loaded, and the calendar of working days."""

from django.db import models
from django.db.models import Q


class PolicyVersion(models.Model):
    """The text of one policy file, kept for ever: awards and slips cite its name and hash."""

    name = models.CharField(max_length=80, unique=True)
    application_year = models.PositiveSmallIntegerField()
    document_number = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    source = models.TextField()
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-application_year", "name")
        constraints = (
            # Which rules hold for an application year must never be ambiguous (R21).
            models.UniqueConstraint(
                fields=["application_year"],
                condition=Q(published_at__isnull=False),
                name="one_published_policy_per_year",
            ),
        )

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """One date of the State Council's calendar, with make-up days. `name` is the holiday's Chinese name."""

    date = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("date",)

    def __str__(self) -> str:
        return self.date.isoformat()
