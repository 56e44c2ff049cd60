from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import FilingState, Role
from registry.training.models.training_base import of_own_bases


class FilingSequence(models.Model):
    """The last filing number given in a year; locked while one is given."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)


class FilingQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """A base's own; for the province all that were ever submitted."""
        own = of_own_bases(user, "base__")
        if user.has_role(Role.PROVINCE):
            own |= ~Q(submitted_at=None)
        return self.filter(own)


class Filing(PublicRow):
    """《公需科目培训备案表》 (四(四)): what a base files with the
    province before face-to-face public training.

    The province accepts with a number or returns with reasons. A change of an accepted
    filing is a new version with the same number; the accepted one stands until the new
    one is accepted. Accepted content is frozen.
    """

    base = models.ForeignKey("registry.TrainingBase", on_delete=models.PROTECT, related_name="filings")
    course = models.ForeignKey(
        "registry.Course",
        verbose_name=_("所属课程"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="filings",
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.CharField(_("备案号"), max_length=40, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )  # the accepted version that this one is to take the place of
    state = state_field(FilingState, max_length=10, default=FilingState.DRAFT)
    title = models.CharField(_("培训班名称"), max_length=200)
    theme = models.CharField(_("公需科目主题"), max_length=200, blank=True)
    textbook = models.CharField(_("教材"), max_length=200, blank=True)
    audience = models.CharField(_("拟培训人员范围"), max_length=300, blank=True)
    headcount = models.PositiveIntegerField(_("拟培训人数"), null=True, blank=True)
    place = models.CharField(_("培训地点"), max_length=200, blank=True)
    contact = models.CharField(_("联系人和电话"), max_length=100, blank=True)
    plan = models.TextField(_("计划安排"), blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    pdf_name = models.CharField(max_length=200, blank=True)  # the form as drawn
    pdf_edit = models.PositiveIntegerField(null=True, blank=True)
    edit = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    submitted_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)

    # What the base fills in. A draft needs its name only; without the first ones it is not sent (四(四)).
    DEMANDED: ClassVar = ("title", "theme", "place", "textbook", "audience", "headcount", "contact")
    CONTENT: ClassVar = (*DEMANDED, "course", "plan")
    FILE: ClassVar = ("file_name", "stored_name", "sha256", "mime")  # the plan as a file

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("公需科目培训备案")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(state="accepted"), name="filing_number_one_accepted"
            ),
            models.UniqueConstraint(
                fields=["number", "version"], condition=~Q(number=""), name="filing_version_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_editable(self) -> bool:
        return self.state in (FilingState.DRAFT, FilingState.RETURNED)


class FiledSlot(models.Model):
    """A part of a day of the filed timetable. `slot` is an id of the policy's slots (R6)."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="slots")
    date = models.DateField()
    slot = models.CharField(max_length=10)
    begins = models.TimeField(_("开始时间"), null=True, blank=True)  # None: at the usual hours
    ends = models.TimeField(_("结束时间"), null=True, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    teacher = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=200, blank=True)  # "": the filing's place

    class Meta:
        ordering: ClassVar = ["date", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "date", "slot"], name="filed_slot_once"),
        ]
