"""What names a work, however it is written: DOI, CN serial, ISBN,
patent, project or certificate number (R5)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
# What people write in front of a number to say which kind of number it is.
_PREFIX = re.compile(
    r"^(?:(?:e?issn|e?isbn(?:-?1[03])?|zl|cn|no)[.:]*(?=[^a-z])"
    r"|(?:国内统一(?:连续出版物)?刊号|统一刊号|刊号|中国专利|授权公告号|专利号|申请号|公告号|项目编号|课题编号|证书编号|编号)[.:]*)"
)
# Year, kind and serial of a patent; the check digit behind them is often left out.
_PATENT = re.compile(r"(?:19|20)\d{10}[\dx]")
_TAIL = " .,;:、。，；：\"'”’>》"


def fold_work(text: str) -> str:
    """The identifier as it is compared: full width, case, blanks,
    hyphens and prefixes set aside; "" for nothing.

    A DOI is found in any of its addresses and keeps its marks; ISBN-10 becomes ISBN-13; a
    patent number goes without its check digit.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(
        "-" if unicodedata.category(one) == "Pd" else one
        for one in plain
        if not one.isspace() and unicodedata.category(one) not in ("Cc", "Cf")
    )
    if found := _DOI.search(unquote(plain)):
        return _whole(found[0].rstrip(_TAIL))
    while (shorter := _PREFIX.sub("", plain)) != plain:
        plain = shorter
    kept = "".join(one for one in plain if one.isalnum())
    if _PATENT.fullmatch(kept):
        return kept[:12]
    return _isbn13(kept) or kept or plain


def _whole(doi: str) -> str:
    """Without a closing bracket that the DOI did not open."""
    for opening, closing in ("()", "[]", "{}"):
        while doi.endswith(closing) and doi.count(closing) > doi.count(opening):
            doi = doi[:-1].rstrip(_TAIL)
    return doi


def _isbn13(number: str) -> str:
    """The 13 digits of an ISBN of ten; "" for anything else (the check digit tells)."""
    if not re.fullmatch(r"\d{9}[\dx]", number):
        return ""
    digits = [10 if one == "x" else int(one) for one in number]
    if sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11:
        return ""
    body = "978" + number[:9]
    check = -sum(int(one) * (3 if place % 2 else 1) for place, one in enumerate(body)) % 10
    return f"{body}{check}"
