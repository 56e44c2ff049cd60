"""The busiest pages of the last days under gunicorn, as documented, against a bare hello under the same
gunicorn: how many hellos fit into a page. Clients, server and database share the machine; both run in turn."""

import http.client
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from bench import data
from bench.figure import Figure
from certification.models import Notice, Slip
from registry.models import User

PORTS = {"bench.hello": 18431, "cejc.wsgi": 18432}
CLIENTS, SECONDS, ROUNDS = 6, 2.0, 3
PERSON = 14
SERVER = [
    "--workers",
    "3",
    "--worker-class",
    "cejc.serving.Worker",
    "--threads",
    "4",
    "--log-level",
    "critical",
]
Page = tuple[str, str]  # address, cookie


def figures() -> Iterator[Figure]:
    world = data.begin()
    if world.people < 200:
        data.grow(world, 200)
    pages = _pages(world)
    connections.close_all()
    with _served("bench.hello"), _served("cejc.wsgi"):
        hellos, found = [], {name: [] for name in pages}  # type: ignore[var-annotated]
        for page, _bound in pages.values():  # every process reads its templates first
            _rate(PORTS["cejc.wsgi"], page)
        for _round in range(ROUNDS):
            hellos.append(_rate(PORTS["bench.hello"], ("/", "")))
            for name, (page, _bound) in pages.items():
                found[name].append(_rate(PORTS["cejc.wsgi"], page))
    hello = median(hellos)
    yield Figure("served-hello", hello, "/s")
    for name, (_page, bound) in pages.items():
        rate = median(found[name])
        yield Figure(f"served-{name}-rate", rate, "/s")
        yield Figure(f"served-{name}", hello / rate, "hellos", bound)


def _pages(world: data.World) -> dict[str, tuple[Page, str]]:
    slip, notice = Slip.objects.order_by("pk").last(), Notice.objects.public().order_by("pk").last()
    person = _cookie(User.objects.get(username=f"p{PERSON}"))
    clerk, head = _cookie(world.clerks[0]), _cookie(world.heads[0])
    found = {
        "login": ((reverse("account_login"), ""), "≤ 4"),
        "home": ((reverse("registry:home"), person), "≤ 30"),
        "own-records": ((reverse("registry:activities"), person), "≤ 30"),
        "people": ((reverse("registry:people"), clerk), "≤ 30"),
        "desk": ((reverse("certification:desk"), head), "≤ 30"),
    }
    if slip is not None:
        code = [slip.year, slip.sequence, slip.check_code]
        found["verify"] = ((reverse("certification:verify-slip", args=code), ""), "≤ 4")
    if notice is not None:
        found["notice"] = ((reverse("certification:public-notice", args=[notice.public_id]), ""), "≤ 4")
    return found


def _cookie(user: User) -> str:
    client = Client()
    client.force_login(user, "registry.people.auth.PortalBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def _served(module: str) -> Iterator[None]:
    line = [sys.executable, "-m", "gunicorn", f"{module}:application", "--bind", f"127.0.0.1:{PORTS[module]}"]
    server = subprocess.Popen([*line, *SERVER], env=os.environ | {"CEJC_LOG_LEVEL": "CRITICAL"})
    try:
        _await(PORTS[module])
        yield
    finally:
        server.terminate()
        server.wait()


def _await(port: int) -> None:
    for _try in range(600):
        with suppress(OSError):
            _status(http.client.HTTPConnection("127.0.0.1", port, timeout=5), ("/", ""))
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers on {port}")


def _status(connection: http.client.HTTPConnection, page: Page) -> int:
    address, cookie = page
    connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _rate(port: int, page: Page) -> float:
    """Requests a second that clients of so many processes are answered; each answer is a page."""
    context = multiprocessing.get_context("fork")
    counts: Any = context.Array("i", CLIENTS)
    clients = [context.Process(target=_client, args=(counts, place, port, page)) for place in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
        if one.exitcode:
            raise RuntimeError(f"{page[0]} was not answered by a page")
    return sum(counts) / SECONDS


def _client(counts: list[int], place: int, port: int, page: Page) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if _status(connection, page) != 200:
            os._exit(1)
        counts[place] += 1
    os._exit(0)
