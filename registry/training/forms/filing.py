"""The filing of face-to-face public-subject training, and what is said about one."""

from typing import Any

from django import forms

from cejc.lib.formfields import AskedModelField, CleanCharField, Offering, column, without
from cejc.lib.layout import Drawn
from cejc.lib.listing import Filter, choice
from cejc.site import gettext_lazy as _
from registry.enums import CourseForm, FilingState
from registry.machinery.forms.kept import KeptFileField
from registry.machinery.forms.words import demand
from registry.training.forms.timetable import WithTimetable
from registry.training.models import Course, Filing, TrainingBase


class FilingForm(WithTimetable):
    """The particulars of 《公需科目培训备案表》. Only the name is needed to keep a draft."""

    title = column(Filing, "title")
    course = column(
        Filing,
        "course",
        queryset=Course.objects.none(),
        to_field_name="code",
        empty_label=_("不对应已登记的课程"),
    )
    theme = column(Filing, "theme", label=_("{filed_subject}主题"))
    place = column(Filing, "place")
    textbook = column(Filing, "textbook")
    audience = column(Filing, "audience", help_text=_("例如：全省水利系统专业技术人员。"))
    headcount = column(
        Filing,
        "headcount",
        min_value=1,
        max_value=100_000,
        help_text=_("结业人数超出备案人数的部分暂不计入学时。"),
    )
    contact = column(Filing, "contact")
    plan = column(
        Filing, "plan", max_length=5000, rows=6, help_text=_("可以在这里填写，也可以在下面上传培训方案。")
    )
    file = KeptFileField(
        label=_("培训方案"),
        required=False,
        help_text=_("PDF、Word、Excel或图片，20MB以内；再次上传即替换。"),
    )
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, base: TrainingBase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Course.objects.filter(base=base, form=CourseForm.FACE_TO_FACE).order_by("code")
        self.fields["course"].queryset = rows  # type: ignore[attr-defined]

        demand(self, _("提交时必填"), *Filing.DEMANDED[1:])
        demand(self, _("计划安排和培训方案，提交时至少有一项"), "plan", "file")

    @property
    def particulars(self) -> dict[str, Any]:
        return without(self.cleaned_data, "file", "edit")


class BaseForm(Offering):
    """Which base, for who works for several."""

    helper = Drawn(method="get", submit_label=_("下一步"))

    base = AskedModelField(label=_("施教机构"), queryset=TrainingBase.objects.none(), to_field_name="code")


class FilingFilter(Filter):
    state = choice(_("状态"), FilingState.choices)
    q = CleanCharField(label=_("名称、施教机构或备案号"), required=False, max_length=60, printed=False)
