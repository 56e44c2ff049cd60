"""What rests on a row of the registry keeps it as it is: another room says what does, and what the way out is."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Model

from cejc.errors import Refused

Hold = Callable[[Model], str]
Followed = Callable[[set[int], datetime], list[str]]
_holds: list[Hold] = []
_followed: list[Followed] = []


def register_hold(hold: Hold) -> None:
    """Let another room say why a row may not be taken back now ("" when it may); called from AppConfig.ready."""
    if hold not in _holds:
        _holds.append(hold)


def register_followed(followed: Followed) -> None:
    """Let another room say what an act led to for people (by key) since a moment; called from AppConfig.ready."""
    if followed not in _followed:
        _followed.append(followed)


def with_what_followed(sentence: str, people: Iterable[int], since: datetime) -> str:
    """`sentence`, and after it what came of what was done, as it stands now."""
    found = [one for followed in _followed for one in followed(set(people), since)]
    return sentence + "".join(f"{one}。" for one in found)


def why_held(row: Model) -> str:
    """The sentence that names what rests on `row` and the way out; "" when nothing does."""
    return next((why for hold in _holds if (why := hold(row))), "")


def require_free(row: Model) -> None:
    """Raises Refused while something rests on `row`."""
    if why := why_held(row):
        raise Refused(why, code="held")
