"""What an uploaded file is, by its content; name and declared type are only compared with it.

Allowed: PDF, JPEG, PNG, WebP, docx, xlsx. What can harm is opened in a child process with hard limits.
"""

import hashlib
import io
import re
import socket
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import puremagic
from django.conf import settings
from django.utils.translation import gettext as _

from cejc.lib import limited, text

MOST_PAGES = 200
PIECE = 256 * 1024
KINDS = {
    "pdf": ("application/pdf", (".pdf",), "PDF"),
    "jpeg": ("image/jpeg", (".jpg", ".jpeg"), "JPEG"),
    "png": ("image/png", (".png",), "PNG"),
    "webp": ("image/webp", (".webp",), "WebP"),
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
IMAGES = ("jpeg", "png", "webp")
ACCEPT = ",".join(extension for _mime, extensions, _label in KINDS.values() for extension in extensions)
_VAGUE = {
    "",
    "application/octet-stream",
    "application/zip",
    "application/x-zip-compressed",
    "binary/octet-stream",
}
_ALIASES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "application/x-pdf": "application/pdf"}
_HIDDEN = (b"PK\x03\x04", b"%PDF-", b"Rar!\x1a", b"7z\xbc\xaf", b"MZ\x90\x00", b"\x7fELF")
_MARKUP = re.compile(rb"<(?:!doctype|html|script|svg|\?php|iframe|body)", re.IGNORECASE)


class FileFault(ValueError):
    """A file that is not taken: a Chinese sentence that says what is wrong and what to do next."""


@dataclass(frozen=True)
class CheckedFile:
    """What a file was found to be. `size` in bytes; `pages` is 1 for everything but PDF."""

    kind: str
    mime: str
    extension: str
    size: int
    sha256: str
    pages: int


def check(upload: Any, *, name: str | None = None, declared: str | None = None) -> CheckedFile:
    """Find out what `upload` is. Raises `FileFault`.

    `upload` is a Django upload or any binary file that can seek; `name` and `declared` (a media type) default
    to what the upload says of itself. The position is left at the start.
    """
    name = str(getattr(upload, "name", "") or "") if name is None else name
    declared = str(getattr(upload, "content_type", "") or "") if declared is None else declared
    sha256, size = digest(upload)
    kind = _kind(upload)
    _compare(kind, name, declared)
    with limited.on_disk(upload) as path:
        if kind in IMAGES or kind == "pdf":
            _refuse_hidden(kind, path)
        pages = _inspect(kind, path)
    scan(upload)
    upload.seek(0)
    mime, extensions, _label = KINDS[kind]
    return CheckedFile(kind, mime, extensions[0], size, sha256, pages)


def digest(upload: Any) -> tuple[str, int]:
    """SHA-256 and size; the upload handler has them from the time the file arrived."""
    known = getattr(upload, "sha256", None)
    if known is not None:
        size = int(upload.size)
        _check_size(size)
        return str(known), size
    work, size = hashlib.sha256(), 0
    for piece in _pieces(upload):
        size += len(piece)
        _check_size(size)
        work.update(piece)
    _check_size(size)
    return work.hexdigest(), size


def shown_name(raw: str, extension: str = "") -> str:
    """A name fit to show and to send: no folder, nothing invisible, at most 120 characters, the right ending."""
    stem = text.clean_line(re.split(r"[/\\]", raw)[-1])
    stem = re.sub(r'[<>:"|?*;%]', "_", stem).strip(" .")
    ending = extension or PurePosixPath(stem).suffix.lower()[:10]
    if stem.lower().endswith(ending):
        stem = stem[: len(stem) - len(ending)]
    return (stem[: 120 - len(ending)].strip(" .") or _("未命名")) + ending


def scan(upload: Any) -> None:
    """Ask clamd, when `CEJC_CLAMD_SOCKET` names its socket. A scanner that does not answer refuses the file."""
    where = getattr(settings, "CEJC_CLAMD_SOCKET", "")
    if not where:
        return
    try:
        answer = _clamd(where, upload)
    except OSError as fault:
        raise FileFault(_("病毒检查服务暂时没有响应，文件没有保存。请稍后再上传。")) from fault
    if not answer.rstrip(b"\0\n").endswith(b"OK"):
        raise FileFault(_("病毒检查发现该文件含有恶意代码，文件没有保存。请更换文件。"))


def _clamd(where: str, upload: Any) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(30)
        line.connect(where)
        line.sendall(b"zINSTREAM\0")
        for piece in _pieces(upload):
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        return line.recv(4096)


def _pieces(upload: Any) -> Iterator[bytes]:
    upload.seek(0)
    while piece := upload.read(PIECE):
        yield piece


def _check_size(size: int) -> None:
    if size == 0:
        raise FileFault(_("文件是空的。请检查后重新选择文件。"))
    if size > settings.CEJC_UPLOAD_LIMIT:
        most = settings.CEJC_UPLOAD_LIMIT // (1024 * 1024)
        raise FileFault(_("文件超过%(most)dMB。请压缩或拆分后再上传。") % {"most": most})


def _kind(upload: BinaryIO) -> str:
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
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(upload)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise FileFault(_("这是旧版或加了密码的Office文件。请去掉密码，另存为docx、xlsx或PDF后再上传。"))
    raise FileFault(_not_allowed(_guess(head)))


def _office_kind(upload: BinaryIO) -> str:
    """docx or xlsx by the folder of the main part; the child looks at everything else."""
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            names = {name.split("/")[0] for name in archive.namelist()[:5000]}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as fault:
        raise FileFault(_sentence("damaged", {})) from fault
    if "[Content_Types].xml" in names and "word" in names:
        return "docx"
    if "[Content_Types].xml" in names and "xl" in names:
        return "xlsx"
    raise FileFault(_not_allowed("zip"))


def _guess(head: bytes) -> str:
    try:
        return puremagic.from_string(head).lstrip(".")
    except (puremagic.PureError, ValueError):
        return ""


def _not_allowed(guess: str) -> str:
    allowed = _("可以上传PDF、JPEG、PNG、WebP、docx、xlsx文件。")
    if guess:
        return _("该文件的内容是%(guess)s类型，不能上传。") % {"guess": guess} + allowed
    return _("无法识别该文件的内容，不能上传。") + allowed


def _compare(kind: str, name: str, declared: str) -> None:
    mime, extensions, label = KINDS[kind]
    ending = PurePosixPath(name.lower()).suffix
    if ending not in extensions:
        raise FileFault(
            _("文件名以“%(ending)s”结尾，内容却是%(label)s。请把文件改为正确的扩展名“%(right)s”后再上传。")
            % {"ending": text.clean_line(ending)[:12], "label": label, "right": extensions[0]}
        )
    said = declared.split(";")[0].strip().lower()
    said = _ALIASES.get(said, said)
    if said not in _VAGUE and said != mime:
        raise FileFault(
            _("上传时声明的类型与文件内容不一致，内容是%(label)s。请重新选择原始文件上传。")
            % {"label": label}
        )


def _inspect(kind: str, path: str) -> int:
    try:
        if kind == "pdf":
            facts, _body = limited.run("pdf", path, most_pages=MOST_PAGES)
            return int(facts["pages"])
        if kind in IMAGES:
            limited.run("image", path, form=kind.upper())
        else:
            limited.run("office", path, kind=kind)
    except limited.ChildFound as found:
        raise FileFault(_sentence(found.code, found.facts)) from found
    except limited.ChildFailed as fault:
        raise FileFault(_sentence("damaged", {})) from fault
    return 1


def _sentence(code: str, facts: dict[str, Any]) -> str:
    sentences = {
        "damaged": _("文件打不开，可能不完整或已损坏。请在电脑上打开确认，重新保存后再上传。"),
        "password": _("文件设有密码。请去掉密码，另存后再上传。"),
        "pages": _("PDF有%(pages)s页，超过%(most)s页。请只保留证明所需的页，或拆分后上传。"),
        "bomb": _("文件展开后异常庞大，不能上传。请用常用软件重新导出后再上传。"),
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
    return sentences[code] % {**facts, "most": MOST_PAGES}


def _refuse_hidden(kind: str, path: str) -> None:
    """Two files in one: something of another type behind the end, or a zip that opens."""
    with open(path, "rb") as source:
        content = source.read()
    if kind == "pdf":
        if b"%%EOF" not in content[-2048:]:
            raise FileFault(_sentence("damaged", {}))
        tail = content[content.rfind(b"%%EOF") + 5 :]
    else:
        end = {"jpeg": _jpeg_end, "png": _png_end, "webp": _webp_end}[kind](content)
        if end is None:
            raise FileFault(_sentence("damaged", {}))
        tail = content[end:]
        # Telephones put a second picture behind a JPEG; nothing puts anything behind the other two.
        if kind != "jpeg" and tail.strip(b"\0\r\n\t "):
            raise FileFault(_sentence("hidden", {}))
    if any(mark in tail for mark in _HIDDEN) or _MARKUP.search(tail) or _opens_as_zip(content):
        raise FileFault(_sentence("hidden", {}))


def _opens_as_zip(content: bytes) -> bool:
    if b"PK\x05\x06" not in content[-66_000:]:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        return False


def _png_end(content: bytes) -> int | None:
    place = 8
    while place + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        place += 12 + length
        if name == b"IEND":
            return place if place <= len(content) else None
    return None


def _webp_end(content: bytes) -> int | None:
    end = 8 + int(struct.unpack_from("<I", content, 4)[0])
    return end if end <= len(content) else None


def _jpeg_end(content: bytes) -> int | None:
    """The offset behind the end marker of the first picture; segments are stepped over, scans searched."""
    place = 2
    while place + 4 <= len(content):
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return None
        mark = content[place + 1]
        if mark == 0xD9:
            return place + 2
        if mark in (0x00, 0x01, 0xFF) or 0xD0 <= mark <= 0xD8:
            place += 1 if mark == 0xFF else 2
            continue
        if place + 4 > len(content):
            return None
        place += 2 + int(struct.unpack_from(">H", content, place + 2)[0])
    return len(content) if content.endswith(b"\xff\xd9") else None
