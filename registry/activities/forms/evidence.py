"""Choosing files for an activity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.uploads.files import ACCEPT
from credits.engine.evidence import EvidenceState


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class EvidenceForm(forms.Form):
    """The files, and which documents they are: what the rule of the kind asks for, missing ones first."""

    # These fields stand in the form of the whole record, most of whose buttons need no file.
    use_required_attribute = False

    document_kind = forms.MultipleChoiceField(
        label=_("这些文件是（可多选）"),
        help_text=_("一份扫描件里有几种材料的，全部勾选，不必重复上传。"),
        widget=forms.CheckboxSelectMultiple,
    )
    files = forms.FileField(  # type: ignore[assignment]  # bound data of Django's forms has the same name
        label=_("文件"),
        help_text=_("可以一次选多个文件。选中后随任何一个按钮保存。"),
        widget=ManyFiles(attrs={"accept": ACCEPT, "multiple": True}),
    )

    def __init__(self, state: EvidenceState, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = {document for option in state.options for need in option.needs for document in need.present}
        ordered = sorted(state.documents, key=lambda document: document in there)
        self.fields["document_kind"].choices = [(one.id, one.name) for one in ordered]  # type: ignore[attr-defined]
        self.fields["document_kind"].initial = only_missing(state)


def only_missing(state: EvidenceState) -> list[str]:
    """The one document that is missing, where there is no doubt which:
    what a file chosen next is taken for."""
    if state.complete or len(state.options) > 1:
        return []
    needs = [need for need in state.nearest.needs if not need.met]
    return [needs[0].any_of[0].id] if len(needs) == 1 and len(needs[0].any_of) == 1 else []
