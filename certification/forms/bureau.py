"""Forms of a bureau: its settings, and numbers of the province-wide slip."""

from typing import Any

from django import forms

from cejc.lib.formfields import CleanCharField, CleanTextField, DayField
from cejc.lib.layout import Button, Drawn
from cejc.site import gettext_lazy as _
from certification.models import BureauSetting
from certification.services.allotment import MOST
from certification.services.bureau import EDITABLE
from registry.machinery.forms.words import demand


class SettingForm(forms.Form):
    """What 三(三) leaves to the city."""

    helper = Drawn(submit_label=_("保存设定"))

    county_review = forms.BooleanField(
        label=_("先由县市区人社部门审核"),
        required=False,
        help_text=_("只对登记在县市区人社部门之下的单位有效。"),
    )
    notice = forms.BooleanField(label=_("单位须先行公示"), required=False)
    notice_days = forms.IntegerField(
        label=_("公示工作日"), min_value=1, max_value=60, help_text=_("要求公示的，不少于几个工作日。")
    )
    opens = DayField(label=_("受理开始日期"), required=False)
    closes = DayField(
        label=_("受理截止日期"), required=False, help_text=_("含当日。不填写截止日期的，全年受理。")
    )
    signatory = CleanCharField(
        label=_("认定单落款"),
        required=False,
        max_length=100,
        help_text=_("不填写的，以本部门名称落款。"),
    )
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def clean_edit(self) -> int:
        return self.cleaned_data["edit"] or 0

    @staticmethod
    def values_of(row: BureauSetting | None) -> dict[str, Any]:
        """What the form shows at first."""
        if row is None:
            return {"notice_days": 5, "edit": 0}
        return {name: getattr(row, name) for name in (*EDITABLE, "edit")}


class ClaimForm(forms.Form):
    """How many numbers, and for what."""

    helper = Drawn(
        title=_("申领认定单编号"),
        lead=_("全省统一的认定单，由{cities}免费申领编号。"),
        submit_label=_("申领"),
    )

    count = forms.IntegerField(label=_("申领数量"), min_value=1, max_value=MOST)
    note = CleanTextField(
        label=_("说明"), required=False, max_length=500, help_text=_("例如：预计本年度高级职称申报人数。")
    )


class GrantForm(forms.Form):
    """The province's answer: how many are granted, or why none."""

    helper = Drawn(
        refused=_("没有办理"),
        buttons=(
            Button(_("核发"), "grant", look="official"),
            Button(_("不予核发"), "refuse", look="outline-primary"),
        ),
    )

    count = forms.IntegerField(label=_("核发数量"), required=False, min_value=1, max_value=MOST)
    reason = CleanTextField(label=_("不予核发的理由"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        demand(self, _("核发的必填"), "count")
        demand(self, _("不予核发的必填"), "reason")


class VoidForm(forms.Form):
    """Numbers that will never be used."""

    helper = Drawn(
        title=_("作废编号"),
        lead=_("只能作废库存中的编号；已经签发的，请撤销认定单。作废后不能恢复。"),
        submit_label=_("作废"),
        official=True,
    )

    first = forms.IntegerField(label=_("起始号"), min_value=1)
    last = forms.IntegerField(label=_("终止号"), min_value=1)
    reason = CleanTextField(label=_("理由"), max_length=500)
