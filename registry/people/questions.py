"""Whether somebody may act on what waits: each noun with stages says who
sits where, and who of them must stand aside.

Asked at every move and whenever seats change (services/standing.py),
and by pages before they promise anything.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models

from cejc.lib.db.ready import Keys, ready
from registry.enums import Role
from registry.people.models import Organisation, User


@dataclass(frozen=True)
class Post:
    """A desk: whoever holds `role` at `organisation` (None: wherever).
    `users`: these logins, whatever they hold."""

    role: str = ""
    organisation: Organisation | None = None
    users: tuple[User, ...] = ()
    label: str = ""

    @property
    def name(self) -> str:
        if self.label or self.organisation is None:
            return self.label or str(Role(self.role).label)
        return self.organisation.name


@dataclass(frozen=True)
class Question:
    """Who may do the next step of one thing.

    `state` tells one stay from the next. `posts` may act, each; `barred` are persons who may
    not (R23). `stands_in` are offices that may act when nobody at `posts` can (a matter of
    the policy); `above` are told, nearest first.
    """

    label: str  # the thing, as a message names it
    step: str
    state: str
    posts: Sequence[Post]
    barred: Collection[int | None] = field(default_factory=frozenset)
    stands_in: Sequence[Post] = ()
    above: Sequence[Post] = ()
    owners: Callable[[], Iterable[User]] = lambda: ()
    link: str = ""  # for officers
    own_link: str = ""  # for the owners, where it is another
    called_in: Callable[[Post], None] = lambda post: None  # done when the office above has to act


@dataclass(frozen=True)
class Noun:
    """`ask` gives None for what waits for nobody, and looks at what is `joined` to a row, not at what is
    `deferred`; `at` is what waits at one of these organisations; `know` tells many rows at once what `ask`
    would look up for each.
    """

    model: type[models.Model]
    ask: Callable[[Any], Question | None]
    joined: tuple[str, ...]
    at: Callable[[Collection[int]], models.QuerySet]
    deferred: tuple[str, ...] = ()
    know: Callable[[Sequence[Any]], None] = lambda _rows: None

    def fetch(self, keys: Iterable[int]) -> Sequence[Any]:
        found = _fetching(self)(list(keys))
        self.know(found)
        return found


@cache
def _fetching(noun: Noun) -> Callable[[Keys], list[Any]]:
    @ready
    def rows(keys: Keys) -> models.QuerySet:
        found = noun.model._default_manager.filter(pk__in=keys)
        return found.defer(*noun.deferred).select_related(*noun.joined)

    return rows


_nouns: dict[type[models.Model], Noun] = {}


def register(noun: Noun) -> None:
    """Called from AppConfig.ready. Twice is once."""
    _nouns[noun.model] = noun


def noun_of(row: models.Model | None) -> Noun | None:
    return _nouns.get(type(row)) if row is not None else None


def nouns() -> list[Noun]:
    return list(_nouns.values())
