"""The five busiest pages with 200 and with 20,000 people, and what a page, a deep page and a search cost.

The pages: a professional's first screen and records; the records that wait for a unit's HR; a department's
desk; a unit's slips. With 200 people their lists are short, with 20,000 full: a query a row would show. Of
everything that is compared, both sides run in turn, in this process, on this database.
"""

import json
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from bench import data
from bench.figure import Figure, seconds
from bench.raw import STATEMENTS
from registry.models import Professional, User
from registry.people.queries.names import people_named

FEW, MANY = 200, 20_000
PAGES = {
    "first-screen": "registry:home",
    "own-records": "registry:activities",
    "record-review": "registry:review-lane",
    "desk": "certification:desk",
    "slips": "certification:slip-list",
}
PERSON = 14  # a professional whose application waits for confirmation
ROUNDS = 15
SOUGHT = "张伟"


def figures() -> Iterator[Figure]:
    """Queries and milliseconds of the pages at both sizes; then the ratios, at the larger size."""
    world = data.begin()
    yield Figure("load-200", data.grow(world, FEW), "s")
    readers = _readers(world)
    few = {name: _queries(readers[name], PAGES[name]) for name in PAGES}
    quick = {name: _median(_page(readers[name], PAGES[name])) for name in PAGES}
    data.more_records(world, Professional.objects.get(users__username=f"p{PERSON}"), 25)
    yield Figure("load-20000", data.grow(world, MANY), "s", "≤ 120")
    yield from _counts(readers, few)
    yield from _times(readers, quick)
    yield from _lists(readers)
    yield from _deep(_client(world.officer))
    yield from _names()


def _readers(world: data.World) -> dict[str, Client]:
    person, clerk, head = (
        _client(User.objects.get(username=f"p{PERSON}")),
        _client(world.clerks[0]),
        _client(world.heads[0]),
    )
    return {
        "first-screen": person,
        "own-records": person,
        "record-review": clerk,
        "desk": head,
        "slips": clerk,
    }


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, "registry.people.auth.PortalBackend")
    return client


def _get(client: Client, address: str, **values: Any) -> Any:
    answer = client.get(address, values)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code} {answer.get('Location', '')}")
    return answer


def _page(client: Client, name: str, **values: Any) -> Callable[[], Any]:
    address = reverse(name)
    return lambda: _get(client, address, **values)


def _queries(client: Client, name: str) -> int:
    """Queries of one request of the page, everything that is read once a process being read."""
    read = _page(client, name)
    read()
    with CaptureQueriesContext(
        connection,
    ) as caught:
        read()
    return len(caught)


def _counts(readers: dict[str, Client], few: dict[str, int]) -> Iterator[Figure]:
    for name, page in PAGES.items():
        many = _queries(readers[name], page)
        yield Figure(f"queries-{name}-200", few[name], "queries")
        yield Figure(f"queries-{name}-20000", many, "queries")
        yield Figure(f"queries-{name}-growth", many - few[name], "queries", "≤ 0")


def _times(readers: dict[str, Client], quick: dict[str, float]) -> Iterator[Figure]:
    for name, page in PAGES.items():
        yield Figure(f"time-{name}-200", quick[name] * 1000, "ms")
        many = _median(_page(readers[name], page))
        yield Figure(f"time-{name}-20000", many * 1000, "ms")
        yield Figure(f"time-{name}-growth", many / quick[name], "of 200", "≤ 2")


def _median(work: Callable[[], Any]) -> float:
    return median(seconds(work) for _round in range(ROUNDS))


def _in_turn(*works: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """The median seconds of each of `works`, run in turn, so that a busy moment falls on all of them."""
    for work in works:
        work()
    taken = [[seconds(work) for work in works] for _round in range(rounds)]
    return [median(column) for column in zip(*taken, strict=True)]


def _lists(readers: dict[str, Client]) -> Iterator[Figure]:
    """Each list against its rows by raw SQL: behind the same middleware, and with nothing around it."""
    alone = _bare_client()
    for name in STATEMENTS:
        raw = reverse("bench-raw", args=[name])
        shown, bare = (
            _page(readers[name], PAGES[name]),
            lambda raw=raw, client=readers[name]: _get(client, raw),
        )
        _require_same(name, shown(), bare())
        nothing = _bare(alone, name, readers[name])
        _require_same(name, shown(), nothing())
        page, plain, least = _in_turn(shown, bare, nothing)
        yield Figure(f"raw-{name}", plain * 1000, "ms")
        yield Figure(f"list-{name}", page / plain, "of raw SQL", "≤ 9")
        yield Figure(f"bare-{name}", least * 1000, "ms")
        yield Figure(f"list-{name}-bare", page / least, "of raw SQL in a bare view")


def _bare_client() -> Client:
    """Asks a server that has no middleware."""
    client = Client()
    with override_settings(MIDDLEWARE=[]):
        client.handler.load_middleware()
    return client


def _bare(client: Client, name: str, reader: Client) -> Callable[[], Any]:
    user = User.objects.get(pk=reader.session["_auth_user_id"])
    unit = user.seats[0].organisation_id if user.seats else 0
    address = reverse("bench-bare", args=[name, user.pk, unit])
    return lambda: _get(client, address)


def _require_same(name: str, shown: Any, bare: Any) -> None:
    """Both sides give the same rows, and there are some."""
    page, keys = shown.content.decode(), [line.split("\t")[0] for line in bare.content.decode().splitlines()]
    absent = [key for key in keys if key not in page]
    if absent or len(keys) < 20:
        raise RuntimeError(f"{name}: the page lacks {len(absent)} of the {len(keys)} rows of the raw SQL")


def _deep(officer: Client) -> Iterator[Figure]:
    """Page 200 of what waits for the province, thirty cases a page, against page 1."""
    desk = "certification:desk"
    if 'aria-current="page"' not in _get(officer, reverse(desk), page=200).content.decode():
        raise RuntimeError("the queue has no page 200")
    first, deep = _in_turn(_page(officer, desk, page=1), _page(officer, desk, page=200))
    yield Figure("queue-page-1", first * 1000, "ms")
    yield Figure("queue-page-200", deep / first, "of page 1", "≤ 2")


def _names() -> Iterator[Figure]:
    """Two characters of a name by the index, against reading every name."""
    found, plain = people_named(SOUGHT), Professional.objects.filter(name__icontains=SOUGHT)
    if set(found) != set(plain) or not found or "name_grams" not in found.explain():
        raise RuntimeError("the search by index finds something else, or does not use it")
    indexed, scanned = _in_turn(_rows_of(found), _rows_of(plain), rounds=40)
    yield Figure("name-search-clock", indexed * 1000, "ms")
    yield Figure("name-scan-clock", scanned * 1000, "ms")
    # Judged by what the database itself takes: among so few names the way there and back would weigh more.
    sought, read = (median(_database(rows) for _round in range(40)) for rows in (found, plain))
    yield Figure("name-search", sought / read, "of a scan", "≤ 0.05")


def _database(found: Any) -> float:
    """Milliseconds of planning and doing, as PostgreSQL counts them."""
    plan = json.loads(found.explain(format="json", analyze=True, timing=False))[0]
    return plan["Planning Time"] + plan["Execution Time"]


def _rows_of(found: Any) -> Callable[[], Any]:
    """Run the query as the portal would, as often as asked."""
    sql, values = found.query.sql_with_params()

    def run() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    return run
