"""Taking a backup."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import chain, count
from pathlib import Path

from django.db import connection

from cejc import clock
from cejc.lib.backup.databases import counted, database
from cejc.lib.backup.files import Files
from cejc.lib.backup.manifest import NAME, BackupFault, Manifest, sha256_of
from cejc.lib.storage import sync_folder

PARTIAL = ".partial-"


def make(into: Path) -> tuple[Path, Manifest]:
    """A new folder in `into`, named by the moment in Shanghai, and what it holds. Raises BackupFault;
    what was begun and not ended is cleared away by the next one."""
    into.mkdir(parents=True, exist_ok=True)
    with _alone(into):
        _clear(into)
        whole = _free(into)
        folder = into / f"{PARTIAL}{whole.name}"
        folder.mkdir(mode=0o700)
        manifest = _filled(folder, newest(into))
        os.rename(folder, whole)
        sync_folder(into)
    return whole, manifest


@contextmanager
def _alone(into: Path) -> Iterator[None]:
    """Whoever dies lets go of the lock: what is partial under it is nobody's."""
    handle = os.open(into, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as fault:
        raise BackupFault(f"Another backup is being made in {into}.") from fault
    finally:
        os.close(handle)


def _free(into: Path) -> Path:
    """Named by the second; of the same second, by a number behind it."""
    name = clock.now().astimezone(clock.SHANGHAI).strftime("cejc-%Y%m%d-%H%M%S")
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(path for path in map(into.joinpath, names) if not path.exists())


def newest(into: Path) -> Path | None:
    """The last whole backup there."""
    found = sorted(path for path in into.glob("cejc-*") if (path / NAME).is_file())
    return found[-1] if found else None


def rotate(into: Path, kept: timedelta) -> int:
    """Delete the whole backups in `into` that are older than `kept`, never the newest; how many.
    What is not a backup is left. Files that a newer one has too stay on the disk (hard links)."""
    with _alone(into):
        last, before = newest(into), clock.now() - kept
        old = [path for path in into.glob("cejc-*") if path != last and (path / NAME).is_file()]
        old = [path for path in old if datetime.fromisoformat(Manifest.read(path).made_at) < before]
        for path in old:
            beside = path.with_name(f"{PARTIAL}{path.name}")  # cut off on the way, the next one clears it
            os.rename(path, beside)
            shutil.rmtree(beside)
    return len(old)


def _clear(into: Path) -> None:
    for left in into.glob(f"{PARTIAL}*"):
        shutil.rmtree(left)


def _filled(folder: Path, earlier: Path | None) -> Manifest:
    kind = database()
    tables = connection.introspection.table_names()
    with closing(Files(folder, earlier)) as files:
        files.take_new()
        with kind.taken(folder) as ask:
            rows = counted(ask, tables)
            files.take_new()
            absent = files.absent(ask)
        count, size = files.totals()
    manifest = Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        engine=kind.engine,
        database=kind.file,
        database_sha256=sha256_of(folder / kind.file),
        tables=rows,
        files=count,
        bytes=size,
        absent=absent,
    )
    manifest.write(folder)
    return manifest
