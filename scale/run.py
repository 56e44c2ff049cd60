"""`make scale-out`: the portal on several nodes on loopback, and a crowd, while one part after another dies.

At the end what was acknowledged is held against what is there. Every line has its bound; one that is not kept
ends it with 1. Nothing is left behind, also after a failure.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from scale import parts
from scale.postgres import Server, free_port
from scale.report import Event, table

RATE = int(os.environ.get("CEJC_SCALE_RATE", "15"))
WARM, CALM, WINDOW, TAIL = 20, 60.0, 26.0, 20.0
PEOPLE = 2000
SHARES = {"verify": 25, "notice": 15, "login": 8, "home": 17, "list": 19, "lane": 16}
JOBS = 60
STALE_SECONDS = 10
REPLICA = "cejc_a"
TOGETHER = f"ANY 1 ({REPLICA})"
ROOT = parts.ROOT


class Place:
    """All parts, in the order in which they were started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first, self.second = Server(folder / "first", "first"), Server(folder / "second", REPLICA)
        self.started: list[Any] = []
        self.ports = [free_port(), free_port()]
        self.door, self.cache_port = free_port(), free_port()

    def start(self, part: Any) -> Any:
        self.started.append(part)
        if isinstance(part, parts.Part) and part.process is None:
            part.start()
        return part

    def stop(self) -> None:
        for part in reversed(self.started):
            with suppress(Exception):
                part.stop()


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_known: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="cejc-scale-", dir="/tmp"))
    folder.chmod(0o755)
    place = Place(folder)
    try:
        return _all(place)
    except KeyboardInterrupt:
        return 130
    except BaseException:
        _last_words(folder)
        raise
    finally:
        place.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _all(place: Place) -> int:
    said("database, demo data")
    place.started += [place.first, place.second]
    place.first.begin()
    env = _environment(place)
    os.environ.update(env)
    import django

    django.setup()
    world = _filled(place)
    said("replica, pooler, cache, S3, two workers, two web nodes, nginx")
    place.second.follow(place.first)
    _together(place.first, TOGETHER)
    nodes = _nodes(place, env)
    events, found = _asked(place, world, nodes)
    said("what was acknowledged against what is there")
    return table(place.second, events, found, _jobs(place.second), _log_is_whole(place, env))


def said(words: str) -> None:
    print(f"scale-out: {words}", file=sys.stderr, flush=True)


def _environment(place: Place) -> dict[str, str]:
    """What all nodes have in common, and this process too, which asks the server itself."""
    keys = {
        f"CEJC_{one}_KEY": secrets.token_urlsafe(48) for one in ("SECRET", "FIELD", "INDEX", "CHECK", "LOG")
    }
    (place.folder / "data").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CEJC_", "DJANGO_"))}
    return (
        kept
        | keys
        | {
            "DJANGO_SETTINGS_MODULE": "cejc.settings",
            "CEJC_DATABASE_URL": place.first.url(),
            "CEJC_DATA_DIR": str(place.folder / "data"),
            "CEJC_FONT_DIR": str(ROOT / "var" / "fonts"),
            "CEJC_HTTPS": "false",
            "CEJC_BEHIND_PROXY": "true",
            "CEJC_ALLOWED_HOSTS": "127.0.0.1",
            "CEJC_PUBLIC_URL": f"http://127.0.0.1:{place.door}",
            "CEJC_JOB_STALE_SECONDS": str(STALE_SECONDS),
            "CEJC_LOG_LEVEL": "WARNING",
        }
    )


def _filled(place: Place) -> Any:
    from django.core.management import call_command
    from django.db import connections

    from bench import data

    call_command("migrate", verbosity=0)
    call_command("build_fonts", stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)
    world = data.begin()
    data.grow(world, PEOPLE)
    connections.close_all()
    return world


def _nodes(place: Place, env: dict[str, str]) -> dict[str, Any]:
    folder, nodes = place.folder, {}
    nodes["pooler"] = place.start(parts.Pooler(folder, place.first, place.second))
    nodes["cache"] = parts.cache(folder, place.cache_port)
    nodes["cache"].kept = False
    place.start(nodes["cache"])
    bucket, told = parts.bucket(folder)
    place.started.append(bucket)
    env = (
        env
        | told
        | {
            "CEJC_DATABASE_URL": nodes["pooler"].url("cejc"),
            "CEJC_REPLICA_URL": nodes["pooler"].url("cejc_replica"),
            "CEJC_POOLER": "true",
            "CEJC_CACHE_URL": f"redis://127.0.0.1:{place.cache_port}/0",
        }
    )
    for number, port in enumerate(place.ports):
        nodes[f"web{number}"] = place.start(
            parts.web(folder, f"web{number}", _own(place, env, f"web{number}"), port)
        )
        nodes[f"worker{number}"] = place.start(
            parts.worker(folder, f"worker{number}", _own(place, env, f"worker{number}"))
        )
    (folder / "nginx").mkdir()
    place.start(parts.nginx(folder, place.door, place.ports, folder / "data" / "static"))
    for port in [*place.ports]:
        parts.until(lambda port=port: _answers(port, "/health/"), 90, f"node {port}")
    parts.until(lambda: _answers(place.door, "/"), 30, "nginx")
    return nodes


def _own(place: Place, env: dict[str, str], name: str) -> dict[str, str]:
    """Nodes have nothing in common but what the environment names: a data folder each."""
    own = place.folder / name
    own.mkdir()
    (own / "static").symlink_to(place.folder / "data" / "static")
    return env | {"CEJC_DATA_DIR": str(own)}


def _answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _asked(place: Place, world: Any, nodes: dict[str, Any]) -> tuple[list[Event], list[Any]]:
    from django.db import connections

    from bench.crowd import answers
    from bench.mix import Crowd

    crowd = Crowd(world, SHARES)
    answers(place.door, crowd.asks(RATE * WARM), RATE)  # every process reads its templates first
    deaths = list(_deaths(place, nodes))
    asks = crowd.asks(int(RATE * (CALM + WINDOW * len(deaths) + TAIL)))
    connections.close_all()
    events: list[Event] = [Event("nothing", time.monotonic() + 0.5)]
    thread = threading.Thread(target=_kill_in_turn, args=(deaths, events), daemon=True)
    thread.start()
    found = answers(place.door, asks, RATE)
    thread.join(60)
    if len(events) <= len(deaths) or any(one.fault for one in events):
        raise RuntimeError(f"not all was killed: {[(one.name, one.fault) for one in events]}")
    return events, found


Death = tuple[str, Callable[[Event], None]]


def _kill_in_turn(deaths: list[Death], events: list[Event]) -> None:
    due = events[0].at + CALM
    for name, death in deaths:
        time.sleep(max(0.0, due - time.monotonic()))
        event = Event(name, time.monotonic())
        events.append(event)
        said(f"kill -9: {name}")
        try:
            death(event)
        except Exception as fault:
            event.fault = repr(fault)
            return
        due += WINDOW


def _deaths(place: Place, nodes: dict[str, Any]) -> Iterator[Death]:
    yield "a web node", lambda _event: nodes["web0"].kill()
    yield "a worker", lambda event: _worker_dies(place, nodes, event)
    yield "the replica", lambda event: _replica_dies(place, event)
    yield "the cache", lambda event: _cache_dies(nodes, event)
    yield "the primary", lambda event: _primary_dies(place, nodes, event)


def _worker_dies(place: Place, nodes: dict[str, Any], event: Event) -> None:
    """With work at hand: slips to be drawn, put aside a moment before."""
    from django.db import connections

    from certification.models import Slip
    from registry.enums import Turn
    from registry.machinery.services.job import enqueue

    for slip in Slip.objects.order_by("pk")[:JOBS]:
        enqueue("slip.render", str(slip.public_id), {"slip": str(slip.public_id)}, turn=Turn.HEAP)
    connections.close_all()
    time.sleep(1.0)
    nodes["worker0"].kill()
    event.whole = parts.until(lambda: not _jobs(place.first)["slips open"], WINDOW * 4, "slips")


def _replica_dies(place: Place, event: Event) -> None:
    """No commit is acknowledged until the operator says that one machine is enough for now."""
    place.second.kill()
    time.sleep(3.0)
    _together(place.first, "")
    time.sleep(7.0)
    place.second.start()
    parts.until(lambda: _follows(place.first), 30, "the replica")
    _together(place.first, TOGETHER)


def _cache_dies(nodes: dict[str, Any], event: Event) -> None:
    nodes["cache"].kill()
    time.sleep(8.0)
    nodes["cache"].start()


def _primary_dies(place: Place, nodes: dict[str, Any], event: Event) -> None:
    """The three steps of docs/operations.md, "The primary is lost"."""
    place.first.kill()
    _together_when_promoted(place.second)
    nodes["pooler"].point(place.second, place.second)
    nodes["pooler"].reload()


def _together_when_promoted(server: Server) -> None:
    server.promote()
    _together(server, "")


def _together(server: Server, names: str) -> None:
    server.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
    server.ask("SELECT pg_reload_conf()")
    if names:
        state = "SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')"
        parts.until(lambda: server.ask(state)[0][0] > 0, 30, "a synchronous replica")


def _follows(server: Server) -> bool:
    return bool(server.ask("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")[0][0])


def _jobs(server: Server) -> dict[str, int]:
    ((slips, opened, done, failed),) = server.ask(
        "SELECT count(*), count(*) FILTER (WHERE state IN ('queued', 'running')),"
        " count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'failed')"
        " FROM registry_job WHERE kind = 'slip.render'"
    )
    return {"slips": slips, "slips open": opened, "slips done": done, "slips failed": failed}


def _log_is_whole(place: Place, env: dict[str, str]) -> bool:
    line = [sys.executable, "manage.py", "verify_audit", "--whole"]
    env = env | {"CEJC_DATABASE_URL": place.second.url()}
    waits = "SELECT count(*) FROM registry_auditwaiting"
    parts.until(lambda: place.second.ask(waits) == [(0,)], 60, "the log linked")
    done = subprocess.run(line, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    said(done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr[-500:])
    return done.returncode == 0


def _last_words(folder: Path) -> None:
    for log in sorted(folder.glob("**/*log")):
        if log.is_file() and log.stat().st_size:
            print(f"== {log.name}\n{log.read_text(errors='replace')[-1500:]}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
