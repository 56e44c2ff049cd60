"""Pages that are the same for every stranger, kept ready in this process until what they show changes.

A view says by `shelved` which rows its page rests on. A kept page is given out only after these rows were
asked for again and came out as they were before it was drawn: one statement instead of a page, and no word
from process to process. The answers themselves are given by cejc/middleware_shelf.py.

Where nodes share a cache (cejc/lib/shared.py), what one process has drawn stands there for the others under a
name made of these rows: with other rows nobody looks for it.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from hashlib import sha256
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from cejc import clock
from cejc.lib import shared
from cejc.lib.db import replica

# A page that is longer is drawn each time; all together are no more than this.
LONGEST, MOST_BYTES = 256 * 1024, 32 * 1024 * 1024
SHARED_SECONDS = 3600
# What stands on pages besides rows: of the settings, and the code of all rooms.
SHOWN = (
    "CEJC_SITE",
    "CEJC_ORGANISER",
    "CEJC_CONTACT",
    "CEJC_SITE_CODE",
    "CEJC_RECORD_NUMBER",
    "CEJC_PUBLIC_URL",
)
CODE = ("cejc", "credits", "registry", "certification", "templates", "static", "locale", "sites")

View = Callable[..., HttpResponse]
Statement = tuple[str, Sequence[Any]]
Rows = Iterable[QuerySet[Any, Any] | Statement]  # a statement: of `cejc.lib.db.ready.statement`
RestsOn = Callable[..., Rows | None]


class Ground:
    """What a page rests on: the day in Shanghai, and the rows of some statements, compiled once."""

    def __init__(self, rows: Rows) -> None:
        self.statements = [found for one in rows if (found := _compiled(one))]
        self.stood = self._asked()

    def stands(self) -> bool:
        return self.stood == self._asked()

    def _asked(self) -> tuple[Any, ...]:
        if not self.statements:
            return (clock.today(),)
        with connection.cursor() as cursor:
            return (clock.today(), *(_rows(cursor, *one) for one in self.statements))


def _compiled(rows: QuerySet[Any, Any] | Statement) -> Statement | None:
    if isinstance(rows, tuple):
        return rows
    try:
        return rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None


def _rows(cursor: Any, sql: str, values: Sequence[Any]) -> list[Any]:
    cursor.execute(sql, values)
    return list(cursor.fetchall())


def shelved(rests_on: RestsOn) -> Callable[[View], View]:
    """The view's page depends on its address, its language and the rows of `rests_on(…)`: on nothing else.

    `rests_on` takes what the view takes, and answers None for an address whose page is not worth keeping. Its
    queries ask for no moment (a new day is noticed by itself). The rows are read before the page is drawn:
    what changes in between is seen by the next who asks.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def drawn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            place: Place | None = getattr(request, "shelf_place", None)
            rows = rests_on(request, *args, **kwargs) if place else None
            if place is None or rows is None:
                return view(request, *args, **kwargs)
            place.ground = Ground(rows)
            place.page = _drawn_by_another(place, place.ground)
            if place.page:
                return HttpResponse()
            return _drawn_there(request, view, *args, **kwargs)

        return drawn

    return decorate


def _drawn_there(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    """By the replica, if it has played all that was written when the ground was asked: a page older than its
    ground would be taken for true."""
    if replica.is_there():
        request.seen_place = max(replica.seen_by(request), replica.written())  # type: ignore[attr-defined]
        view = replica.may_answer(view)
    return view(request, *args, **kwargs)


@dataclass(frozen=True)
class Kept:
    """A page in pieces: between each two of them stands a token of the visitor, new for each."""

    pieces: tuple[bytes, ...]
    headers: tuple[tuple[str, str], ...]
    ground: Ground
    digest: bytes

    @classmethod
    def of(cls, pieces: Sequence[bytes], headers: Iterable[tuple[str, str]], ground: Ground) -> "Kept":
        digest = sha256(b"\0".join(pieces)).digest()
        return cls(tuple(pieces), tuple(headers), ground, digest)

    def tag(self, secret: str) -> str:
        """The ETag: another for whoever has another secret, for the tokens in the page are of it."""
        return f'"{sha256(self.digest + secret.encode()).hexdigest()[:32]}"'

    @property
    def size(self) -> int:
        return sum(map(len, self.pieces))


@dataclass
class Place:
    """Where the page of a request would stand; its view says on which ground, and another process may have
    drawn it."""

    key: tuple[Any, ...]
    ground: Ground | None = None
    page: Kept | None = None


def show_others(place: Place, page: Kept) -> None:
    """Let other processes and machines have it, unless what it shows was changed while it was drawn: they
    would find it again where the rows are as they were."""
    if shared.is_there() and page.size <= LONGEST and page.ground.stands():
        held = {"pieces": [one.decode() for one in page.pieces], "headers": page.headers}
        shared.put(
            _name(place.key, page.ground), json.dumps(held, ensure_ascii=False).encode(), SHARED_SECONDS
        )


def _drawn_by_another(place: Place, ground: Ground) -> Kept | None:
    held = shared.get(_name(place.key, ground)) if shared.is_there() else None
    if not held:
        return None
    found = json.loads(held)
    return Kept.of([one.encode() for one in found["pieces"]], map(tuple, found["headers"]), ground)


def _name(key: tuple[Any, ...], ground: Ground) -> str:
    return sha256(repr((_release(), key, ground.stood)).encode()).hexdigest()


@lru_cache(maxsize=1)
def _release() -> str:
    """A name for what draws pages: beside a node of another version, or one that calls itself otherwise,
    each keeps its own."""
    digest = sha256(repr([getattr(settings, name) for name in SHOWN]).encode())
    for folder in CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            if path.suffix in (".py", ".html", ".mo", ".css", ".js", ".toml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


class Shelf:
    """The pages of one process, the longest unused going first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Any, Kept] = OrderedDict()
        self._bytes, self._lock = 0, Lock()

    def get(self, key: Any) -> Kept | None:
        with self._lock:
            found = self._pages.get(key)
            if found:
                self._pages.move_to_end(key)
            return found

    def put(self, key: Any, page: Kept) -> None:
        if page.size > LONGEST:
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > MOST_BYTES:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[Kept]:
        return iter(list(self._pages.values()))

    def _drop(self, key: Any) -> None:
        before = self._pages.pop(key, None)
        self._bytes -= before.size if before else 0


shelf = Shelf()
