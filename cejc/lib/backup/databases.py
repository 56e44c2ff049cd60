"""One moment of the database, taken while the portal goes on writing; brought back whole or not at all."""

import glob
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from cejc.lib.backup.manifest import BackupFault

Ask = Callable[[str], Iterable[tuple[Any, ...]]]
# A writer may hold the file for as long as an import of thousands takes.
PATIENCE_SECONDS = 300


class Sqlite:
    engine, file = "sqlite", "database.sqlite3"

    @contextmanager
    def taken(self, folder: Path) -> Iterator[Ask]:
        """The copy is made in one step, under the lock of a reader: writers wait, nothing is torn."""
        copy = folder / self.file
        with closing(sqlite3.connect(_path(), timeout=PATIENCE_SECONDS)) as source, _opened(copy) as target:
            source.backup(target)
            _require_whole(target)
            yield target.execute

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Ask]:
        with _opened(folder / self.file) as copy:
            _require_whole(copy)
            yield copy.execute

    def is_empty(self) -> bool:
        path = Path(_path())
        if not path.exists() or not path.stat().st_size:
            return True
        return not connection.introspection.table_names()

    def restore(self, folder: Path) -> None:
        path = Path(_path())
        beside = path.with_name(f".{path.name}.restoring")
        connection.close()
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / self.file, beside)
        with _opened(beside) as copy:
            _require_whole(copy)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(beside, path)


def _path() -> str:
    return str(connection.settings_dict["NAME"])


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as found:
        yield found


def _require_whole(copy: sqlite3.Connection) -> None:
    try:
        (said,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        lost = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as fault:
        raise BackupFault(f"The copy of the database cannot be read: {fault}.") from fault
    if said != "ok" or lost:
        raise BackupFault(f"The copy of the database is not whole: {said if said != 'ok' else lost}.")


class Postgres:
    engine, file = "postgresql", "database.dump"

    @contextmanager
    def taken(self, folder: Path) -> Iterator[Ask]:
        """pg_dump and the questions asked of the snapshot see the same moment."""
        _require_server()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                cursor.execute("SELECT pg_export_snapshot()")
                ((snapshot,),) = cursor.fetchall()
                options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
                _run("pg_dump", *options, f"--file={folder / self.file}", *_where())
                _run("pg_restore", "--file=/dev/null", str(folder / self.file))
                yield lambda sql: _asked(cursor, sql)
            finally:
                cursor.execute("ROLLBACK")

    @contextmanager
    def opened(self, folder: Path) -> Iterator[None]:
        """Read to its end; its rows are counted where it is brought back."""
        _run("pg_restore", "--file=/dev/null", str(folder / self.file))
        yield None

    def is_empty(self) -> bool:
        return not connection.introspection.table_names()

    def restore(self, folder: Path) -> None:
        _require_server()
        connection.close()
        options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        _run("pg_restore", *options, *_where(), str(folder / self.file))


def _require_server() -> None:
    """pg_dump sets its session up for itself; behind a pooler it would leave that to the next who gets it."""
    if settings.CEJC_POOLER:
        raise BackupFault(
            "CEJC_DATABASE_URL leads to a pooler (CEJC_POOLER). Please name the server itself for this "
            "command, and set CEJC_POOLER=false."
        )


def _asked(cursor: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    cursor.execute(sql)
    yield from cursor.fetchall()


def _run(name: str, *options: str) -> None:
    secret = connection.settings_dict["PASSWORD"]
    environment = os.environ | ({"PGPASSWORD": str(secret)} if secret else {})
    command = [_program(name), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupFault(f"{name} failed: {done.stderr.strip()[-2000:]}")


def _program(name: str) -> str:
    """The newest that is installed: it may not be older than the server."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: float(path.split("/")[4]))
    path = found[-1] if found else shutil.which(name)
    if not path:
        raise BackupFault(f"{name} is missing. Please type: sudo apt-get install -y postgresql-client")
    return path


def _where() -> list[str]:
    """The database of the settings, as the programs of PostgreSQL are told."""
    given = connection.settings_dict
    host = given["HOST"] or given["OPTIONS"].get("host", "")
    said = {"host": host, "port": given["PORT"], "username": given["USER"], "dbname": given["NAME"]}
    return [f"--{name}={value}" for name, value in said.items() if value]


def database() -> Sqlite | Postgres:
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def counted(ask: Ask, tables: list[str]) -> dict[str, int]:
    """Table -> rows."""
    found = {}
    for table in sorted(tables):
        ((found[table],),) = ask(f'SELECT count(*) FROM "{table}"')  # noqa: S608  (names of our own tables)
    return found
