"""Codes that turn every half minute and prove afterwards when they were shown.

A code is the number of its step since a given start (in base 36), a hyphen, and a keyed hash of secret and
step. Nobody who lacks the secret can make the code of another step; whoever verifies one learns its moment
from it, so a code that travels for hours says no less than one that comes at once.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

STEP = timedelta(seconds=30)
# No letters or digits that are mistaken for others when a code is read aloud or typed.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8  # 40 bits
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONGEST = 16


def code(secret: str, start: datetime, moment: datetime) -> str:
    """The code that is shown at `moment`, which is not before `start`."""
    step = int((moment - start) / STEP)
    if step < 0:
        raise ValueError("a code is not shown before its start")
    return f"{_number(step)}-{_mark(secret, step)}"


def shown_at(secret: str, start: datetime, typed: str) -> datetime | None:
    """When the code `typed` began to be shown; None when it is no code of
    `secret`. Blanks and case do not matter."""
    head, _hyphen, tail = "".join(typed.upper().split()).replace("－", "-").partition("-")
    if not head or len(head) + len(tail) > LONGEST or any(char not in _DIGITS for char in head):
        return None
    step = int(head, 36)
    if _number(step) != head or not hmac.compare_digest(_mark(secret, step).encode(), tail.encode()):
        return None
    return start + step * STEP


def _mark(secret: str, step: int) -> str:
    digest = hmac.new(secret.encode(), str(step).encode(), hashlib.sha256).digest()
    return "".join(LETTERS[byte % 32] for byte in digest[:LENGTH])


def _number(step: int) -> str:
    found = ""
    while True:
        step, rest = divmod(step, 36)
        found = _DIGITS[rest] + found
        if step == 0:
            return found
