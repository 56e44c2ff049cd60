from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import AskedChoiceField, CleanCharField, CleanTextField
from cejc.lib.layout import Drawn
from credits.engine import Policy
from registry.activities.return_reasons import RETURN_REASONS
from registry.enums import Degree, TitleLevel
from registry.machinery.forms.kept import KeptFileField
from registry.machinery.forms.words import demand

LEVELS = [choice for choice in TitleLevel.choices if choice[0] != TitleLevel.NONE]


class CaseForm(forms.Form):
    """What is applied for, and when; span and route follow from it."""

    application_year = forms.TypedChoiceField(label=_("申报年度"), coerce=int)
    title_series = AskedChoiceField(label=_("申报职称系列"))
    title_level = AskedChoiceField(label=_("申报级别"), choices=LEVELS)
    title_name = CleanCharField(
        label=_("申报职称名称"),
        max_length=60,
        required=False,
        help_text=_("例如：高级工程师、副主任医师。会印在认定单上。"),
    )
    degree = AskedChoiceField(
        label=_("已取得的最高学位"),
        choices=Degree.choices,
        help_text=_(
            "认定跨度与学位有关，以单位登记的为准。填写不同学位的，下一步须提交学位证书，由单位核对。"
        ),
    )
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, policy: Policy, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy
        self.fields["application_year"].choices = [  # type: ignore[attr-defined]
            (year, _("%(year)s年度") % {"year": year}) for year in years
        ]
        self.fields["title_series"].choices = [  # type: ignore[attr-defined]
            (one.id, one.name) for one in policy.series.values()
        ]


class PriorForm(forms.Form):
    """An earlier slip on paper, with its scan."""

    helper = Drawn(
        title=_("登记以往认定单"),
        lead=_(
            "以前办理的纸质认定单，登记后其中的年度不再审查，只需补充后续年度的材料。由本系统签发的，不用登记。"
        ),
        submit_label=_("登记"),
    )

    number = CleanCharField(label=_("认定单编号"), max_length=60, help_text=_("按纸质认定单上的编号填写。"))
    first_year = forms.IntegerField(label=_("跨度起始年度"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=_("跨度截止年度"), min_value=2000, max_value=2100)
    file = KeptFileField(label=_("认定单扫描件"), help_text=_("PDF或图片，20MB以内，须看清编号和印章。"))


class DegreeForm(forms.Form):
    """The certificate of a degree that the register does not have."""

    helper = Drawn(submit_label=_("提交"))

    file = KeptFileField(
        label=_("学位证书"), help_text=_("PDF或图片，20MB以内，须看清姓名、学位和证书编号。")
    )


class ExemptionForm(forms.Form):
    """A year in which nothing is to be examined."""

    helper = Drawn(
        title=_("申请某一年度免于考核"),
        lead=_(
            "入职以前、长期病假、在国外或由外省调入的年度，可以说明理由并附材料，由审核单位核定；由外省调入的，请写明在外省取得的学时。认定单上会注明“免于考核”。"
        ),
        submit_label=_("登记"),
    )

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    reason = CleanTextField(
        label=_("理由"),
        max_length=500,
        help_text=_("例如：当年尚未参加工作、长期病假、在国外工作、由外省调入。"),
    )
    file = KeptFileField(label=_("证明材料"), help_text=_("PDF或图片，20MB以内。"))


class ReturnCaseForm(forms.Form):
    """Why a case goes back; item_<uuid> fields say what is wrong with an activity. `own` are reasons of the
    office's own."""

    text = CleanTextField(
        label=_("退回理由"),
        max_length=800,
        required=False,
        rows=4,
        help_text=_("本人会看到这段文字。请写明哪里不符合、需要怎样更正。"),
    )
    reasons = forms.MultipleChoiceField(
        label=_("常用理由"), required=False, widget=forms.CheckboxSelectMultiple
    )
    edit = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, own: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].choices = [*own, *RETURN_REASONS.items()]  # type: ignore[attr-defined]
        demand(self, _("退回理由和常用理由，至少一项"), "text", "reasons")


class ReturnManyForm(ReturnCaseForm):
    """The same for many cases, which are returned as they were ticked."""

    edit = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not (found["text"] or found["reasons"]):
            self.add_error("text", _("请选择退回理由，或写明需要更正的内容。"))
        return found
