from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.activities.models.activity import Activity
from registry.enums import FlagKind, FlagState


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(activity__in=Activity.objects.visible_to(user))

    def current(self) -> Self:
        """Not replaced by a newer version and not taken away."""
        return self.filter(replaced_by=None, removed_at=None)


class Evidence(PublicRow):
    """One file that proves an activity, with its document kind. Replacing keeps the old version."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="evidence")
    document_kind = models.CharField(_("材料种类"), max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)  # its bytes went after their period
    file_name = models.CharField(_("文件名"), max_length=255)
    # A scan that proves several records of one person (an import of past years) is kept once.
    stored_name = models.CharField(max_length=200, db_index=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=100)
    pages = models.PositiveSmallIntegerField(default=1)
    uploaded_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("证明材料")
        indexes: ClassVar = [
            # "Has anybody used this file before?"
            models.Index(fields=["sha256"], name="evidence_sha256"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def looked_at_id(self) -> int:
        """Whose it is, for `registry.people.looking`."""
        return self.activity.professional_id

    @property
    def looked_at_within(self) -> Activity:
        """The matter that it belongs to, for `registry.people.looking`."""
        return self.activity


class EvidenceFlagQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        seen = Activity.objects.lodged_with(user)
        return self.filter(Q(first__activity__in=seen) | Q(second__activity__in=seen))


class EvidenceFlag(PublicRow):
    """The same bytes, or what seems the same paper, prove two records: reviewers see both side by side, and
    answer once for the pair.

    `first` and `second` are one file that both have, or two that are alike; `files` lists the SHA-256 of
    every one. `pair` names the two records by their keys, the lower first. `likeness` says by what they are
    alike: `pages` (of first and second; 0 none), `number`.
    """

    kind = models.CharField(
        max_length=8, choices=FlagKind.choices, default=FlagKind.SAME, db_default=FlagKind.SAME
    )
    likeness = models.JSONField(default=dict, blank=True, null=True)

    first = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="flags_as_first")
    second = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="flags_as_second")
    pair = models.CharField(max_length=44, db_index=True, editable=False, default="")
    files = models.JSONField(default=list)
    same_person = models.BooleanField()
    state = state_field(FlagState, max_length=12, default=FlagState.OPEN)
    note = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField(default=clock.now)

    objects = EvidenceFlagQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="evidence_flag_once"),
            models.UniqueConstraint(
                fields=["pair"], condition=Q(state=FlagState.OPEN), name="evidence_flag_one_a_pair"
            ),
        ]

    def __str__(self) -> str:
        return self.first.file_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pair = self.pair or pair_of(self.first.activity_id, self.second.activity_id)
        self.files = self.files or [self.first.sha256]
        super().save(*args, **kwargs)


def pair_of(one: int, other: int) -> str:
    """The name of a pair of records, whichever comes first."""
    return f"{min(one, other)}-{max(one, other)}"
