"""Searching by identity number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField


class FindForm(forms.Form):
    to = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    number = CleanCharField(
        label=_("证件号码"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
