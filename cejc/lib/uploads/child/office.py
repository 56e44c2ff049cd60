"""docx and xlsx: a zip of XML that must hold no macro, no foreign object and no surprise in size."""

import re
import zipfile
import zlib
from typing import Any

from cejc.lib.uploads.child.faults import Fault

MOST_MEMBERS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
RATIO, RATIO_FROM = 120, 4 * 1024 * 1024
PIECE = 1024 * 1024
MAIN = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
}
_FOREIGN = re.compile(r"(^|/)(embeddings|activex|externallinks|ctrlprops)/|oleobject", re.IGNORECASE)
_STORED_LINK = re.compile(r"(^|/)externallinks/", re.IGNORECASE)
_MACRO = re.compile(r"vba(project|data)|macrosheets/|\.(bas|cls)$", re.IGNORECASE)
_PROGRAM = re.compile(
    r"\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs?|js|jse|wsf|hta|jar|html?|svg|swf|zip|rar|7z|lnk)$", re.I
)
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.DOTALL)
_DDE_MARKS = (
    b"instrtext",
    b"ddelink",
)  # looked for first: searched for as a pattern, a long sheet takes long
_DDE = re.compile(rb"instrText[^>]*>\s*(?:\w+\s+)?DDE(?:AUTO)?\b|<(?:\w+:)?ddeLink\b", re.IGNORECASE)


def inspect(path: str, *, kind: str, stored_links: bool = False) -> tuple[dict[str, Any], bytes]:
    """`{}`, or a Fault: damaged, bomb, path, password, macro, foreign, link, other.

    `stored_links`: a workbook may refer to another one, because only the stored values are read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive.infolist(), stored_links)
            types = _content_types(archive)
            if MAIN[kind] not in types:
                raise Fault("other")
            _check_contents(archive, stored_links)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        ValueError,
        KeyError,
    ) as fault:
        raise Fault("damaged") from fault
    return {}, b""


def _check_members(members: list[zipfile.ZipInfo], stored_links: bool) -> None:
    if len(members) > MOST_MEMBERS or len({member.filename.lower() for member in members}) < len(members):
        raise Fault("bomb")
    if not members or min(member.header_offset for member in members) != 0:
        raise Fault("path")
    for member in members:
        _check_name(member.filename, stored_links)
        if member.flag_bits & 0x1:
            raise Fault("password")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Fault("damaged")
        if member.file_size > RATIO_FROM and member.file_size > RATIO * max(member.compress_size, 1):
            raise Fault("bomb")
    total, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if total > MOST_UNPACKED or (total > RATIO_FROM and total > RATIO * max(packed, 1)):
        raise Fault("bomb")


def _check_name(name: str, stored_links: bool) -> None:
    if name.startswith("/") or "\\" in name or "\0" in name or ":" in name or ".." in name.split("/"):
        raise Fault("path")
    if _MACRO.search(name):
        raise Fault("macro")
    if stored_links and _STORED_LINK.search(name):
        return
    if _FOREIGN.search(name) or _PROGRAM.search(name):
        raise Fault("foreign")


def _content_types(archive: zipfile.ZipFile) -> bytes:
    if "[Content_Types].xml" not in archive.namelist():
        raise Fault("other")
    text = _plain(archive.read("[Content_Types].xml"))
    if b"macroenabled" in text.lower() or b"vbaproject" in text.lower():
        raise Fault("macro")
    return text


def _check_contents(archive: zipfile.ZipFile, stored_links: bool) -> None:
    """Unpack every member once: checksums, real sizes, entities, links to the outside."""
    left = MOST_UNPACKED
    for member in archive.infolist():
        if member.filename.lower().endswith((".xml", ".rels", ".vml")):
            content = archive.read(member)
            left -= len(content)
            if not (stored_links and _STORED_LINK.search(member.filename)):
                _check_xml(member.filename, _plain(content))
            elif b"<!DOCTYPE" in _plain(content) or b"<!ENTITY" in _plain(content):
                raise Fault("bomb")
        else:
            with archive.open(member) as part:
                while piece := part.read(PIECE):
                    left -= len(piece)
        if left < 0:
            raise Fault("bomb")


def _check_xml(name: str, content: bytes) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Fault("bomb")
    small = content.lower()
    if any(mark in small for mark in _DDE_MARKS) and _DDE.search(content):
        raise Fault("link")
    if not name.lower().endswith(".rels"):
        return
    for link in _LINK.findall(content):
        # A hyperlink is only followed when somebody clicks it; everything else loads by itself.
        if re.search(rb"TargetMode\s*=\s*[\"']External", link) and b"/hyperlink" not in link:
            raise Fault("link")


def _plain(content: bytes) -> bytes:
    """XML as bytes of ASCII letters, so that UTF-16 hides nothing."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[1:2] == b"\0" or content[:1] == b"\0":
        return content.replace(b"\0", b"")
    return content
