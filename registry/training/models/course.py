from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import CourseForm, CourseState, Role
from registry.training.models.training_base import of_own_bases


class CourseQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Published ones for everybody; the drafts of a base for its
        staff, its personnel office, the province."""
        if user.is_authenticated and user.has_role(Role.PROVINCE):
            return self
        seen = ~Q(state=CourseState.DRAFT)
        return self.filter(seen | of_own_bases(user, "base__") if user.is_authenticated else seen)

    def published(self) -> Self:
        return self.filter(state=CourseState.PUBLISHED)


class Course(PublicRow):
    """A course of a training base, face-to-face or online, for one subject.

    `hours` is what was approved for it at its review (R12); empty: face-to-face by R6,
    online by minutes / 45. `live_on` is the day an online course opens: its conclusion has
    to be with the province before (四(四), R13).
    """

    base = models.ForeignKey("registry.TrainingBase", on_delete=models.PROTECT, related_name="courses")
    code = models.CharField(_("课程编号"), max_length=40)  # the base's own; the API names a course by it
    title = models.CharField(_("课程名称"), max_length=200)
    form = models.CharField(_("培训形式"), max_length=12, choices=CourseForm.choices)
    subject = models.CharField(_("科目"), max_length=20)  # an id of the policy's subjects
    theme_year = models.PositiveSmallIntegerField(_("主题年度"), null=True, blank=True)  # public subject only
    hours = models.DecimalField(_("审定学时"), max_digits=6, decimal_places=2, null=True, blank=True)
    minutes = models.PositiveIntegerField(_("时长（分钟）"), null=True, blank=True)
    live_on = models.DateField(_("上线日期"), null=True, blank=True)
    price = models.DecimalField(_("收费（元）"), max_digits=8, decimal_places=2, default=0)
    price_reason = models.CharField(
        _("收费说明"), max_length=300, blank=True
    )  # shown to the reader: 四(四) 公益性
    textbook = models.CharField(_("教材"), max_length=200, blank=True)
    outline = models.TextField(_("大纲"), blank=True)
    teachers = models.CharField(_("授课教师"), max_length=300, blank=True)
    state = state_field(CourseState, max_length=10, default=CourseState.DRAFT)
    title_key = models.CharField(max_length=400, blank=True, db_index=True)  # pinyin, for search
    edit = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("课程")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["base", "code"], name="course_code_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "subject", "-published_at"], name="course_catalogue"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_online(self) -> bool:
        return self.form == CourseForm.ONLINE


class CourseMaterial(PublicRow):
    """A plan, slide set or other paper of an online course: a stored file,
    or an address with the hash of its bytes."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(_("名称"), max_length=200)
    url = models.URLField(_("网址"), blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(default=0)
    mime = models.CharField(max_length=100, blank=True)
    uploaded_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title
