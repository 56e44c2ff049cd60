from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from registry.enums import Role
from registry.people.models import Professional


class WhatIfQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """All for the provincial office; for a city bureau those of its own drafts."""
        if user.has_role(Role.PROVINCE):
            return self
        seats = [seat.organisation_id for seat in user.seats_as(Role.BUREAU)]
        return self.filter(file__office__in=seats) if seats else self.none()


class WhatIf(PublicRow):
    """One run of a draft over real records, beside what governed on `day`.

    `sha256` is the very text that was run, `against` what was in force, as [name, sha256]. People are counted
    in the order of their keys: all up to `through` are. Once `finished_at` is set `counts` holds the sums
    (`registry.rules.queries.what_if_tally`), or `stopped` says why there are none, or only those of a part:
    `stopped_by` asked the worker to end it early.
    """

    file = models.ForeignKey("registry.PolicyFile", on_delete=models.PROTECT, related_name="what_ifs")
    sha256 = models.CharField(max_length=64)
    against = models.JSONField(default=list)
    day = models.DateField(_("比照日期"))
    started_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("开始时间"), default=clock.now)
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    stopped = models.CharField(max_length=200, blank=True)
    stopped_by = models.ForeignKey(
        "registry.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    total = models.PositiveIntegerField(default=0)  # people
    done = models.PositiveIntegerField(default=0)
    through = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0)  # of work, without what it waited
    peak = models.PositiveIntegerField(default=0)  # MiB, the largest of its processes
    counts = models.JSONField(default=dict)

    objects = WhatIfQuerySet.as_manager()

    class Meta:
        verbose_name = _("试算")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "sha256"], condition=models.Q(finished_at=None), name="what_if_one_at_work"
            )
        ]

    def __str__(self) -> str:
        return str(_("“%s”的试算") % self.file)

    @property
    def is_done(self) -> bool:
        return self.finished_at is not None and not self.stopped

    @property
    def is_part(self) -> bool:
        """Whether it was ended early with some of the people counted: `counts` are of those alone."""
        return bool(self.finished_at and self.stopped and self.counts)


class WhatIfPiece(models.Model):
    """The sums over the people after `after`, up to `through`: written once, gone when all are added up."""

    what_if = models.ForeignKey(WhatIf, on_delete=models.CASCADE, related_name="pieces")
    after = models.PositiveBigIntegerField()
    through = models.PositiveBigIntegerField()
    counts = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what_if", "after"], name="what_if_piece_once")
        ]


class WhatIfLossQuerySet(models.QuerySet):
    def named_to(self, user) -> Self:
        """Those whose people the reader may see by name."""
        return self.filter(person__in=Professional.objects.visible_to(user).values("pk"))


class WhatIfLoss(models.Model):
    """One of those who lose most: how many hours, and the ledgers as they are and as they would be."""

    what_if = models.ForeignKey(WhatIf, on_delete=models.CASCADE, related_name="losses")
    person = models.ForeignKey("registry.Professional", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("registry.Organisation", null=True, on_delete=models.CASCADE, related_name="+")
    hours = models.DecimalField(max_digits=10, decimal_places=2)
    before = models.JSONField()
    after = models.JSONField()

    objects = WhatIfLossQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-hours", "person"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what_if", "person"], name="what_if_loss_once")
        ]
