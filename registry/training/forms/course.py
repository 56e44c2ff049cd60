"""Drafting a course, its materials, and finding courses."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from cejc import clock
from cejc.lib.formfields import CleanCharField, CleanTextField, DayField, PolicyChoiceField
from cejc.lib.layout import Drawn
from cejc.lib.listing import Filter, choice
from cejc.site import gettext_lazy as _
from registry.enums import CourseForm, CourseState
from registry.machinery.forms.choices import subjects
from registry.machinery.forms.kept import KeptFileField
from registry.machinery.forms.words import demand
from registry.training.models import Course, TrainingBase
from registry.training.queries.catalogue import titled


def choice_of_base(label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        required=False,
        queryset=TrainingBase.objects.none(),
        to_field_name="code",
        empty_label=_("全部"),
    )


class CourseEditForm(forms.Form):
    """A course. Hours are nowhere typed: R6 and the review give them."""

    helper = Drawn(title=_("新建课程"), submit_label=_("保存"))

    title = CleanCharField(label=_("课程名称"), max_length=200)
    code = CleanCharField(
        label=_("课程编号"),
        max_length=40,
        help_text=_("本基地自编，平台接口按它识别课程。"),
        validators=[RegexValidator(r"^[A-Za-z0-9._-]+$", _("课程编号只用字母、数字和 - _ . 。"))],
    )
    form = forms.ChoiceField(label=_("培训形式"), choices=CourseForm.choices, widget=forms.RadioSelect)
    subject = PolicyChoiceField(label=_("科目"), found=subjects, widget=forms.RadioSelect)
    theme_year = forms.IntegerField(
        label=_("主题年度"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=_("仅{filed_subject}填写：按哪一年度的{filed_short}主题编写。"),
    )
    minutes = forms.IntegerField(label=_("时长（分钟）"), required=False, min_value=1, max_value=60000)
    live_on = DayField(
        label=_("上线日期"),
        required=False,
        help_text=_(
            "仅网络课程填写。审定结论须在这一天之前提交{authority}，否则培训结果不予认可{filed_clause}。"
        ),
    )
    teachers = CleanCharField(
        label=_("授课教师"),
        max_length=300,
        required=False,
        help_text=_("多位教师用顿号分开；教师不参加本课程的审定。"),
    )
    textbook = CleanCharField(label=_("教材"), max_length=200, required=False)
    outline = CleanTextField(label=_("大纲"), max_length=5000, required=False, rows=6)
    price = forms.DecimalField(
        label=_("收费（元）"),
        min_value=0,
        max_digits=8,
        decimal_places=2,
        required=False,
        help_text=_("继续教育基地举办的培训活动应当突出公益性{filed_clause}，免费的填0。"),
    )
    price_reason = CleanCharField(
        label=_("收费说明"),
        max_length=300,
        required=False,
        help_text=_("收费的课程请写明依据和用途，读者会看到。"),
    )

    def __init__(self, *args: Any, slot_help: str = "", length_help: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].help_text = slot_help
        self.fields["minutes"].help_text = length_help
        demand(self, _("发布前必填"), "teachers", "outline")
        demand(self, _("{filed_subject}发布前必填"), "theme_year")
        demand(self, _("网络课程发布前必填"), "minutes", "live_on")
        demand(self, _("收费的必填"), "price_reason")

    def clean_price(self) -> Decimal:
        return self.cleaned_data.get("price") or Decimal(0)

    def clean(self) -> Any:
        values = super().clean() or self.cleaned_data
        if values.get("price") and not values.get("price_reason") and "price_reason" not in self.errors:
            self.add_error("price_reason", _("收费的课程请写明收费说明。"))
        return values


class CourseChangeForm(CourseEditForm):
    helper = Drawn(title=_("修改课程"), submit_label=_("保存"))
    edit = forms.IntegerField(widget=forms.HiddenInput)
    reason = CleanCharField(
        label=_("修改理由"),
        max_length=300,
        required=False,
        help_text=_("已有人学完的课程必须填写，公众会看到。"),
    )


class MaterialForm(forms.Form):
    """One material: a file, or an address with the hash of its bytes."""

    helper = Drawn(title=_("添加审定材料"), submit_label=_("添加"))

    title = CleanCharField(label=_("材料名称"), max_length=200, help_text=_("例如：教案、第一讲课件。"))
    file = KeptFileField(
        label=_("文件"),
        required=False,
        help_text=_("PDF、图片、docx或xlsx，20MB以内；幻灯片请先导出为PDF。"),
    )
    url = forms.URLField(
        label=_("网址"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("视频等大文件填写网址和文件校验值（由制作单位提供的64位字符），不必上传。"),
    )
    sha256 = CleanCharField(label=_("文件校验值"), max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        demand(self, _("文件和网址，必填一项"), "file", "url")
        demand(self, _("填写网址的必填"), "sha256")

    def clean(self) -> Any:
        values = super().clean() or self.cleaned_data
        if self.errors:
            return values
        if bool(values.get("file")) == bool(values.get("url")):
            raise forms.ValidationError(_("请选择一个文件，或填写网址和文件校验值，二者取一。"))
        if values.get("url") and not values.get("sha256"):
            self.add_error("sha256", _("请填写该网址内容的文件校验值，审定的就是这些内容。"))
        return values


class OfBases(Filter):
    """A list of bases; where there is one, there is nothing to choose."""

    base = choice_of_base(_("基地"))

    def __init__(self, data: Any, *, bases: Any) -> None:
        super().__init__(data)
        self.fields["base"].queryset = bases  # type: ignore[attr-defined]
        if bases.count() < 2:
            del self.fields["base"]


class CourseFilter(OfBases):
    """The courses of one's bases."""

    field_order = ("q", "state", "form", "base")

    def by_q(self, rows: QuerySet[Course], value: str) -> QuerySet[Course]:
        return rows.filter(titled(value))

    q = CleanCharField(label=_("名称、教师或编号"), required=False, max_length=60, printed=False)
    state = choice(_("状态"), CourseState.choices)
    form = choice(_("培训形式"), CourseForm.choices)


class CatalogueForm(Filter):
    """Finding a course in public."""

    q = CleanCharField(
        label=_("课程、教师"),
        required=False,
        max_length=60,
        help_text=_("可用拼音或拼音首字母。"),
        printed=False,
    )
    subject = choice(_("科目"), [])
    form = choice(_("培训形式"), CourseForm.choices)
    base = choice_of_base(_("基地"))
    place = CleanCharField(label=_("地点"), required=False, max_length=30, printed=False)
    first_day = DayField(label=_("日期起"), required=False)
    last_day = DayField(label=_("日期止"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["subject"].choices = [("", _("全部")), *subjects()]  # type: ignore[attr-defined]
        rows = TrainingBase.objects.in_force(clock.today()).select_related("organisation").order_by("code")
        self.fields["base"].queryset = rows  # type: ignore[attr-defined]
        for name in ("subject", "base"):
            self.fields[name].widget.attrs["lang"] = "zh"
