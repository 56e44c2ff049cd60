"""HR's forms about the unit's people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import AskedChoiceField, CleanCharField, DayField, PersonNameField, PolicyChoiceField
from cejc.lib.layout import Drawn
from registry.enums import Degree, TitleLevel
from registry.machinery.forms.choices import title_series
from registry.people.forms.account import IdentityFormMixin
from registry.people.validators import PHONE


class PersonForm(IdentityFormMixin):
    """One person of the unit."""

    helper = Drawn(
        title=_("添加人员"), lead=_("核对证件原件后填写。人员较多时，请用名单导入。"), submit_label=_("添加")
    )

    field_order = (
        "name",
        "identity_type",
        "number",
        "phone",
        "position",
        "staff_number",
        "degree",
        "title_series",
        "title_level",
        "valid_from",
    )
    name = PersonNameField(label=_("姓名"), max_length=120, help_text=_("与证件上的姓名一致。"))
    phone = CleanCharField(label=_("手机号码"), max_length=30, required=False, validators=[PHONE])
    position = CleanCharField(label=_("所在部门和岗位"), max_length=100)
    staff_number = CleanCharField(label=_("工号"), max_length=40, required=False)
    degree = AskedChoiceField(label=_("最高学位"), choices=Degree.choices)
    title_series = PolicyChoiceField(label=_("现职称系列"), required=False, found=title_series)
    title_level = forms.ChoiceField(
        label=_("现职称级别"), choices=TitleLevel.choices, initial=TitleLevel.NONE
    )
    valid_from = DayField(label=_("入职日期"))


class DegreeForm(forms.Form):
    """The registered degree put right."""

    degree = AskedChoiceField(label=_("最高学位"), choices=Degree.choices)
    reason = CleanCharField(
        label=_("更正依据"), max_length=300, help_text=_("例如：学位证书编号、学信网核验结果。留存备查。")
    )


class RevealForm(forms.Form):
    """Why a whole number is looked at; the person reads it."""

    helper = Drawn(
        title=_("查看完整证件号码"),
        lead=_("请写明为什么需要完整号码。事由与本次查看一并记录，本人可以看到。"),
        submit_label=_("查看"),
    )
    reason = CleanCharField(
        label=_("查看事由"),
        max_length=300,
        help_text=_("例如：办理社会保险转移，需与证件原件核对。"),
    )


class LeavingForm(forms.Form):
    last_day = DayField(
        label=_("离职日期"),
        help_text=_("在本单位工作的最后一天。"),
        late=_("离职日期不能晚于今天。请在离职当天或之后办理。"),
    )
    reason = CleanCharField(label=_("说明"), max_length=200, required=False)
