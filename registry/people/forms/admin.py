"""The administrator's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.formfields import AskedChoiceField, CleanCharField, DayField, PersonNameField
from cejc.lib.layout import Drawn
from registry.enums import Role
from registry.people.forms.account import FreeUsernameMixin, IdentityFormMixin
from registry.people.forms.organisation import OrganisationChoice


class StaffAccountForm(FreeUsernameMixin, IdentityFormMixin):
    """A login for office staff, who is a known person like everybody else."""

    helper = Drawn(
        title=_("开通经办账号"),
        lead=_("为各级经办人员开通账号。经办人员须实名，系统据此判断回避。"),
        submit_label=_("开通账号"),
    )

    field_order = ("name", "identity_type", "number", "username", "email")
    name = PersonNameField(label=_("姓名"), max_length=120, help_text=_("与证件上的姓名一致。"))
    email = forms.EmailField(label=_("电子邮箱"), required=False)


class MembershipForm(forms.Form):
    organisation = OrganisationChoice(label=_("机构"))
    role = AskedChoiceField(label=_("角色"), choices=Role.choices)
    valid_from = DayField(label=_("起"))
    valid_until = DayField(label=_("止"), required=False, help_text=_("不填即长期有效。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = clock.today


class AuditFilterForm(forms.Form):
    action = CleanCharField(label=_("事项"), max_length=60, required=False, printed=False)
    who = CleanCharField(label=_("经办人"), max_length=60, required=False, printed=False)
    subject = CleanCharField(label=_("对象"), max_length=60, required=False, printed=False)
    since = DayField(label=_("自"), required=False)
    until = DayField(label=_("至"), required=False)
