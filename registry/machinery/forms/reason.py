"""The reason that a move wants, asked in the move's own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanTextField


class ReasonForm(forms.Form):
    reason = CleanTextField(label=_("理由"), max_length=500)

    def __init__(self, *args: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class EditForm(forms.Form):
    """Only what was seen: it must not have changed since."""

    edit = forms.IntegerField(widget=forms.HiddenInput)
