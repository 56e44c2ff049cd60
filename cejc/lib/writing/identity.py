"""Identity numbers: what is typed, what is right, what may be shown.

`stdnum.cn.ric.validate` is not used: it fails on some region codes, refuses real cards (a region younger than
the birth year, 港澳台居民居住证) and accepts births in 2099. Only its check digit is.
"""

import re
import unicodedata
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from stdnum.cn import ric

from cejc import clock

RESIDENT_CARD = "resident_card"
HMT_RESIDENCE = "hmt_residence"
HMT_PERMIT = "hmt_permit"
FOREIGNER_PERMANENT = "foreigner_permanent"
PASSPORT = "passport"
OTHER = "other"
TYPES = (RESIDENT_CARD, HMT_RESIDENCE, HMT_PERMIT, FOREIGNER_PERMANENT, PASSPORT, OTHER)
EARLIEST_BIRTH = date(1900, 1, 1)

_RESIDENT = _lazy("居民身份证")
_PLAIN = re.compile(r"[0-9A-Z]+")  # nothing has to be done to it
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_PERMIT = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?|[0-9]{8}|[0-9]{10}[A-Z]?")
_PERMANENT_OLD = re.compile(r"[A-Z]{3}[0-9]{12}")
_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,20}")
_OTHER = re.compile(r"(?=.*[A-Z0-9])[A-Z0-9\-/]{4,30}")


class IdentityFault(ValueError):
    """A number that cannot be right: a Chinese sentence that says what, where and what next."""


def normalise(kind: str, raw: str) -> str:
    """Half-width, upper case, without blanks, invisible characters and the separators people type."""
    if _PLAIN.fullmatch(raw):
        return raw
    text = unicodedata.normalize("NFKC", raw).upper()
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return text if kind == OTHER else re.sub(r"[-‐-―()·.]", "", text)


def check(kind: str, number: str) -> None:
    """Raise `IdentityFault` when a normalised number of this type cannot exist.

    The check character of the 15-character permanent residence card is not computed: its rule was never
    published, and refusing a real card is worse.
    """
    if kind not in TYPES:
        raise IdentityFault(_("证件类型不在可选范围内。请重新选择证件类型。"))
    if not number:
        raise IdentityFault(_("证件号码没有填写。请按证件原样填写。"))
    _CHECKS[kind](number)


def birth_date(kind: str, number: str) -> date | None:
    """The birth date that the number carries, None when its type
    carries none (or only two digits of a year)."""
    if kind in (RESIDENT_CARD, HMT_RESIDENCE, FOREIGNER_PERMANENT) and _EIGHTEEN.fullmatch(number):
        return _real_date(number[6:14])
    return None


def mask(number: str) -> str:
    """First 3 and last 1 characters, the rest as `*` (R24); of a number under 8 characters only the first."""
    if len(number) < 8:
        return number[:1] + "*" * (len(number) - 1)
    return number[:3] + "*" * (len(number) - 4) + number[-1]


def _check_resident(number: str) -> None:
    if re.fullmatch(r"[0-9]{15}", number):
        raise IdentityFault(_("您填写的是15位旧号码，现已停用。请填写第二代居民身份证上的18位号码。"))
    _check_eighteen(number, _RESIDENT)
    if number[:2] in ("81", "82", "83"):
        raise IdentityFault(
            _("以81、82、83开头的是港澳台居民居住证号码。请把证件类型改为“港澳台居民居住证”。")
        )
    if number[0] == "9":
        raise IdentityFault(
            _("以9开头的是外国人永久居留身份证号码。请把证件类型改为“外国人永久居留身份证”。")
        )
    if number[0] == "0":
        raise IdentityFault(_("身份证号码的前6位不是行政区划代码。请对照证件核对号码开头部分。"))


def _check_hmt_residence(number: str) -> None:
    _check_eighteen(number, _("港澳台居民居住证"))
    if number[:6] not in ("810000", "820000", "830000"):
        raise IdentityFault(
            _(
                "港澳台居民居住证号码应以810000（香港）、820000（澳门）或830000（台湾）开头。请核对号码和证件类型。"
            )
        )


def _check_permanent(number: str) -> None:
    if _PERMANENT_OLD.fullmatch(number):
        _check_old_birth(number[7:13])
        return
    if not _EIGHTEEN.fullmatch(number) or number[0] != "9":
        raise IdentityFault(
            _(
                "外国人永久居留身份证号码应为以9开头的18位号码，或3位字母加12位数字的15位旧号码。请对照证件核对。"
            )
        )
    _check_eighteen(number, _("外国人永久居留身份证"))


def _check_permit(number: str) -> None:
    if not _PERMIT.fullmatch(number):
        raise IdentityFault(
            _("通行证号码格式不对：港澳居民为字母H或M加8位数字，台湾居民为8位数字。请对照证件核对。")
        )


def _check_passport(number: str) -> None:
    if not _PASSPORT.fullmatch(number):
        raise IdentityFault(_("护照号码应为5至20位字母和数字。请对照护照资料页核对。"))


def _check_other(number: str) -> None:
    if not _OTHER.fullmatch(number):
        raise IdentityFault(_("证件号码应为4至30位字母、数字或短横线。请对照证件核对。"))


def _check_eighteen(number: str, name: Any) -> None:
    if len(number) != 18:
        raise IdentityFault(
            _("%(name)s号码应为18位，现在是%(count)d位。请核对是否漏填或多填。")
            % {"name": name, "count": len(number)}
        )
    if not _EIGHTEEN.fullmatch(number):
        place = next(at for at, char in enumerate(number) if not ("0" <= char <= "9"))
        raise IdentityFault(
            _("%(name)s号码第%(place)d位不能是“%(char)s”：前17位应为数字，第18位为数字或X。请核对。")
            % {"name": name, "place": place + 1, "char": number[place]}
        )
    _check_birth(number[6:14], name)
    if ric.calc_check_digit(number) != number[17]:
        raise IdentityFault(
            _("%(name)s号码的校验位（第18位）与前17位不符，号码中有填错的数字。请逐位核对。") % {"name": name}
        )


def _check_birth(digits: str, name: Any) -> None:
    born = _real_date(digits)
    if born is None:
        sentence = _("%(name)s号码第7至14位“%(digits)s”不是真实的出生日期。请核对这8位数字。")
    elif born > clock.today():
        sentence = _("%(name)s号码第7至14位“%(digits)s”是还没有到的日期。请核对出生年月日。")
    elif born < EARLIEST_BIRTH:
        sentence = _("%(name)s号码第7至14位“%(digits)s”早于1900年。请核对出生年月日。")
    else:
        return
    raise IdentityFault(sentence % {"name": name, "digits": digits})


def _check_old_birth(digits: str) -> None:
    if _real_date("19" + digits) is None and _real_date("20" + digits) is None:
        raise IdentityFault(
            _("外国人永久居留身份证号码第8至13位“%(digits)s”不是真实的出生日期。请核对这6位数字。")
            % {"digits": digits}
        )


def _real_date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


_CHECKS = {
    RESIDENT_CARD: _check_resident,
    HMT_RESIDENCE: _check_hmt_residence,
    HMT_PERMIT: _check_permit,
    FOREIGNER_PERMANENT: _check_permanent,
    PASSPORT: _check_passport,
    OTHER: _check_other,
}


# Shaped like a resident's number, old or new, with a day of birth in
# it, whether or not its last digit is right.
_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]"
    r"|[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3})(?![0-9A-Za-z])"
)


def holds_number(text: str) -> bool:
    """Whether a resident's identity number stands in `text`, however it was typed."""
    plain = re.sub(r"(?<=[0-9])[\s\-‐-―]+(?=[0-9Xx])", "", unicodedata.normalize("NFKC", text)).upper()
    return _IN_TEXT.search(plain) is not None
