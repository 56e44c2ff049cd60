"""What is wrong with a file, in words that say what to do next."""

from typing import Any

from django.utils.translation import gettext as _

MOST_PAGES = 200


class FileFault(ValueError):
    """A file that is not taken: a Chinese sentence that says what is wrong and what to do next."""


def sentence(code: str, facts: dict[str, Any]) -> str:
    """The words for a finding of the child, or of the look behind a file's end."""
    sentences = {
        "damaged": _("文件打不开，可能不完整或已损坏。请在电脑上打开确认，重新保存后再上传。"),
        "password": _("文件设有密码。请去掉密码，另存后再上传。"),
        "pages": _("PDF有%(pages)s页，超过%(most)s页。请只保留证明所需的页，或拆分后上传。"),
        "bomb": _("文件展开后异常庞大，不能上传。请用常用软件重新导出后再上传。"),
        "pixels": _(
            "图片有%(width)s×%(height)s像素，超出可以处理的范围。请用看图软件缩小，或分成几张后再上传。"
        ),
        "script": _("PDF中含有脚本，不能上传。请用“打印为PDF”另存一份后再上传。"),
        "launch": _("PDF中含有会自动打开或提交其他内容的动作，不能上传。请用“打印为PDF”另存一份后再上传。"),
        "embedded": _("PDF中夹带了附件，不能上传。请用“打印为PDF”另存一份，附件另行上传。"),
        "form": _("PDF是动态表单（XFA），不能上传。请用“打印为PDF”另存一份后再上传。"),
        "media": _("PDF中含有音视频等多媒体内容，不能上传。请用“打印为PDF”另存一份后再上传。"),
        "moving": _("动态图片不能作为证明材料。请上传静态图片。"),
        "macro": _("文件中含有宏，不能上传。请另存为不含宏的docx、xlsx，或导出为PDF后再上传。"),
        "foreign": _("文件中嵌入了其他对象，不能上传。请删去嵌入的对象，或导出为PDF后再上传。"),
        "link": _("文件中含有自动引用外部内容的链接，不能上传。请断开链接，或导出为PDF后再上传。"),
        "path": _("文件内部结构异常，不能上传。请用Word或Excel重新保存后再上传。"),
        "other": _("文件内容与扩展名不符。请用原来的软件重新保存后再上传。"),
        "hidden": _("图片或PDF中夹带了其他文件内容，不能上传。请重新截图、拍照或导出后再上传。"),
    }
    return sentences[code] % {"width": "", "height": "", "pages": "", **facts, "most": MOST_PAGES}
