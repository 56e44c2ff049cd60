"""Cutting a font down to given characters with libharfbuzz-subset: a second where fontTools takes a minute.

`subset` reads the font each time; a `Source` keeps it, for who cuts the same font again and again.
"""

import ctypes
from ctypes import c_char_p, c_uint, c_void_p
from functools import lru_cache
from typing import Any

LIBRARY, HARFBUZZ = "libharfbuzz-subset.so.0", "libharfbuzz.so.0"
DROP_TABLE_TAG = 3  # HB_SUBSET_SETS_DROP_TABLE_TAG
# No hints (paper needs none), no subroutines: cutting the result again for one document is then quicker.
FLAGS = 0x1 | 0x4
SAME_NUMBERS = 0x2
# Layout features are not used by official documents in Han, and their tables slow every line down.
DROPPED = (b"BASE", b"DSIG", b"VORG", b"vhea", b"vmtx")
LAYOUT = (b"GSUB", b"GPOS", b"GDEF")


def is_loadable() -> bool:
    """Whether the library is there; without it a slip takes 24 times as long."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True


def subset(path: str, index: int, characters: set[int], *, shaped: bool = False) -> bytes:
    """The font `path` (face `index` of a collection) with these code points only.

    Layout tables are left out unless `shaped`: letters that join or carry marks need them.
    """
    source = Source(path, index)
    try:
        return source.cut(characters, shaped=shaped)
    finally:
        source.close()


class Source:
    """A font in the memory, cut as often as one likes. Not for two threads at once."""

    def __init__(self, path: str, index: int = 0) -> None:
        hb, _cut = _libraries()
        self.path, self.blob = path, hb.hb_blob_create_from_file(path.encode())
        self.face = hb.hb_face_create(self.blob, index)

    def cut(
        self, characters: set[int], *, shaped: bool = False, numbered: bool = False, table: bytes = b""
    ) -> bytes:
        """The font with these code points only; `numbered` keeps the places of the glyphs, `table` is that
        table of it alone."""
        hb, cut = _libraries()
        request = _request(characters, DROPPED if shaped else (*DROPPED, *LAYOUT), numbered)
        small = cut.hb_subset_or_fail(self.face, request)
        try:
            if not small:
                raise RuntimeError(f"harfbuzz cannot subset {self.path}")
            return _content(hb, small, table)
        finally:
            cut.hb_subset_input_destroy(request)
            hb.hb_face_destroy(small)

    def close(self) -> None:
        hb, _cut = _libraries()
        hb.hb_face_destroy(self.face)
        hb.hb_blob_destroy(self.blob)


def _request(characters: set[int], drop: tuple[bytes, ...], numbered: bool) -> int:
    hb, cut = _libraries()
    request = cut.hb_subset_input_create_or_fail()
    wanted = cut.hb_subset_input_unicode_set(request)
    for code in characters:
        hb.hb_set_add(wanted, code)
    cut.hb_subset_input_set_flags(request, FLAGS | SAME_NUMBERS * numbered)
    dropped = cut.hb_subset_input_set(request, DROP_TABLE_TAG)
    for tag in drop:
        hb.hb_set_add(dropped, hb.hb_tag_from_string(tag, 4))
    return int(request)


def _content(hb: Any, face: int, table: bytes) -> bytes:
    if table:
        blob = hb.hb_face_reference_table(face, hb.hb_tag_from_string(table, 4))
    else:
        blob = hb.hb_face_reference_blob(face)
    length = c_uint()
    start = hb.hb_blob_get_data(blob, ctypes.byref(length))
    content = ctypes.string_at(start, length.value)
    hb.hb_blob_destroy(blob)
    return content


@lru_cache(maxsize=1)
def _libraries() -> tuple[Any, Any]:
    hb, cut = ctypes.CDLL(HARFBUZZ), ctypes.CDLL(LIBRARY)
    for library, name, answer, arguments in (
        (hb, "hb_blob_create_from_file", c_void_p, [c_char_p]),
        (hb, "hb_blob_get_data", c_void_p, [c_void_p, c_void_p]),
        (hb, "hb_blob_destroy", None, [c_void_p]),
        (hb, "hb_face_create", c_void_p, [c_void_p, c_uint]),
        (hb, "hb_face_reference_blob", c_void_p, [c_void_p]),
        (hb, "hb_face_reference_table", c_void_p, [c_void_p, c_uint]),
        (hb, "hb_face_destroy", None, [c_void_p]),
        (hb, "hb_set_add", None, [c_void_p, c_uint]),
        (hb, "hb_tag_from_string", c_uint, [c_char_p, ctypes.c_int]),
        (cut, "hb_subset_input_create_or_fail", c_void_p, []),
        (cut, "hb_subset_input_unicode_set", c_void_p, [c_void_p]),
        (cut, "hb_subset_input_set", c_void_p, [c_void_p, c_uint]),
        (cut, "hb_subset_input_set_flags", None, [c_void_p, c_uint]),
        (cut, "hb_subset_input_destroy", None, [c_void_p]),
        (cut, "hb_subset_or_fail", c_void_p, [c_void_p, c_void_p]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = answer, arguments
    return hb, cut
