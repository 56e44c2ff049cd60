"""Forms of colleagues at one desk: tell each other, reasons of one's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField, CleanTextField
from cejc.lib.layout import Drawn
from certification.services.together import LABEL, NOTE, TEXT


class NoteForm(forms.Form):
    helper = Drawn(submit_label=_("留言"))

    text = CleanTextField(
        label=_("给同事留言"),
        max_length=NOTE,
        rows=2,
        help_text=_("只有本机构的同事看得到，本人看不到。留言以后不能修改。"),
    )


class PhraseForm(forms.Form):
    """A reason of the office's own."""

    helper = Drawn(
        title=_("增加退回理由"),
        lead=_("本机构的同事退回申请时可以选用。"),
        submit_label=_("增加"),
    )

    label = CleanCharField(label=_("简称"), max_length=LABEL, help_text=_("办理时在列表中选用的名称。"))
    text = CleanTextField(
        label=_("本人会看到的文字"),
        max_length=TEXT,
        rows=3,
        help_text=_("写明哪里不符合、需要怎样更正、更正后交给谁。"),
    )
