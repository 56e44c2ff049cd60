"""Forms of the digital handbook: portrait, titles, public verification."""

from django import forms

from cejc.lib.formfields import AskedChoiceField, CleanCharField, CleanTextField, DayField, PolicyChoiceField
from cejc.lib.layout import Drawn
from cejc.lib.paper.paperform import PaperFileForm, PaperForm
from cejc.lib.uploads.files import ACCEPT_PICTURE
from cejc.site import gettext_lazy as _
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
    series = PolicyChoiceField(label=_("职称系列"), found=title_series)
    name = CleanCharField(
        label=_("职称名称"), required=False, max_length=60, help_text=_("例如：高级工程师。")
    )
    since = DayField(label=_("取得日期"))
    unit = CleanCharField(label=_("取得时所在单位"), max_length=200)
    evidence = CleanCharField(
        label=_("证明材料"), max_length=200, help_text=_("职称证书编号或评审文件文号，供单位人事核对原件。")
    )


class RefuseTitleForm(forms.Form):
    reason = CleanTextField(label=_("理由"), max_length=300, help_text=_("本人会看到这段文字。"))


class BookVerifyForm(PaperForm):
    """Number and check code as they stand on the cover."""

    called = _("手册编号")
    example = _("例如：{handbook_number}，也可以只填“2020-1”。")
    unclear = _("没有看出编号中的年份和顺序号，请按封面上的手册编号填写。")
    place = _("封面二维码旁的8位字母和数字。")


class BookVerifyFileForm(PaperFileForm):
    """The PDF of a handbook, to be compared with the one that was drawn."""

    paper = _("电子登记手册PDF文件")
    large = _("文件超过20MB，登记手册的PDF不会这么大，请核对是否选错了文件。")
    foreign = _("这不是PDF文件。请选择下载得到的电子登记手册PDF原件。")
