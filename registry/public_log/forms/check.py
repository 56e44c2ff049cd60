"""A proof of the log, given to be checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.layout import Drawn, Upload

LIMIT = 1024 * 1024


class ProofFileForm(forms.Form):
    """The JSON file that stands beside a verified paper."""

    helper = Drawn(Upload("file", LIMIT), submit_label=_("检验"))

    file = forms.FileField(
        label=_("存证文件"), widget=forms.ClearableFileInput(attrs={"accept": "application/json,.json"})
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LIMIT:
            raise forms.ValidationError(_("文件超过1MB，存证文件不会这么大，请核对是否选错了文件。"))
        return upload
