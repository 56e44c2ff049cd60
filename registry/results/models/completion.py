from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.fields import EncryptedTextField
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import CompletionState, ManifestState, Role
from registry.people.models.organisation import covered_by_seats
from registry.people.models.professional import Professional
from registry.training.models.training_base import of_own_bases

LIVE = CompletionState.live()


class CompletionBatchQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        if user.has_role(Role.PROVINCE):
            return self
        return self.filter(of_own_bases(user, "base__"))


class CompletionBatch(PublicRow):
    """Certificates of one platform under both keys (四(五)).

    Frozen, `manifest` holds the very bytes that A and B sign: canonical JSON with the count, the sum of hours
    and the hash of every certificate. Nothing of it counts before both signatures stand.
    """

    base = models.ForeignKey("registry.TrainingBase", on_delete=models.PROTECT, related_name="batches")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()  # within base and year
    state = state_field(ManifestState, max_length=10, default=ManifestState.OPEN)
    manifest = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(default=0)
    hours = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    frozen_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    key_a = models.ForeignKey("registry.PlatformKey", null=True, on_delete=models.PROTECT, related_name="+")
    signature_a = models.BinaryField(default=b"")
    signed_a_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    signed_a_at = models.DateTimeField(null=True, blank=True)
    key_b = models.ForeignKey("registry.PlatformKey", null=True, on_delete=models.PROTECT, related_name="+")
    signature_b = models.BinaryField(default=b"")
    signed_b_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    signed_b_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was voided
    created_at = models.DateTimeField(default=clock.now)

    objects = CompletionBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("证书批次")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["base", "year", "number"], name="completion_batch_number"),
        ]

    def __str__(self) -> str:
        return f"{self.base}{self.year}-{self.number}"


class CompletionQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own; those that one's base or unit reported; of one's
        people, those that reached their record."""
        if user.has_role(Role.PROVINCE):
            return self
        own = Q(professional=user.professional_id) if user.professional_id else Q(pk__in=[])
        return self.filter(
            own
            | of_own_bases(user, "base__")
            | covered_by_seats(user, "session__organiser__")
            | covered_by_seats(user, "activity__organisation__")
        )

    def live(self) -> Self:
        """The newest version of each, not withdrawn."""
        return self.filter(state__in=LIVE)


class Completion(PublicRow):
    """One person completed one course or session, as the provider reported it. Never edited: a
    correction is a new row (`version`, `replaces`).

    It finds its person by the blind index of the identity number, or waits. When it is recognised it has an
    `activity`; `code` says how it stands (registry.training.standings has the sentences).
    `lines` is how the conversion rule wants it: [{"date", "slot", "subject"}] for face-to-face; for an online
    course `hours` (approved) or `minutes`.
    """

    base = models.ForeignKey(
        "registry.TrainingBase", null=True, blank=True, on_delete=models.PROTECT, related_name="completions"
    )
    course = models.ForeignKey(
        "registry.Course", null=True, blank=True, on_delete=models.PROTECT, related_name="completions"
    )
    session = models.ForeignKey(
        "registry.TrainingSession",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="completions",
    )
    batch = models.ForeignKey(
        CompletionBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="completions"
    )
    # The provider's own name for it: unique within base (API) or session (attendance).
    external_id = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    professional = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="completions"
    )
    name = models.CharField(max_length=100)
    identity_type = models.CharField(max_length=24)
    identity_number = EncryptedTextField()
    identity_index = models.CharField(max_length=64, db_index=True)
    identity_masked = models.CharField(max_length=40)
    subject = models.CharField(max_length=20, blank=True)  # of an online course
    lines = models.JSONField(default=list)
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    passed_on = models.DateField()  # the real date (R14); the last day of a session
    attributed_year = models.PositiveSmallIntegerField(null=True, blank=True)
    certificate = models.CharField(max_length=64, blank=True)  # the provider's certificate number
    state = state_field(CompletionState, max_length=10, default=CompletionState.WAITING)
    code = models.CharField(max_length=32, blank=True)
    sentence = models.CharField(max_length=500, blank=True)  # why, as it was when it was settled
    overruled = models.CharField(max_length=500, blank=True)  # the province counts a held one, and why (R25)
    activity = models.OneToOneField(
        "registry.Activity", null=True, blank=True, on_delete=models.PROTECT, related_name="completion"
    )
    joined = models.BooleanField(default=False)  # with a record that the person had entered
    reported_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("学习结果")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["base", "external_id", "version"],
                condition=Q(session=None),
                name="completion_of_base_once",
            ),
            models.UniqueConstraint(
                fields=["session", "external_id", "version"],
                condition=~Q(session=None),
                name="completion_of_session_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["base", "state", "-reported_at"], name="completion_of_base"),
            models.Index(fields=["course", "passed_on"], name="completion_of_course"),
            models.Index(fields=["professional", "-passed_on"], name="completion_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.course or self.session}"

    @property
    def shown_state(self) -> dict[str, Any] | None:
        """The tag of one that is about to be weighed."""
        if self.code != "settling":
            return None
        return {"label": _("正在记入"), "kind": CompletionState(self.state).kind}
