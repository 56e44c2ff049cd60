from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField
from certification.queries.verify import normal_code, parse_number


class VerifyForm(forms.Form):
    """Number and check code as they stand on the paper."""

    number = CleanCharField(
        label=_("认定单编号"),
        max_length=60,
        help_text=_("例如：湘继教认〔2020〕000001号，也可以只填“2020-1”。"),
    )
    code = CleanCharField(
        label=_("校验码"), max_length=20, help_text=_("认定单右下角二维码旁的8位字母和数字。")
    )

    def clean_number(self) -> tuple[int, int]:
        found = parse_number(self.cleaned_data["number"])
        if found is None:
            raise forms.ValidationError(_("没有看出编号中的年份和顺序号，请按认定单右上角的编号填写。"))
        return found

    def clean_code(self) -> str:
        code = normal_code(self.cleaned_data["code"])
        if not (code.isascii() and code.isalnum()):
            raise forms.ValidationError(_("校验码只有字母和数字，请核对后再填。"))
        return code


class VerifyFileForm(forms.Form):
    """The PDF of a slip, to be compared with the one that was issued."""

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
