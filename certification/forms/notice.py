from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField, CleanTextField, without
from cejc.lib.layout import Drawn
from certification.forms.gather import BeginWith


class NoticeForm(forms.Form):
    """The wording of a notice."""

    title = CleanCharField(label=_("标题"), max_length=200)
    text = CleanTextField(
        label=_("正文"), required=False, max_length=2000, rows=4, help_text=_("写在名单前面的说明文字。")
    )
    contact = CleanCharField(
        label=_("受理异议的联系方式"),
        max_length=200,
        help_text=_("部门和电话，例如：组织人事处，0731-85480001。"),
    )
    working_days = forms.IntegerField(label=_("公示工作日"), min_value=1, max_value=60)
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, shortest: int, **kwargs: Any) -> None:
        """`shortest`: the fewest working days that the people's routes allow."""
        super().__init__(*args, **kwargs)
        self.fields["working_days"].help_text = _("不少于%(days)s个工作日，发布当日不计入。") % {
            "days": shortest
        }

    @property
    def wording(self) -> dict[str, Any]:
        return without(self.cleaned_data, "edit", "whom")


class NewNoticeForm(NoticeForm):
    """The same, and whom it names at first; `groups` as `BeginWith.offer` takes them."""

    whom = BeginWith()
    field_order = ("whom", "title", "text", "contact", "working_days")

    def __init__(self, *args: Any, groups: Iterable[tuple[str, str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].offer(groups)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason that is kept and told."""

    reason = CleanTextField(label=_("理由"), max_length=500)
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StrikeForm(ReasonForm):
    """Why one person is taken off the wall; everybody reads it."""

    reason = CleanTextField(
        label=_("移出的理由"),
        max_length=500,
        help_text=_("会写在公示页面和张贴的名单上，也会告诉本人，请勿写入个人隐私。"),
    )


class AnswerForm(forms.Form):
    """The answer to an objection."""

    helper = Drawn(submit_label=_("提交答复"))

    upheld = forms.ChoiceField(
        label=_("结论"),
        widget=forms.RadioSelect,
        choices=[("no", _("异议不成立，该人员继续办理")), ("yes", _("异议成立，将该人员移出公示并退回本人"))],
    )
    answer = CleanTextField(
        label=_("答复理由"),
        max_length=2000,
        rows=5,
        help_text=_("提出异议的人凭回执码可以看到；异议成立的，本人也会看到。"),
    )

    def clean_upheld(self) -> bool:
        return self.cleaned_data["upheld"] == "yes"
