"""`python -m bench.run [module…]`: every module of this folder with `figures()`, one line a figure, as it comes.

Runs inside a throw-away database (see bin/bench). A module's `figures()` yields `Figure`s, or tuples
(name, value, unit, bound, ok); it may fill the database, and finds it migrated and empty of people: where
several are run, each has one of its own.
"""

import importlib
import os
import pkgutil
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import django
import psycopg2

import bench
from cejc.lib.settled import settle

NOT_MODULES = {"big", "by_hand", "crowd", "data", "data_cases", "figure", "hello", "raw", "run", "settings"}


def main(wanted: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    _migrate()
    names = wanted or _modules()
    return _here(names[0]) if len(names) == 1 else max(map(_apart, names))


def _here(name: str) -> int:
    settle()  # as a worker and a web process do
    short = False
    for line in _lines(name):
        print(line, flush=True)
        short = short or line.endswith("short")
    return 1 if short else 0


def _apart(name: str) -> int:
    """One module in a process and a database of its own: what one leaves is not in the way of the next."""
    from django.db import connection

    params = {key: one for key, one in connection.get_connection_params().items() if key != "cursor_factory"}
    connection.close()
    base, own = params["dbname"], f"bench_{name}"
    with closing(psycopg2.connect(**{**params, "dbname": "postgres"})) as server:
        server.autocommit = True
        server.cursor().execute(f'CREATE DATABASE "{own}" TEMPLATE "{base}"')
        address = urlsplit(os.environ["CEJC_DATABASE_URL"])._replace(path=f"/{own}").geturl()
        command = [sys.executable, "-m", "bench.run", name]
        code = subprocess.run(
            command, env={**os.environ, "CEJC_DATABASE_URL": address}, check=False
        ).returncode
        server.cursor().execute(f'DROP DATABASE "{own}" WITH (FORCE)')
    return code


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _modules() -> list[str]:
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(name for name in found if name not in NOT_MODULES)


def _lines(name: str) -> Iterator[str]:
    module = importlib.import_module(f"bench.{name}")
    if not hasattr(module, "figures"):
        return
    started = time.monotonic()
    try:
        for figure in module.figures():
            yield figure.line() if hasattr(figure, "line") else _tuple_line(*figure)
    except Exception:
        traceback.print_exc()
        yield f"{name}\t-\t-\truns to its end\tshort"
    print(f"bench: {name} took {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def _tuple_line(name: str, value: float, unit: str, bound: object, ok: bool) -> str:
    shown = f"{value:.4g}" if isinstance(value, int | float) else str(value)
    return "\t".join(
        [name, shown, unit, str(bound) if bound not in ("", None) else "-", "ok" if ok else "short"]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
