"""One migrated database a run, copied for every test process and every test that starts processes of its own.

Migrating takes ten seconds of a processor, copying a moment.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

MIGRATE = (
    "import django; django.setup(); from django.core.management import call_command; "
    "call_command('migrate', verbosity=0)"
)


def environment(folder: Path, url: str) -> dict[str, str]:
    """The variables of a process that works with the database at `url` and the data in `folder`."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CEJC_")} | {
        "CEJC_DATA_DIR": str(folder),
        "CEJC_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "cejc.settings_test",
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONWARNINGS": "default",
    }


class _Files:
    """SQLite: a database is a file, named by its path."""

    def url(self, name: str) -> str:
        return f"sqlite:///{name}"

    def beside(self, folder: Path, name: str) -> str:
        return str(folder / f"{name}.sqlite3")

    def exists(self, name: str) -> bool:
        return Path(name).exists()

    def drop(self, name: str) -> None:
        Path(name).unlink(missing_ok=True)

    def make(self, name: str) -> None:
        """SQLite makes it when it is opened."""

    def copy(self, source: str, name: str) -> None:
        shutil.copy(source, name)


class _Server:
    """PostgreSQL: a database is a name on the server."""

    def url(self, name: str) -> str:
        values = connection.settings_dict
        host = values["OPTIONS"].get("host") or values["HOST"]
        login = f"{values['USER']}:{values['PASSWORD']}".rstrip(":")
        port = f":{values['PORT']}" if values["PORT"] else ""
        return f"postgres://{login}@{port}/{name}?host={host}"

    def beside(self, folder: Path, name: str) -> str:
        return name

    def exists(self, name: str) -> bool:
        return bool(self._execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]))

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def make(self, name: str) -> None:
        self._execute(f'CREATE DATABASE "{name}"')

    def copy(self, source: str, name: str) -> None:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')

    def _execute(self, sql: str, values: list[str] | None = None) -> list[tuple]:
        """On a connection of its own, to no database of ours: CREATE DATABASE asks for that."""
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []


def databases() -> _Files | _Server:
    return _Server() if connection.vendor == "postgresql" else _Files()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The processes of one run take turns."""
    with open(folder / "migrated.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _migrated_by_a_process(folder: Path) -> str:
    kinds, name = databases(), f"migrated_{uuid.uuid4().hex[:12]}"
    data = folder / name
    data.mkdir()
    name = kinds.beside(data, name)
    kinds.make(name)
    subprocess.run([sys.executable, "-c", MIGRATE], env=environment(data, kinds.url(name)), check=True)
    return name


@pytest.fixture(scope="session")
def migrated(request, tmp_path_factory, django_db_blocker):
    """The name of a migrated database to copy from; the first process of a run that asks
    makes it, the last one that asked drops it."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if hasattr(request.config, "workerinput") else own
    known, mine = folder / "migrated.name", folder / f"migrated.used-by-{os.getpid()}"
    with django_db_blocker.unblock(), _alone(folder):
        mine.touch()
        if not known.exists():
            known.write_text(_migrated_by_a_process(folder))
        name = known.read_text()
    yield name
    with django_db_blocker.unblock(), _alone(folder):
        mine.unlink()
        if not list(folder.glob("migrated.used-by-*")):
            known.unlink()
            databases().drop(name)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """A database that is missing, or is to be made anew, is a copy; one that
    is there is brought up to date as ever."""
    name = connection.creation._get_test_db_name()
    with django_db_blocker.unblock():
        kinds = databases()
        if kinds.exists(name) and not request.config.getvalue("create_db"):
            return
        source = request.getfixturevalue("migrated")
        kinds.drop(name)
        kinds.copy(source, name)
    # Nothing is left to migrate: Django only looks for tables that are missing.
    connection.settings_dict["TEST"]["MIGRATE"] = False


@pytest.fixture(scope="session")
def django_db_createdb():
    """Making anew is done above."""
    return False
