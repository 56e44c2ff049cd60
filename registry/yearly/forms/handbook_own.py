"""Forms of the digital handbook: portrait, titles, public verification."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import AskedChoiceField, CleanCharField, CleanTextField
from cejc.lib.layout import Drawn, Upload
from cejc.lib.paper.paperform import PaperForm
from cejc.lib.uploads.files import ACCEPT_PICTURE
from registry.enums import TitleLevel
from registry.machinery.forms.choices import title_series
from registry.machinery.forms.kept import KeptFileField


class PortraitForm(forms.Form):
    helper = Drawn(submit_label=_("上传照片"))
    file = KeptFileField(
        label=_("证件照"),
        help_text=_("竖幅免冠照片，JPEG、PNG、WebP或HEIC格式。"),
        accept=ACCEPT_PICTURE,
    )


class TitleRecordForm(forms.Form):
    """One title, as its certificate says."""

    helper = Drawn(submit_label=_("保存"))

    level = AskedChoiceField(
        label=_("职称级别"), choices=[one for one in TitleLevel.choices if one[0] != TitleLevel.NONE]
    )
    series = forms.ChoiceField(label=_("职称系列"))
    name = CleanCharField(
        label=_("职称名称"), required=False, max_length=60, help_text=_("例如：高级工程师。")
    )
    since = forms.DateField(label=_("取得日期"), widget=forms.DateInput(attrs={"type": "date"}))
    unit = CleanCharField(label=_("取得时所在单位"), max_length=200)
    evidence = CleanCharField(
        label=_("证明材料"), max_length=200, help_text=_("职称证书编号或评审文件文号，供单位人事核对原件。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["series"].choices = title_series()  # type: ignore[attr-defined]


class RefuseTitleForm(forms.Form):
    reason = CleanTextField(
        label=_("理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本人会看到这段文字。"),
    )


class BookVerifyForm(PaperForm):
    """Number and check code as they stand on the cover."""

    helper = Drawn(method="get", submit_label=_("查验"))

    unclear = _("没有看出编号中的年份和顺序号，请按封面上的手册编号填写。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number, code = self.fields["number"], self.fields["code"]
        number.label, number.help_text = (
            _("手册编号"),
            _("例如：湘继教册〔2020〕000001号，也可以只填“2020-1”。"),
        )
        code.help_text = _("封面二维码旁的8位字母和数字。")


class BookVerifyFileForm(forms.Form):
    """The PDF of a handbook, to be compared with the one that was drawn."""

    helper = Drawn(
        Upload("file"), attrs={"data-drop-verify": True}, submit_label=_("比对文件"), look="outline-primary"
    )

    file = forms.FileField(
        label=_("电子登记手册PDF文件"), widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"})
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > settings.CEJC_UPLOAD_LIMIT:
            raise forms.ValidationError(_("文件超过20MB，登记手册的PDF不会这么大，请核对是否选错了文件。"))
        start = upload.read(1024)
        upload.seek(0)
        if b"%PDF-" not in start:
            raise forms.ValidationError(_("这不是PDF文件。请选择下载得到的电子登记手册PDF原件。"))
        return upload
