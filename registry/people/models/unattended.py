from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from cejc import clock
from cejc.lib.db.models import PublicRow


class UnattendedQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(until=None)

    def subjects(self, model: type[models.Model]) -> models.QuerySet:
        """The public ids of the rows of `model` on which nobody may act now."""
        return self.open().filter(subject_type=model._meta.model_name).values("subject")


class Unattended(PublicRow):
    """Something waits and nobody may act on it; everybody concerned was
    told when it began. One open row a thing.

    Named as the audit log names things, and without a word about the
    person: whoever may read the thing reads that.
    """

    subject_type = models.CharField(max_length=40)
    subject = models.UUIDField()
    state = models.CharField(max_length=40)  # in which it waits
    office = models.CharField(max_length=200)  # where nobody may act
    # The office above that may act meanwhile, as the policy has it; "":
    # there is none, somebody has to be appointed.
    stands_in = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = UnattendedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_type", "subject"], condition=Q(until=None), name="unattended_once"
            ),
        ]
        indexes: ClassVar = [
            # What is open of one kind, and what an administrator reads.
            models.Index(fields=["until", "subject_type", "subject"], name="unattended_open"),
        ]
