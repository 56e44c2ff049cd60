from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanTextField


class TakeBackForm(forms.Form):
    """Why an approval is taken back; the person reads it."""

    reason = CleanTextField(
        label=_("理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("本人会看到这段文字。"),
    )
