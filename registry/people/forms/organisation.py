"""Forms about units and their place in the tree."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import AskedChoiceField, AskedModelField, CleanCharField, CreditCodeField, DayField
from cejc.lib.layout import Drawn
from registry.choices import regions
from registry.enums import OrganisationKind, Route
from registry.people.models import Organisation


class OrganisationChoice(AskedModelField):
    """Units by name, indented by their depth in the tree."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Organisation.objects.filter(closed_on=None), to_field_name="public_id", **kwargs
        )

    def label_from_instance(self, unit: Organisation) -> str:
        return f"{'　' * (unit.depth - 1)}{unit.name}"


class OrganisationForm(forms.Form):
    name = CleanCharField(label=_("名称"), max_length=200, help_text=_("与登记证书上的全称一致。"))
    short_name = CleanCharField(label=_("简称"), max_length=60, required=False)
    credit_code = CreditCodeField(label=_("统一社会信用代码"), max_length=40)
    kind = AskedChoiceField(label=_("类型"), choices=OrganisationKind.choices)
    region = AskedChoiceField(label=_("所在地"), choices=regions)
    route = AskedChoiceField(label=_("认定渠道"), choices=Route.choices)
    contact = CleanCharField(
        label=_("公示联系方式"), max_length=200, required=False, help_text=_("公示中受理异议的部门和电话。")
    )


class NewOrganisationForm(OrganisationForm):
    helper = Drawn(title=_("新建机构"), submit_label=_("保存"))
    supervisor = OrganisationChoice(label=_("主管部门"), required=False, empty_label=_("（没有主管部门）"))


class EditOrganisationForm(OrganisationForm):
    helper = Drawn(title=_("修改机构信息"), submit_label=_("保存"))
    closed_on = DayField(
        label=_("撤销日期"), required=False, help_text=_("单位撤销后填写，不再接受新的人员。")
    )


class MoveForm(forms.Form):
    supervisor = OrganisationChoice(
        label=_("新的主管部门"), required=False, empty_label=_("（没有主管部门）")
    )
    reason = CleanCharField(label=_("依据和理由"), max_length=500)
