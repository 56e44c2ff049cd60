"""The last day before a closing date: what everybody asks at once, at rising rates.

30 % verify a slip, 20 % read a notice, 10 % open the login page, 20 % their first screen, 15 % a list, 5 % are
reviewers in their lane, who read a record and decide another. Clients, server and database share the machine.
`CEJC_MIX_RATES` and `CEJC_MIX_SECONDS` ask for other rates and longer runs. Refused is 503 with Retry-After;
lost is a record whose decision was acknowledged and that does not have it in the database.
"""

import os
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, zip_longest
from urllib.parse import urlencode

from django.conf import settings
from django.db import connections
from django.urls import reverse

from bench import data
from bench.crowd import Answer, Ask, answers
from bench.figure import Figure
from bench.served import PORTS, _cookie, _served
from certification.models import Notice, Slip
from registry.activities.permissions import review_queue
from registry.models import Activity, User

RATES = [int(one) for one in os.environ.get("CEJC_MIX_RATES", "50,100,200,300,400").split(",")]
SECONDS = int(os.environ.get("CEJC_MIX_SECONDS", "20"))
PEOPLE, READERS = 2000, 300
MOST = 200  # records of one unit
SHARES = {"verify": 30, "notice": 20, "login": 10, "home": 20, "list": 15, "lane": 5}
SECRET = "a" * 32
STRANGERS = ("verify", "notice", "login")


def figures() -> Iterator[Figure]:
    world = data.begin()
    if world.people < PEOPLE:
        data.grow(world, PEOPLE)
    crowd = Crowd(world)
    connections.close_all()
    print("rate\trequests\tp50\tp95\tp99\trefused\tlost\tfailed", file=sys.stderr)
    with _served("cejc.wsgi"):
        answers(PORTS["cejc.wsgi"], crowd.asks(400), 40)
        for rate in RATES:
            yield from _level(rate, answers(PORTS["cejc.wsgi"], crowd.asks(rate * SECONDS), rate))


class Crowd:
    """Who asks for what. A record is passed once, so those that wait are dealt out over all levels."""

    def __init__(self, world: data.World, shares: dict[str, int] = SHARES) -> None:
        self.dice, self.shares = random.Random(2020), shares
        people = User.objects.filter(username__startswith="p").order_by("pk")[:READERS]
        self.people = [_cookie(user) for user in people]
        self.clerks = [f"{_cookie(one)}; {settings.CSRF_COOKIE_NAME}={SECRET}" for one in world.clerks]
        self.waiting = self._waiting(world.clerks)
        self.slips = [
            reverse("certification:verify-slip", args=[one.year, one.sequence, one.check_code])
            for one in Slip.objects.all()
        ]
        self.notices = [
            reverse("certification:public-notice", args=[one.public_id]) for one in Notice.objects.public()
        ]
        self.turn = cycle((False, True))

    def _waiting(self, clerks: Sequence[User]) -> Iterator[tuple[str, Activity]]:
        """What waits at the units, of each in turn, with the cookie of its clerk."""
        queues = [review_queue(one, one.seats[0]).order_by("submitted_at", "pk")[:MOST] for one in clerks]
        dealt = [[(cookie, row) for row in rows] for cookie, rows in zip(self.clerks, queues, strict=True)]
        return iter([one for row in zip_longest(*dealt) for one in row if one])

    def asks(self, count: int) -> list[Ask]:
        kinds = self.dice.choices(list(self.shares), list(self.shares.values()), k=count)
        return [self._ask(kind) for kind in kinds]

    def _ask(self, kind: str) -> Ask:
        if kind == "lane":
            return self._in_lane()
        strangers = {"verify": self.slips, "notice": self.notices, "login": [reverse("account_login")]}
        if kind in STRANGERS:
            return Ask(kind, self.dice.choice(strangers[kind]))
        page = "registry:home" if kind == "home" else "registry:activities"
        if kind == "list" and self.dice.random() < 0.3:
            return Ask(kind, reverse("registry:people"), self.dice.choice(self.clerks))
        return Ask(kind, reverse(page), self.dice.choice(self.people))

    def _in_lane(self) -> Ask:
        """Deciding the next record, and before and after it the page of one."""
        clerk, record = next(self.waiting)
        if next(self.turn):
            body = {"csrfmiddlewaretoken": SECRET, "edit": record.edit, "text": "请补充结业证书。"}
            address = reverse("registry:review-return", args=[record.public_id])
            return Ask("decide", address, clerk, urlencode(body), record.pk)
        return Ask("lane", reverse("registry:review-item", args=[record.public_id]), clerk)


def _level(rate: int, found: Sequence[Answer]) -> Iterator[Figure]:
    keys = dict(Activity.objects.filter(pk__in=[one.key for one in found]).values_list("pk", "public_id"))
    refused = [one for one in found if one.status == 503]
    times = sorted(one.seconds * 1000 for one in found if one.status in (200, 302))
    failed = len(found) - len(refused) - len(times)
    # Who is refused is led back to the very record.
    decided = [one for one in found if one.kind == "decide" and one.status == 302]
    decided = [one for one in decided if str(keys[one.key]) not in one.location]
    lost = (
        len(decided) - Activity.objects.filter(pk__in=[one.key for one in decided], state="returned").count()
    )
    known = [one for one in refused if one.kind not in STRANGERS]
    shares = [times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.95, 0.99)]
    row = [rate, len(found), *(round(one) for one in shares), len(refused), lost, failed]
    print("\t".join(map(str, row)), file=sys.stderr)
    yield Figure(f"mix-{rate}-requests", len(found), "requests")
    for name, value in zip(("p50", "p95", "p99"), shares, strict=True):
        yield Figure(f"mix-{rate}-{name}", value, "ms", "≤ 300" if rate == 100 and name == "p95" else "")
    yield Figure(f"mix-{rate}-refused", len(refused), "strangers")
    yield Figure(f"mix-{rate}-refused-at-work", len(known), "requests", "≤ 0")
    yield Figure(f"mix-{rate}-decided", len(decided), "records")
    yield Figure(f"mix-{rate}-lost", lost, "records", "≤ 0")
    yield Figure(f"mix-{rate}-failed", failed, "requests", "≤ 0" if rate <= 100 else "")
