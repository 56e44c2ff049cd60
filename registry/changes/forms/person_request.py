"""Forms of the changes of a person's file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField, CleanTextField, CodeField, DayField, PersonNameField
from registry.enums import IdentityType
from registry.machinery.forms.kept import KeptFileField


def file_field(label: Any, hint: Any, *, required: bool = True) -> forms.FileField:
    return KeptFileField(
        label=label,
        required=required,
        help_text=hint,
        error_messages={"required": _("请上传证明材料的扫描件或照片。")},
    )


class IdentityChangeForm(forms.Form):
    """What is to be put right; what is left empty stays as it is."""

    name = PersonNameField(
        label=_("新姓名"), max_length=120, required=False, help_text=_("姓名不变的，不用填写。")
    )
    identity_type = forms.ChoiceField(
        label=_("证件类型"), choices=[("", _("不变")), *IdentityType.choices], required=False
    )
    number = CodeField(
        label=_("正确的证件号码"),
        max_length=60,
        required=False,
        help_text=_("证件号码不变的，不用填写。"),
    )
    reason = CleanTextField(label=_("理由"), max_length=500)
    file = file_field(_("证明材料"), _("户口簿曾用名页、公安机关证明等的扫描件，PDF或图片，20MB以内。"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("identity_type") and not data.get("number"):
            self.add_error("number", _("更改证件类型的，请填写新证件的号码。"))
        return data


class MergeForm(forms.Form):
    """Two files by their identity numbers; the first is kept."""

    kept = CodeField(
        label=_("保留的档案：证件号码"),
        max_length=60,
        help_text=_("本人现行有效的证件号码。"),
    )
    duplicate = CodeField(
        label=_("重复的档案：证件号码"),
        max_length=60,
        help_text=_("例如同一人以护照或录错的号码另行登记的档案。"),
    )
    reason = CleanTextField(label=_("理由"), max_length=500, help_text=_("写明如何核实为同一人。"))
    file = file_field(_("核对材料"), _("可以不传。PDF或图片，20MB以内。"), required=False)


class DeathForm(forms.Form):
    died_on = DayField(label=_("去世日期"), late=_("去世日期不能晚于今天。"))
    reason = CleanTextField(label=_("说明"), max_length=500, required=False, rows=2)
    file = file_field(_("证明材料"), _("死亡证明或户籍注销证明的扫描件，PDF或图片，20MB以内。"))


class ErasureForm(forms.Form):
    reason = CleanTextField(label=_("理由"), max_length=500, required=False, help_text=_("可以不填写。"))
    understood = forms.BooleanField(
        label=_("我已知悉注销的后果，注销后不能恢复。"),
        error_messages={"required": _("请先确认已知悉注销的后果。")},
    )


class RequestFilter(forms.Form):
    """Which requests to show."""

    q = CleanCharField(label=_("姓名"), max_length=40, required=False, printed=False)
    kind = forms.ChoiceField(label=_("事项"), required=False)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("办理中")), ("ended", _("已结束")), ("all", _("全部"))],
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部事项")), *kinds]  # type: ignore[attr-defined]
