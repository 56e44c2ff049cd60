"""The lists whose rows can be taken home or whose people can be written to; each room adds its own
(`register`), before which nothing can be taken of it.

A list says what its rows are for a login, what stands in the columns of a sheet, and whose rows they are.
`services/taking.py` makes the files, `views/taking.py` is the way from any page of a list.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cejc.lib.paper.binding import Bound
from cejc.lib.spreadsheet import Column
from registry.people.models import User

# Heading, width, what the column says of a row (the path of an attribute, or a
# function), and where it is no text, how Excel reads it.
Says = str | Callable[[Any], Any]
Told = tuple[Any, int, Says] | tuple[Any, int, Says, str]


def as_they_are(rows: Sequence[Any]) -> Sequence[Any]:
    """Nothing is needed beside the rows."""
    return rows


@dataclass(frozen=True)
class Listed:
    """One list. Words are Chinese: `title` (年度登记), `unit` (人次).

    `rows` are those that `actor` may see, with what the columns say at hand. `at_hand` adds to a piece of
    them what no join brings, in a constant number of queries. `person` is the column of whose a row is, ""
    where nobody can be written to. `back` is the name of the page.
    """

    name: str
    title: Any
    unit: Any
    roles: tuple[str, ...]
    rows: Callable[[User], QuerySet[Any]]
    columns: Callable[[], Sequence[Told]]
    back: str
    at_hand: Callable[[Sequence[Any]], Sequence[Any]] = as_they_are
    person: str = ""


@dataclass(frozen=True)
class Papers:
    """What is printed of rows, the paper of each by itself, all bound into one document of `most` at most.

    `label` is the button, for `roles`. `mine` are the rows whose papers a login may print, among those that
    it may see. `bind` puts the papers of `piece` rows into a document, in their order.
    """

    label: Any
    roles: tuple[str, ...]
    mine: Callable[[User], QuerySet[Any]]
    bind: Callable[[User, Sequence[Any], Bound], None]
    most: int = 2_000
    piece: int = 25


LISTS: dict[str, Listed] = {}
PAPERS: dict[str, Papers] = {}


def register(*lists: Listed) -> None:
    for one in lists:
        LISTS[one.name] = one


def print_as(listed: Listed, papers: Papers) -> None:
    """Rows of the list can be printed as `papers` too."""
    PAPERS[listed.name] = papers


def heads_of(columns: Sequence[Told]) -> list[Column]:
    """The headings of a sheet."""
    return [Column(str(heading), width, *kind) for heading, width, _says, *kind in columns]


def line_of(row: Any, columns: Sequence[Told]) -> list[Any]:
    """What the columns say of a row."""
    return [_value(row, one[2]) for one in columns]


def lines_of(listed: Listed, rows: Iterable[Any]) -> list[list[Any]]:
    """A piece of rows as lines."""
    columns = listed.columns()
    return [line_of(row, columns) for row in listed.at_hand(list(rows))]


def _value(row: Any, says: Says) -> Any:
    if callable(says):
        return says(row)
    for name in says.split("."):
        row = getattr(row, name)
    return row() if callable(row) else row
