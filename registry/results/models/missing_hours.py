from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import MissingHoursState, Role
from registry.people.models.organisation import covered_by_seats
from registry.training.models.training_base import of_own_bases


class MissingHoursQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own; those to one's base or to the bases one supervises; all for the province."""
        if user.has_role(Role.PROVINCE):
            return self
        own = Q(professional=user.professional_id) if user.professional_id else Q(pk__in=[])
        return self.filter(own | of_own_bases(user, "base__") | covered_by_seats(user, "organiser__"))

    def open(self) -> Self:
        return self.filter(state=MissingHoursState.ASKED)


class MissingHours(PublicRow):
    """A person misses the hours of a course: asked of the base with a date to answer by, never a scan to
    approve; or of the employer or department that held the training itself (R26: `base` is None)."""

    professional = models.ForeignKey(
        "registry.Professional", on_delete=models.PROTECT, related_name="missing_hours"
    )
    base = models.ForeignKey(
        "registry.TrainingBase", null=True, blank=True, on_delete=models.PROTECT, related_name="missing_hours"
    )
    organiser = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    course = models.ForeignKey(
        "registry.Course", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("课程或班次名称"), max_length=200)
    passed_on = models.DateField(_("学习通过日期"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    state = state_field(MissingHoursState, max_length=10, default=MissingHoursState.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(_("答复期限"))
    reminded_at = models.DateTimeField(null=True, blank=True)  # that the date has passed
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    answered_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    completion = models.ForeignKey(
        "registry.Completion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MissingHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("学时缺漏查询")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["professional", "base", "title"],
                condition=Q(state="asked"),
                name="missing_hours_one_open",
            ),
            models.UniqueConstraint(
                fields=["professional", "organiser", "title"],
                condition=Q(state="asked"),
                name="missing_hours_one_open_of_unit",
            ),
            models.CheckConstraint(
                condition=Q(base=None, organiser__isnull=False) | Q(base__isnull=False, organiser=None),
                name="missing_hours_of_one",
            ),
        ]
        indexes: ClassVar = [
            # What waits at a base, and what is overdue.
            models.Index(fields=["state", "due_on"], name="missing_hours_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def provider(self) -> str:
        """Whom it is asked of."""
        return str(self.base or self.organiser)

    @property
    def is_open(self) -> bool:
        return self.state == MissingHoursState.ASKED
