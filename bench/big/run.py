"""`python -m bench.big.run`: load what is not there, measure both sides in turn. See bin/bench-big."""

import os
import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import urlsplit

import django
import psycopg2

from bench.big import shape

SIDES = {"big_small": shape.SMALL, "big_large": shape.LARGE}


def main(asked: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    if asked[:1] == ["load"]:
        return _load(int(asked[1]))
    base = os.environ["CEJC_DATABASE_URL"]
    for name, people in SIDES.items():
        if not _whole(base, name):
            _make(base, name, people)
    from bench.big import measure

    code = 0 if asked == ["trial"] else measure.main({name: _address(base, name) for name in SIDES}, asked)
    return max(code, _trial(base)) if asked in ([], ["trial"]) else code


def _trial(base: str) -> int:
    command, env = (
        [sys.executable, "-m", "bench.big.trial"],
        {"CEJC_DATABASE_URL": _address(base, "big_large")},
    )
    return subprocess.run(command, env=os.environ | env, check=False).returncode


def _address(base: str, name: str) -> str:
    return urlsplit(base)._replace(path=f"/{name}").geturl()


def _server(base: str):
    found = urlsplit(base)
    host = found.query.partition("host=")[2]
    return psycopg2.connect(host=host, user="cejc", dbname="postgres")


def _whole(base: str, name: str) -> bool:
    """Whether that side was loaded to its end; its comment says so."""
    with closing(_server(base)) as server, server.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        )
        return cursor.fetchone() == ("whole",)


def _make(base: str, name: str, people: int) -> None:
    with closing(_server(base)) as server:
        server.autocommit = True
        cursor = server.cursor()
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
        command = [sys.executable, "-m", "bench.big.run", "load", str(people)]
        subprocess.run(command, env={**os.environ, "CEJC_DATABASE_URL": _address(base, name)}, check=True)
        cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS 'whole'")


def _load(people: int) -> int:
    django.setup()
    from django.core.management import call_command

    from bench.big import load

    began = time.monotonic()
    call_command("migrate", verbosity=0)
    load.load(
        people, lambda line: print(f"{time.monotonic() - began:6.0f} {line}", file=sys.stderr, flush=True)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
