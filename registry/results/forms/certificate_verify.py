"""A certificate under keys A and B, given to be verified."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.dual_key import FILE_LIMIT
from cejc.lib.layout import Drawn, Upload


class CertificateFileForm(forms.Form):
    """The JSON file that the person or the platform downloaded."""

    helper = Drawn(Upload("file", FILE_LIMIT), attrs={"data-drop-verify": True}, submit_label=_("查验"))

    file = forms.FileField(
        label=_("培训证书文件"), widget=forms.ClearableFileInput(attrs={"accept": "application/json,.json"})
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > FILE_LIMIT:
            raise forms.ValidationError(_("文件超过2MB，培训证书文件不会这么大，请核对是否选错了文件。"))
        return upload
