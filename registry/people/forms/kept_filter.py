from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField


class KeptFilterForm(forms.Form):
    """The name of the conditions that stand in the address of the list."""

    name = CleanCharField(
        label=_("名称"), max_length=40, printed=False, help_text=_("例如：本周到期的副高级。同名的会被替换。")
    )
