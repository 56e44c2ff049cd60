"""Policies that were loaded, and the calendar of working days."""

from django.db import models
from django.db.models import Q


class PolicyVersion(models.Model):
    """The text of one edition of one policy, kept for ever: awards and slips cite its name and hash.

    What says whom it holds for and when is copied from the text (credits/engine/reach.py), so that a page
    asks for it without reading all texts. `bases` are the texts that an extension rests on, by name. In force
    is what is published and not retired; an amended edition is retired by the next one, a withdrawn one by
    its withdrawal.
    """

    name = models.CharField(max_length=80)
    edition = models.PositiveSmallIntegerField(default=1)
    application_year = models.PositiveSmallIntegerField()
    rule_set = models.CharField(max_length=80)
    regions = models.TextField(blank=True)  # codes, with commas between; "": everywhere
    series = models.TextField(blank=True)  # ids, with commas between; "": everyone
    beside = models.BooleanField(default=False)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    document_number = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    source = models.TextField()
    bases = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_why = models.CharField(max_length=12, blank=True)  # amended, withdrawn
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-application_year", "name", "-edition")
        constraints = (
            models.UniqueConstraint(fields=["name", "edition"], name="policy_edition_once"),
            # Which rules hold for an application year must never be ambiguous (R21).
            models.UniqueConstraint(
                fields=["rule_set", "application_year"],
                condition=Q(published_at__isnull=False, retired_at=None),
                name="one_published_policy_per_year",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def in_force(self) -> bool:
        return self.published_at is not None and self.retired_at is None


class CalendarDay(models.Model):
    """One date of the State Council's calendar, with make-up days. `name` is the holiday's Chinese name."""

    date = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("date",)

    def __str__(self) -> str:
        return self.date.isoformat()
