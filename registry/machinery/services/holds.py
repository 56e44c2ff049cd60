"""What rests on a row of the registry keeps it as it is: another room
says what does, and what the way out is."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db.models import Model

from cejc.errors import Refused
from cejc.lib.hook import Hook

Hold = Callable[[Model], str]
HoldAmong = Callable[[Sequence[Model]], dict[int, str]]
Followed = Callable[[set[int], datetime], list[str]]
# Why a row may not be taken back now ("" when it may), and what an act
# led to for people (by key) since a moment.
rests: Hook[Hold] = Hook()
rests_among: Hook[HoldAmong] = Hook()  # the same of many rows of one table, by key
follows: Hook[Followed] = Hook()


def with_what_followed(sentence: str, people: Iterable[int], since: datetime) -> str:
    """`sentence`, and after it what came of what was done, as it stands now."""
    found = [one for followed in follows for one in followed(set(people), since)]
    return sentence + "".join(f"{one}。" for one in found)


def why_held(row: Model) -> str:
    """The sentence that names what rests on `row` and the way out; "" when nothing does."""
    return next((why for hold in rests if (why := hold(row))), "")


def held_among(rows: Sequence[Model]) -> dict[int, str]:
    """The sentence for each of many rows (by key) on which something rests; a constant number of queries."""
    return {key: why for hold in rests_among for key, why in hold(rows).items()}


def require_free(row: Model) -> None:
    """Raises Refused while something rests on `row`."""
    if why := why_held(row):
        raise Refused(why, code="held")
