"""`manage.py worker`: does the portal's jobs; run as many as there are cores to spare."""

import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from registry.machinery.services import keys, site_in_use
from registry.machinery.services.worker import work

RESTART_SECONDS = 2.0


class Command(BaseCommand):
    help = "Do the portal's jobs until stopped (SIGTERM or Ctrl-C: after the present job)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="wait for one job, do it, and stop")
        parser.add_argument(
            "--processes", type=int, default=1, metavar="N", help="how many processes (default 1)"
        )
        parser.add_argument("--child", action="store_true", help="stop when the starting process is gone")

    def handle(self, *args: Any, once: bool, processes: int, child: bool, **options: Any) -> None:
        _require_keys()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        if processes > 1:
            connection.close()
            _supervise(processes, stop)
        else:
            work(stop, once=once, watch_parent=child)


def _require_keys() -> None:
    try:
        keys.at_start()
    except (keys.KeysDiffer, site_in_use.SiteDiffers) as fault:
        raise CommandError(str(fault)) from fault


def _supervise(processes: int, stop: threading.Event) -> None:
    """Keep `processes` workers alive; at the end ask each to stop, and wait for its present job."""
    children = [_start() for _ in range(processes)]
    while not stop.wait(RESTART_SECONDS):
        children = [child if child.poll() is None else _start() for child in children]
    for child in children:
        child.terminate()
    for child in children:
        child.wait()


def _start() -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C in a terminal reaches the supervisor only, which then stops it in order.
    command = [sys.executable, sys.argv[0], "worker", "--child"]
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603  (nothing in it comes from a user)
