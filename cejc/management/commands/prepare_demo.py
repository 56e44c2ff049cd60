"""`manage.py prepare_demo`: bring the demo up to date, doing only what is not done yet; safe to run again."""

import gc
import hashlib
import io
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cejc import clock
from cejc.lib.paper import fonts
from cejc.site import site

FIRST_CALENDAR_YEAR = 2015


class Command(BaseCommand):
    help = (
        "Migrate, build fonts, collect static files, load the rules, and make the demo data of a "
        "new database."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CEJC_DEMO or connection.vendor != "sqlite":
            raise CommandError("prepare_demo works in the demo configuration on SQLite only (CEJC_DEMO=true)")
        _keep_garbage()
        fresh = _begin()
        # What only the portal itself needs is made beside the data, by the other processor.
        with _beside(_fonts(), _static()):
            self._step("the database", _migrate, needed=_behind())
            _begin_signing()
            self._stamped("policy and calendar", _rule_files(), _load_rules)
            self._step("demo data", self._seed, needed=fresh)
        self._write_logins()
        _unfinished().unlink(missing_ok=True)

    def _step(self, name: str, work: Callable[[], object], *, needed: bool) -> None:
        if not needed:
            return
        started = time.monotonic()
        self.stdout.write(f"Preparing {name} ...")
        self.stdout.flush()
        work()
        self.stdout.write(f"  done in {time.monotonic() - started:.0f} s")

    def _stamped(self, name: str, files: Iterable[Path], work: Callable[[], object]) -> None:
        """Do `work` when one of `files` changed since it was last done."""
        digest = _digest(files)
        self._step(name, work, needed=not _is_stamped(name, digest))
        _stamp(name).write_text(digest, encoding="ascii")

    def _seed(self) -> None:
        call_command("seed_demo", stdout=self.stdout)

    def _write_logins(self) -> None:
        logins = io.StringIO()
        call_command("seed_demo", "--logins", stdout=logins)
        (settings.CEJC_DATA_DIR / "logins.txt").write_text(logins.getvalue(), encoding="utf-8")


def _begin() -> bool:
    """True when the demo data must be made: a new database, or one whose making was interrupted.

    Only a database that this command itself began, and did not finish, is thrown away.
    """
    database = Path(settings.DATABASES["default"]["NAME"])
    if not _unfinished().exists() and database.exists():
        return False
    _unfinished().touch()
    connection.close()
    for path in (database, database.with_name(f"{database.name}-journal"), _stamp("policy and calendar")):
        path.unlink(missing_ok=True)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    return True


def _unfinished() -> Path:
    return settings.CEJC_DATA_DIR / "unfinished"


def _stamp(name: str) -> Path:
    return settings.CEJC_DATA_DIR / f"{name.replace(' ', '-')}.stamp"


def _is_stamped(name: str, digest: str) -> bool:
    return _stamp(name).exists() and _stamp(name).read_text(encoding="ascii") == digest


def _behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrate() -> None:
    call_command("migrate", verbosity=0)


def _begin_signing() -> None:
    """An authority of the demo's own, with a signer and time-stamps, where there is none yet."""
    call_command("signing_keys", "begin", stdout=io.StringIO())


def _fonts() -> list[str]:
    """The command that cuts the fonts; empty when they are there."""
    return [] if fonts.is_built() else ["build_fonts"]


def _static() -> list[str]:
    """The command that collects the static files; empty when none changed since it was last done."""
    if _is_stamped("static files", _digest(_static_files())):
        return []
    _stamp("static files").unlink(missing_ok=True)
    return ["collectstatic", "--noinput", "--clear"]


@contextmanager
def _beside(*commands: list[str]) -> Iterator[None]:
    """Run each command in a process of its own meanwhile; back when all of them are done."""
    started = {
        words[0]: subprocess.Popen(  # noqa: S603  (our own command)
            [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL
        )
        for words in commands
        if words
    }
    try:
        yield
    except BaseException:
        for work in started.values():
            work.terminate()
        raise
    finally:
        failed = [name for name, work in started.items() if work.wait()]
    if failed:
        raise CommandError(f"{', '.join(failed)} failed: see above.")
    if "collectstatic" in started:
        _stamp("static files").write_text(_digest(_static_files()), encoding="ascii")


def _keep_garbage() -> None:
    """Look for garbage seldom: a short life with memory enough, and a twentieth of its time."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


def _static_files() -> Iterable[Path]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield Path(storage.path(path))


def _load_rules() -> None:
    with suppress(CommandError):  # officers are there by now: what they published stands
        call_command("load_policy", site().policy, stdout=io.StringIO())
    for year in range(FIRST_CALENDAR_YEAR, clock.today().year + 2):
        _load_year(year)


def _load_year(year: int) -> None:
    try:
        call_command("load_calendar", year, stdout=io.StringIO())
    except CommandError:
        # Not published yet: the portal refuses to count working days in that year, and says so.
        return


def _rule_files() -> Iterable[Path]:
    bundled = Path(settings.BASE_DIR, "credits", "policies").glob("*.toml")
    return [*bundled, *site().folder.glob("*.toml")]


def _digest(files: Iterable[Path]) -> str:
    """Changes with a name, a size or a time of change, and with the Python that runs."""
    found = hashlib.sha256(sys.version.encode())
    for path in sorted(files):
        state = path.stat()
        found.update(f"{path}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return found.hexdigest()
