"""The form of public verification: number and check code as they stand on a
paper, in whatever way they were copied."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField
from cejc.lib.layout import Drawn, Upload
from cejc.lib.writing.pasted import code_in, holds_code, number_in


class PaperForm(forms.Form):
    """`number` becomes (year, sequence), `code` capitals. Pasted together into the
    field of the number, they are both read."""

    helper = Drawn(method="get", submit_label=_("查验"))

    # What a paper of this kind calls its number, how one looks, and where number and code stand.
    called: Any
    example: Any
    unclear: Any
    place: Any

    number = CleanCharField(max_length=300)
    code = CleanCharField(label=_("校验码"), max_length=300)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and not data.get("code", "").strip() and holds_code(data.get("number", "")):
            data = data.copy()
            data["code"] = data["number"]
        super().__init__(data, *args, **kwargs)
        number, code = self.fields["number"], self.fields["code"]
        number.label, number.help_text, code.help_text = self.called, self.example, self.place

    def clean_number(self) -> tuple[int, int]:
        found = number_in(self.cleaned_data["number"])
        if found is None:
            raise forms.ValidationError(self.unclear)
        return found

    def clean_code(self) -> str:
        code = code_in(self.cleaned_data["code"])
        if not code or not (code.isascii() and code.isalnum()):
            raise forms.ValidationError(_("校验码只有字母和数字，请核对后再填。"))
        return code


class PaperFileForm(forms.Form):
    """The PDF of a paper of one kind, to be compared with the one that was drawn."""

    helper = Drawn(
        Upload("file"), attrs={"data-drop-verify": True}, submit_label=_("比对文件"), look="outline-primary"
    )

    # What the file is called, what is said of one that is too large, and of one that is no PDF.
    paper: Any
    large: Any
    foreign: Any

    file = forms.FileField(widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = self.paper

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > settings.CEJC_UPLOAD_LIMIT:
            raise forms.ValidationError(self.large)
        start = upload.read(1024)
        upload.seek(0)
        if b"%PDF-" not in start:
            raise forms.ValidationError(self.foreign)
        return upload
