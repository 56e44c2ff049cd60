from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cejc.lib.layout import Drawn, Upload
from cejc.lib.paper.paperform import PaperForm


class VerifyForm(PaperForm):
    """Number and check code as they stand on the paper."""

    helper = Drawn(method="get", submit_label=_("查验"))

    unclear = _("没有看出编号中的年份和顺序号，请按认定单右上角的编号填写。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number, code = self.fields["number"], self.fields["code"]
        number.label, number.help_text = (
            _("认定单编号"),
            _("例如：湘继教认〔2020〕000001号，也可以只填“2020-1”。"),
        )
        code.help_text = _("认定单右下角二维码旁的8位字母和数字。")


class VerifyFileForm(forms.Form):
    """The PDF of a slip, to be compared with the one that was issued."""

    helper = Drawn(
        Upload("file"), attrs={"data-drop-verify": True}, submit_label=_("比对文件"), look="outline-primary"
    )

    file = forms.FileField(
        label=_("认定单PDF文件"), widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"})
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > settings.CEJC_UPLOAD_LIMIT:
            raise forms.ValidationError(_("文件超过20MB，认定单的PDF不会这么大，请核对是否选错了文件。"))
        start = upload.read(1024)
        upload.seek(0)
        if b"%PDF-" not in start:
            raise forms.ValidationError(
                _("这不是PDF文件。请选择下载得到的认定单PDF原件；纸质件请用编号和校验码查验。")
            )
        return upload
