"""Forms of a workbook that is sent, and of the questions about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.layout import Drawn, Upload
from cejc.lib.sheets.book import require_book


class SheetForm(forms.Form):
    """Any workbook; what it is, its content says."""

    helper = Drawn(Upload("file"), refused=_("文件没有上传"), submit_label=_("上传并核对"))
    file = forms.FileField(
        label=_("名单文件"),
        help_text=_("Excel（xlsx、xls）或CSV文件。表头不必与模板完全一致，不认识的会先问您。"),
    )

    @property
    def sent(self) -> dict[str, Any]:
        """The workbook and its name, for the service. Raises FileFault."""
        file = self.cleaned_data["file"]
        require_book(file)
        return {"file": file, "name": file.name}


class AnswerForm(forms.Form):
    """A field for each question about a workbook; the sheets are ticked, everything else is one of some."""

    helper = Drawn(submit_label=_("提交回答并继续核对"))

    def __init__(self, data: Any, *, questions: list[dict[str, Any]]) -> None:
        super().__init__(data)
        self.questions = questions
        for place, asked in enumerate(questions):
            several = asked["kind"] == "sheets"
            kind = forms.MultipleChoiceField if several else forms.ChoiceField
            choices = [(value or "-", label) for value, label in asked["choices"]]
            self.fields[f"q{place}"] = kind(
                label=asked["label"],
                choices=choices if several else [("", _("请选择")), *choices],
                widget=forms.CheckboxSelectMultiple if several else forms.Select,
                help_text=asked.get("suspect") or _held(asked),
            )

    @property
    def answers(self) -> dict[str, str]:
        """By the key of each question; "" where a column is not wanted, or a word is none of the choices."""
        given = {}
        for place, asked in enumerate(self.questions):
            value = self.cleaned_data[f"q{place}"]
            given[asked["key"]] = "|".join(value) if isinstance(value, list) else value.removeprefix("-")
        return given


def _held(asked: dict[str, Any]) -> str:
    held = "、".join(f"“{one}”" for one in asked.get("held", ()))
    return str(_("例如：%s")) % held if held else ""


class TakeForm(forms.Form):
    """What is to become of a workbook that was looked at: everything, or what is right."""

    choice = forms.ChoiceField(choices=[("whole", ""), ("right", "")])
