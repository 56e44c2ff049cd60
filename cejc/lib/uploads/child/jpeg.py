"""A JPEG's segments, for leaving the metadata out without drawing the picture anew."""

import struct

# JFIF (APP0), colours (APP2: a profile; APP14: Adobe's transform) are needed to show the
# picture; the rest tells who, where and with what.
_KEPT_APPS = (0xE0, 0xE2, 0xEE)
_COMMENT = 0xFE


def bare(content: bytes) -> bytes:
    """The same picture without Exif, XMP, comments and makers' notes; what is
    not a whole JPEG is given back as it is."""
    if not content.startswith(b"\xff\xd8\xff"):
        return content
    kept, place = [b"\xff\xd8"], 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        mark = content[place + 1]
        if mark == 0xDA:
            kept.append(content[place:])
            return b"".join(kept)
        length = 2 + int(struct.unpack_from(">H", content, place + 2)[0])
        if not _told(mark):
            kept.append(content[place : place + length])
        place += length
    return content


def _told(mark: int) -> bool:
    return mark == _COMMENT or (0xE0 <= mark <= 0xEF and mark not in _KEPT_APPS)
