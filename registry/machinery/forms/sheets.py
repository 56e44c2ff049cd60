"""What every form asks that takes a workbook."""

from django import forms
from django.utils.translation import gettext_lazy as _


def leave_out_field() -> forms.BooleanField:
    """Whether columns and sheets that the template does not know are not
    wanted; otherwise they keep all of it out."""
    return forms.BooleanField(
        label=_("其余的列不导入"),
        required=False,
        help_text=_("不勾选时，文件中有不认识的列或别的工作表，就什么也不导入，并逐一指出。"),
    )
