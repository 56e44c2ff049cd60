"""统一社会信用代码, GB 32100: 18 characters, the last one computed.

`stdnum.cn.uscc.validate` asks for 8 leading digits, but the standard lets the first two be letters (N,
Y, A …). Only its check character is used.
"""

import unicodedata

from django.utils.translation import gettext as _
from stdnum.cn import uscc as _stdnum

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class CodeFault(ValueError):
    """A code that cannot be right: a Chinese sentence that says what, where and what next."""


def normalise(raw: str) -> str:
    """Half-width, upper case, without blanks, hyphens and invisible characters."""
    text = unicodedata.normalize("NFKC", raw).upper()
    return "".join(c for c in text if not c.isspace() and c != "-" and unicodedata.category(c)[0] != "C")


def check(code: str) -> None:
    """Raise `CodeFault` when a normalised code cannot exist."""
    if len(code) != 18:
        raise CodeFault(
            _("统一社会信用代码应为18位，现在是%(count)d位。请对照登记证书核对。") % {"count": len(code)}
        )
    for place, char in enumerate(code, 1):
        digits_only = 3 <= place <= 8
        if char not in ALPHABET or (digits_only and not "0" <= char <= "9"):
            raise CodeFault(
                _(
                    "统一社会信用代码第%(place)d位不能是“%(char)s”。代码只有数字和大写字母（没有I、O、S、V、Z），第3至8位为数字。"
                )
                % {"place": place, "char": char}
            )
    if _stdnum.calc_check_digit(code) != code[17]:
        raise CodeFault(_("统一社会信用代码的校验位（第18位）与前17位不符，代码中有填错的字符。请逐位核对。"))


def complete(first_seventeen: str) -> str:
    """The whole code for 17 characters (for samples and tests)."""
    return first_seventeen + str(_stdnum.calc_check_digit(first_seventeen))
