"""Asking the virus scanner, where there is one."""

import socket
import struct
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cejc.lib.uploads.file_faults import FileFault

PIECE = 256 * 1024


def scan(upload: Any) -> None:
    """Ask clamd, when `CEJC_CLAMD_SOCKET` names its socket. A scanner
    that does not answer refuses the file."""
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
        for piece in pieces_of(upload):
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        return line.recv(4096)


def pieces_of(upload: Any) -> Iterator[bytes]:
    """The upload from its start, a piece at a time."""
    upload.seek(0)
    while piece := upload.read(PIECE):
        yield piece
