from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField, CleanTextField, PersonNameField
from cejc.lib.layout import Drawn
from registry.machinery.forms.kept import KeptFileField


class ObjectionForm(forms.Form):
    """What anyone fills in to object to one entry of a notice; `submission_key` makes twice once."""

    helper = Drawn(submit_label=_("提交异议"))

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    name = PersonNameField(
        label=_("您的姓名"),
        max_length=100,
        help_text=_("请使用真实姓名。只供发布单位的上级机关核实，不向发布单位和被公示人公开。"),
        printed=False,
    )
    contact = CleanCharField(
        label=_("联系电话或电子邮箱"), max_length=100, help_text=_("用于核实情况和答复。"), printed=False
    )
    text = CleanTextField(
        label=_("异议内容"),
        max_length=4000,
        printed=False,
        rows=8,
        help_text=_(
            "请写明哪一项学时、哪一年度有什么问题，以及您了解的依据。发布单位会看到这段文字，请不要在其中写您的姓名。"
        ),
    )
    file = KeptFileField(
        label=_("佐证材料"),
        required=False,
        help_text=_("可附一个文件：PDF、图片、docx或xlsx，20MB以内。发布单位会看到文件的内容。"),
    )


class FollowForm(forms.Form):
    """The receipt code given when the objection was filed."""

    helper = Drawn(submit_label=_("查看"))

    code = CleanCharField(label=_("回执码"), max_length=100, help_text=_("提交异议时给出的12位回执码。"))
