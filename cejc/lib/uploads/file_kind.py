"""Which kind of file it is, by its content; what is not taken is named, with the way out."""

import zipfile
from typing import BinaryIO

import puremagic
from django.utils.translation import gettext as _

from cejc.lib.uploads.file_faults import FileFault, sentence

# Kind -> media type, endings (the first is the one that is given), label.
KINDS = {
    "pdf": ("application/pdf", (".pdf",), "PDF"),
    "jpeg": ("image/jpeg", (".jpg", ".jpeg", ".jfif", ".jpe", ".mpo"), "JPEG"),
    "png": ("image/png", (".png",), "PNG"),
    "webp": ("image/webp", (".webp",), "WebP"),
    "heic": ("image/heic", (".heic", ".heif"), "HEIC"),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (".docx",),
        "Word（docx）",
    ),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        (".xlsx",),
        "Excel（xlsx）",
    ),
}
IMAGES = ("jpeg", "png", "webp", "heic")
# For `accept`: with media types of pictures in it a telephone offers its camera beside its files.
ACCEPT = ",".join(
    [
        *(KINDS[kind][0] for kind in IMAGES),
        *(ending for _mime, endings, _label in KINDS.values() for ending in endings),
    ]
)
ACCEPT_PICTURE = ",".join(word for word in ACCEPT.split(",") if word not in (".pdf", ".docx", ".xlsx"))
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif")
_HEIF_MOVING = (b"hevc", b"hevx", b"msf1")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(upload: BinaryIO) -> str:
    """A key of `KINDS`. Raises `FileFault` that names what it is instead."""
    upload.seek(0)
    head = upload.read(64 * 1024)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _boxed_kind(head)
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(upload)
    if head.startswith(_OLD_OFFICE):
        raise FileFault(_("这是旧版或加了密码的Office文件。请去掉密码，另存为docx、xlsx或PDF后再上传。"))
    raise FileFault(not_taken(_guess(head)))


def _boxed_kind(head: bytes) -> str:
    """Pictures and films of the same family of containers: told apart by their brand."""
    brand = head[8:12]
    if brand in (b"avif", b"avis") or (brand == b"mif1" and b"avif" in head[8:64]):
        raise FileFault(not_taken("avif"))
    if brand in _HEIF_MOVING:
        raise FileFault(sentence("moving", {}))
    if brand in _HEIF:
        return "heic"
    raise FileFault(_("这是视频，不能上传。请截取画面保存为图片后再上传。"))


def _zip_kind(upload: BinaryIO) -> str:
    """docx or xlsx by the folder of the main part; the child looks at everything else."""
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            names = {name.split("/")[0] for name in archive.namelist()[:5000]}
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as fault:
        raise FileFault(sentence("damaged", {})) from fault
    if "[Content_Types].xml" in names and "word" in names:
        return "docx"
    if "[Content_Types].xml" in names and "xl" in names:
        return "xlsx"
    if "OFD.xml" in names:
        raise FileFault(
            _("这是OFD版式文件，系统还不能读取。请用打开它的阅读器“打印”或“导出”为PDF，再上传PDF。")
        )
    if "[Content_Types].xml" in names and "ppt" in names:
        raise FileFault(_("这是PowerPoint演示文稿，不能上传。请在PowerPoint或WPS中另存为PDF后再上传。"))
    raise FileFault(not_taken("zip"))


def _guess(head: bytes) -> str:
    try:
        return puremagic.from_string(head).lstrip(".")
    except (puremagic.PureError, ValueError):
        return ""


def not_taken(guess: str) -> str:
    """Why a file of this type (puremagic's ending, or "") is not taken, and what to do."""
    if guess in ("gif", "bmp", "tif", "tiff", "avif", "ico", "psd", "dng", "jp2", "jxl"):
        way = _("请用看图软件另存为JPEG或PNG后再上传。")
    elif guess in ("zip", "rar", "7z", "gz", "tar", "bz2", "xz"):
        way = _("请先解压，再逐个上传其中的文件。")
    else:
        way = _("可以上传PDF、JPEG、PNG、WebP、HEIC、docx、xlsx文件，其他文件请先转为PDF。")
    if guess:
        return _("该文件的内容是%(guess)s类型，不能上传。") % {"guess": guess} + way
    return _("无法识别该文件的内容，不能上传。") + way
