"""How colleagues of one office share a desk."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from cejc import clock
from cejc.lib.db.models import PublicRow
from registry.choices import roles


class InHand(models.Model):
    """A case that somebody has on the screen: others get the next one; it is free again minutes later."""

    case = models.OneToOneField("certification.Case", on_delete=models.CASCADE, related_name="in_hand")
    user = models.ForeignKey("registry.User", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()


class Assignment(models.Model):
    """Who of an office is to take a case, at the stage and round it was given at."""

    case = models.OneToOneField("certification.Case", on_delete=models.CASCADE, related_name="assignment")
    stage = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField()
    to = models.ForeignKey("registry.User", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["to"], name="assignment_to")]


class OfOfficeQuerySet(models.QuerySet):
    def of_office(self, user) -> Self:
        """What the offices that `user` sits in have written."""
        found = Q(pk__in=[])
        for seat in user.seats:
            found |= Q(organisation=seat.organisation_id, role=seat.role)
        return self.filter(found)


class CaseNote(PublicRow):
    """What colleagues of one office tell each other of a case; its person never reads it."""

    case = models.ForeignKey("certification.Case", on_delete=models.PROTECT, related_name="notes")
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=roles)
    author = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    at = models.DateTimeField(default=clock.now)

    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]


class ReturnPhrase(PublicRow):
    """A reason of an office's own to return cases: what its clerks pick, and what the person reads."""

    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=roles)
    label = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "role", "label"],
                condition=Q(dropped_at=None),
                name="return_phrase_once",
            )
        ]
