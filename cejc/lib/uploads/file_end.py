"""Two files in one: what stands behind the end of a picture or a PDF."""

import io
import re
import struct
import zipfile

from cejc.lib.uploads.file_faults import FileFault, sentence

_HIDDEN = (b"PK\x03\x04", b"%PDF-", b"Rar!\x1a", b"7z\xbc\xaf", b"MZ\x90\x00", b"\x7fELF")
_MARKUP = re.compile(rb"<(?:!doctype|html|script|svg|\?php|iframe|body)", re.IGNORECASE)


def refuse_hidden(kind: str, path: str) -> None:
    """Two files in one: something of another type behind the end, or a zip that opens."""
    with open(path, "rb") as source:
        content = source.read()
    if kind == "pdf":
        if b"%%EOF" not in content[-2048:]:
            raise FileFault(sentence("damaged", {}))
        tail = content[content.rfind(b"%%EOF") + 5 :]
    else:
        end = {"jpeg": _jpeg_end, "png": _png_end, "webp": _webp_end, "heic": _heic_end}[kind](content)
        if end is None:
            raise FileFault(sentence("damaged", {}))
        tail = content[end:]
        # Telephones put a second picture or a short film behind a
        # picture; nothing puts anything behind these two.
        if kind in ("png", "webp") and tail.strip(b"\0\r\n\t "):
            raise FileFault(sentence("hidden", {}))
    if any(mark in tail for mark in _HIDDEN) or _MARKUP.search(tail) or _opens_as_zip(content):
        raise FileFault(sentence("hidden", {}))


def _opens_as_zip(content: bytes) -> bool:
    if b"PK\x05\x06" not in content[-66_000:]:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
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


def _heic_end(content: bytes) -> int | None:
    """The offset behind the last whole box of the container."""
    place = 0
    while place + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        if not name.isascii() or not name.strip().isalnum():
            return place
        if length == 1 and place + 16 <= len(content):
            length = int(struct.unpack_from(">Q", content, place + 8)[0])
        if length == 0:
            return len(content)
        if length < 8 or place + length > len(content):
            return None
        place += length
    return place


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
