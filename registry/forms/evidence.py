"""Choosing files for an activity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.files import ACCEPT
from credits.engine.evidence import EvidenceState


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class EvidenceForm(forms.Form):
    """Which document, and the files; the choices are what the rule of the kind asks for, missing ones first."""

    # These fields stand in the form of the whole record, most of whose buttons need no file.
    use_required_attribute = False

    document_kind = forms.ChoiceField(label=_("材料种类"))
    files = forms.FileField(  # type: ignore[assignment]  # bound data of Django's forms has the same name
        label=_("文件"),
        help_text=_("可以一次选多个文件，它们按同一种类登记。"),
        widget=ManyFiles(attrs={"accept": ACCEPT, "multiple": True}),
    )

    def __init__(self, state: EvidenceState, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = {document for option in state.options for need in option.needs for document in need.present}
        ordered = sorted(state.documents, key=lambda document: document in there)
        self.fields["document_kind"].choices = [(one.id, one.name) for one in ordered]  # type: ignore[attr-defined]
