"""Passwords that others guess first: common ones, what a colleague knows of a person, what one had before.

What is left of a password without such pieces has to be long enough to be guessed by nobody.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cejc.lib.writing import pinyin
from registry.people.models import Professional, UsedPassword, User

LEAST_LEFT = 5  # characters beside the pieces
SHORTEST = 3  # of a piece in letters or digits; two characters of Han are a name
YEAR = re.compile(r"(?:19|20)\d\d")
DIGITS = re.compile(r"\d{6,}")


class Validator:
    """Refuses with `sentence` what `pieces(user)` leave too little of."""

    sentence: Any = ""

    def validate(self, password: str, user: User | None = None) -> None:
        plain = _folded(password)
        pieces = list(self.pieces(user, plain))
        if any(piece in plain for piece in pieces) and _left(plain, pieces) < LEAST_LEFT:
            raise ValidationError(self.get_help_text(), code="guessable")

    def pieces(self, user: User | None, plain: str) -> Iterable[str]:
        return ()

    def get_help_text(self) -> str:
        return ""


class GuessablePassword(Validator):
    """Common words, rows of keys, numbers that sound like something, years, one character again and again."""

    def pieces(self, user: User | None, plain: str) -> Iterator[str]:
        yield from common()
        yield from YEAR.findall(plain)
        yield from (found.group() for found in re.finditer(r"(.)\1{2,}", plain))

    def get_help_text(self) -> str:
        return _("密码主要由常见的词、键盘顺序或数字组成，容易被猜中。请换一个，可以用几个不相干的词。")


class OwnWords(Validator):
    """Name, birthday, identity number, telephone, username and unit, as written and in letters."""

    def pieces(self, user: User | None, plain: str) -> Iterator[str]:
        if user is None:
            return
        known = set(_words(user)) | set(_numbers(user, plain))
        yield from known
        if any(piece in plain for piece in known):  # what is often put behind them
            yield from (*common(), *YEAR.findall(plain))

    def get_help_text(self) -> str:
        return _(
            "密码主要由您的姓名、用户名、生日、证件号码、手机号码或单位名称组成，容易被熟悉您的人猜中。请换一个。"
        )


class UsedBefore:
    """The present password and those before it, as many as the set-up keeps; nothing where it keeps none."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None or not settings.CEJC_PASSWORDS_KEPT:
            return
        hashes = [user.password, *last_hashes(user)]
        if any(check_password(password, one) for one in dict.fromkeys(hashes) if one):
            raise ValidationError(self.get_help_text(), code="used_before")

    def get_help_text(self) -> str:
        return _("不能使用最近%s次用过的密码。") % settings.CEJC_PASSWORDS_KEPT


def last_hashes(user: User) -> list[str]:
    """The hashes of the latest passwords, the newest first."""
    rows = UsedPassword.objects.filter(user=user).order_by("-at", "-pk")
    return list(rows.values_list("hash", flat=True)[: settings.CEJC_PASSWORDS_KEPT])


@cache
def common() -> tuple[str, ...]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text("utf-8").splitlines()
    return tuple(dict.fromkeys(_folded(line) for line in lines if line and not line.startswith("#")))


def _folded(text: str) -> str:
    """Small letters, digits and characters; full-width ones as narrow ones, marks left out."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in narrow if char.isalnum() or char == "@")


def _left(plain: str, pieces: Iterable[str]) -> int:
    """How many characters stay when the pieces, the longest first, are taken out."""
    for piece in sorted(set(pieces), key=len, reverse=True):
        plain = plain.replace(piece, "\0")
    return len(plain.replace("\0", ""))


def _words(user: User) -> Iterator[str]:
    person: Professional | None = user.professional
    names = {user.display_name, person.name if person else "", *_units(person)}
    for name in filter(None, names):
        # As written, in letters, and by its first letters.
        yield from _long_enough([_folded(name), *_folded_parts(pinyin.key(name).split())])
    yield from _long_enough([_folded(user.username), _folded(user.email.partition("@")[0])])


def _folded_parts(parts: Iterable[str]) -> list[str]:
    return [_folded(part) for part in parts]


def _units(person: Professional | None) -> list[str]:
    if person is None or person.pk is None:
        return []
    rows = person.employments.current().values_list("organisation__name", "organisation__short_name")
    return [name for row in rows for name in row if name]


def _numbers(user: User, plain: str) -> Iterator[str]:
    """Each part of the password that is six or more digits of a number of the person, or a birthday."""
    person = user.professional
    if person is None:
        return
    number, phone = person.identity_number, person.phone
    for known in filter(None, (_folded(number), _folded(phone))):
        for run in DIGITS.findall(plain):
            yield from _shared(run, known)
    born = number[6:14] if len(number) == 18 else ""
    yield from _long_enough([born, born[2:], born[4:]])


def _shared(run: str, known: str) -> Iterator[str]:
    """The longest parts of `run`, of six digits or more, that stand in `known`, from each place on."""
    for start in range(len(run) - 5):
        end = start + 6
        while end <= len(run) and run[start:end] in known:
            end += 1
        if end > start + 6:
            yield run[start : end - 1]


def _long_enough(pieces: Iterable[str]) -> Iterator[str]:
    for piece in pieces:
        if len(piece) >= (SHORTEST if piece.isascii() else 2):
            yield piece
