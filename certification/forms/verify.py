from cejc.lib.paper.paperform import PaperFileForm, PaperForm
from cejc.site import gettext_lazy as _


class VerifyForm(PaperForm):
    """Number and check code as they stand on the paper."""

    called = _("认定单编号")
    example = _("例如：{slip_number}，也可以只填“2020-1”。")
    unclear = _("没有看出编号中的年份和顺序号，请按认定单右上角的编号填写。")
    place = _("认定单上“校验码”后面的8位字母和数字。")


class VerifyFileForm(PaperFileForm):
    """The PDF of a slip, to be compared with the one that was issued."""

    paper = _("认定单PDF文件")
    large = _("文件超过20MB，认定单的PDF不会这么大，请核对是否选错了文件。")
    foreign = _("这不是PDF文件。请选择下载得到的认定单PDF原件；纸质件请用编号和校验码查验。")
