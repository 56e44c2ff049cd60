"""Setting up a session, its people, its workbook, and what is said about it."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from cejc.lib.formfields import (
    AskedChoiceField,
    CleanCharField,
    CleanTextField,
    CodeField,
    Offering,
    PersonNameField,
    without,
)
from cejc.lib.layout import Drawn
from cejc.lib.listing import Filter, choice
from cejc.lib.writing.pasted import bare
from cejc.site import gettext_lazy as _
from registry.enums import CourseForm, FilingState, IdentityType, SessionState
from registry.machinery.forms.words import demand
from registry.training.forms.timetable import WithTimetable
from registry.training.models import Course, Filing, TrainingBase


class SessionForm(WithTimetable):
    """A run of training. Course and filing only where a base runs it."""

    title = CleanCharField(label=_("班次名称"), max_length=200)
    code = CleanCharField(
        label=_("班次编号"),
        max_length=40,
        help_text=_("本单位自编，不重复即可。"),
        validators=[RegexValidator(r"^[A-Za-z0-9._-]+$", _("班次编号只用字母、数字和 - _ . 。"))],
    )
    filing = forms.ModelChoiceField(
        label=_("{filed_subject}备案"),
        queryset=Filing.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=_("没有{filed_subject}，或没有备案"),
        help_text=_(
            "有{filed_subject}的，须在备案的时间、地点和人数内举办，否则学时暂不计入。选好后，日程可以按备案填入，不必重填。"
        ),
    )
    course = forms.ModelChoiceField(
        label=_("所属课程"),
        queryset=Course.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("不对应已登记的课程"),
    )
    place = CleanCharField(label=_("地点"), max_length=200, required=False)
    headcount = forms.IntegerField(label=_("人数上限"), min_value=1, max_value=5000, required=False)
    assessed = forms.BooleanField(
        label=_("设结业考核"), required=False, help_text=_("设考核的，合格的人才完成培训。")
    )
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, base: TrainingBase | None, filing: Filing | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if base is None:
            del self.fields["filing"], self.fields["course"]
            return
        demand(self, _("有{filed_subject}的须选"), "filing")
        accepted = Filing.objects.filter(base=base, state=FilingState.ACCEPTED)
        if filing is not None:
            accepted = accepted | Filing.objects.filter(pk=filing.pk)
        self.fields["filing"].queryset = accepted.order_by("-pk")  # type: ignore[attr-defined]
        self.fields["filing"].label_from_instance = lambda row: f"{row.number} {row.title}"  # type: ignore[attr-defined]
        rows = Course.objects.filter(base=base, form=CourseForm.FACE_TO_FACE).order_by("code")
        self.fields["course"].queryset = rows  # type: ignore[attr-defined]

    @property
    def particulars(self) -> dict[str, Any]:
        return without(self.cleaned_data, "edit")


class HostForm(Offering):
    """Who holds the training, for who may act for several."""

    helper = Drawn(method="get", submit_label=_("下一步"))

    host = AskedChoiceField(label=_("举办单位"))


class SessionFilter(Filter):
    state = choice(_("状态"), SessionState.choices)
    q = CleanCharField(label=_("名称、编号或举办单位"), required=False, max_length=60, printed=False)


class PersonForm(forms.Form):
    """One person for the list."""

    helper = Drawn(
        title=_("添加人员"),
        lead=_("系统中还没有的人员也可以列入，本人建档后结果自动记入。"),
        submit_label=_("列入名单"),
        cancel_label=_("返回班次"),
    )

    name = PersonNameField(label=_("姓名"), max_length=100, printed=False)
    identity_type = forms.ChoiceField(label=_("证件类型"), choices=IdentityType.choices)
    number = CleanCharField(label=_("证件号码"), max_length=40)
    note = CleanCharField(label=_("备注"), max_length=200, required=False)


class SessionReasonForm(forms.Form):
    reason = CleanTextField(label=_("原因"), max_length=500, rows=4)


class CodeForm(forms.Form):
    """A code read from the screen and typed."""

    helper = Drawn(submit_label=_("签到"))

    code = CodeField(
        label=_("签到码"),
        max_length=60,
        help_text=_("扫描教室屏幕上的二维码即可签到；不能扫描的，输入二维码下方的签到码。"),
    )

    def clean_code(self) -> str:
        return bare(self.cleaned_data["code"])
