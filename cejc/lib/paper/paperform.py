"""The form of public verification: number and check code as they stand on a
paper, in whatever way they were copied."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField
from cejc.lib.writing.pasted import code_in, holds_code, number_in


class PaperForm(forms.Form):
    """`number` becomes (year, sequence), `code` capitals. Pasted together into the
    field of the number, they are both read."""

    # What a paper of this kind calls its number, and where it stands.
    unclear = _("没有看出编号中的年份和顺序号，请按纸上的编号填写。")

    number = CleanCharField(label=_("编号"), max_length=300)
    code = CleanCharField(label=_("校验码"), max_length=300)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and not data.get("code", "").strip() and holds_code(data.get("number", "")):
            data = data.copy()
            data["code"] = data["number"]
        super().__init__(data, *args, **kwargs)

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
