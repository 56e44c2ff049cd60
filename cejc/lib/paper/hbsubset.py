"""Cutting a font down to given characters with libharfbuzz-subset: a
second where fontTools takes a minute."""

import ctypes
from ctypes import c_char_p, c_uint, c_void_p
from functools import lru_cache
from typing import Any

LIBRARY, HARFBUZZ = "libharfbuzz-subset.so.0", "libharfbuzz.so.0"
DROP_TABLE_TAG = 3  # HB_SUBSET_SETS_DROP_TABLE_TAG
# No hints (paper needs none), no subroutines: cutting the result again for one document is then quicker.
FLAGS = 0x1 | 0x4
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
    hb, cut = _libraries()
    blob = hb.hb_blob_create_from_file(path.encode())
    face = hb.hb_face_create(blob, index)
    request = cut.hb_subset_input_create_or_fail()
    wanted = cut.hb_subset_input_unicode_set(request)
    for code in characters:
        hb.hb_set_add(wanted, code)
    cut.hb_subset_input_set_flags(request, FLAGS)
    dropped = cut.hb_subset_input_set(request, DROP_TABLE_TAG)
    for tag in DROPPED if shaped else (*DROPPED, *LAYOUT):
        hb.hb_set_add(dropped, hb.hb_tag_from_string(tag, 4))
    small = cut.hb_subset_or_fail(face, request)
    try:
        if not small:
            raise RuntimeError(f"harfbuzz cannot subset {path}")
        return _content(hb, small)
    finally:
        cut.hb_subset_input_destroy(request)
        hb.hb_face_destroy(small)
        hb.hb_face_destroy(face)
        hb.hb_blob_destroy(blob)


def _content(hb: Any, face: int) -> bytes:
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
