"""The kept files of a backup, and the list of them."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.db.models import CharField

from cejc.lib import storage
from cejc.lib.backup.databases import Ask
from cejc.lib.backup.manifest import BackupFault

LIST = "files.sqlite3"
TABLE = "CREATE TABLE IF NOT EXISTS file (name TEXT PRIMARY KEY, size INTEGER, sha256 TEXT) WITHOUT ROWID"


class Files:
    """The files of the backup in `folder`; those of `earlier`, a backup beside it, are linked, not copied."""

    def __init__(self, folder: Path, earlier: Path | None = None) -> None:
        self.folder = folder
        self.list = sqlite3.connect(folder / LIST)
        self.list.execute(TABLE)
        self.earlier = Files(earlier) if earlier else None

    def close(self) -> None:
        self.list.commit()
        self.list.close()
        if self.earlier:
            self.earlier.close()

    def path(self, name: str) -> Path:
        return self.folder / "files" / name

    def __contains__(self, name: str) -> bool:
        return self._row(name) is not None

    def _row(self, name: str) -> tuple[int, str] | None:
        return self.list.execute("SELECT size, sha256 FROM file WHERE name = ?", [name]).fetchone()

    def listed(self) -> Iterator[tuple[str, int, str]]:
        yield from self.list.execute("SELECT name, size, sha256 FROM file ORDER BY name")

    def totals(self) -> tuple[int, int]:
        """How many, and their bytes."""
        return self.list.execute("SELECT count(*), coalesce(sum(size), 0) FROM file").fetchone()

    def take_new(self) -> None:
        """Every file that the store has and the backup has not; one that goes meanwhile is left."""
        for name in storage.names():
            if name not in self:
                with suppress(FileNotFoundError):
                    self._take(name)
        self.list.commit()

    def _take(self, name: str) -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        size, digest = self._linked(name) or self._copied(name)
        self.list.execute("INSERT INTO file VALUES (?, ?, ?)", [name, size, digest])

    def _linked(self, name: str) -> tuple[int, str] | None:
        row = self.earlier._row(name) if self.earlier else None
        if row is None or self.earlier is None:
            return None
        try:
            os.link(self.earlier.path(name), self.path(name))
        except OSError:  # another disk, or one that knows no links
            return None
        return row

    def _copied(self, name: str) -> tuple[int, str]:
        with storage.open_(name) as source, self.path(name).open("wb") as target:
            return _pieces(source, target)

    def require_whole(self) -> None:
        """Every listed file is there with its bytes. Raises BackupFault."""
        for name, size, sha256 in self.listed():
            try:
                with self.path(name).open("rb") as file:
                    found = _pieces(file)
            except OSError as fault:
                raise BackupFault(f"The file {name} of the backup cannot be read: {fault}.") from fault
            if found != (size, sha256):
                raise BackupFault(f"The file {name} of the backup is not what was put there.")

    def bring_back(self) -> int:
        """Into the store; what an ended attempt brought there is left. How many were brought."""
        self._require_nothing_else()
        brought = 0
        for name, _size, sha256 in self.listed():
            if not storage.exists(name):
                with self.path(name).open("rb") as file:
                    storage.put(name, file)
                brought += 1
            if not storage.is_kept(name, sha256):
                raise BackupFault(f"The store holds another file under the name {name}.")
        return brought

    def _require_nothing_else(self) -> None:
        strange = next((name for name in storage.names() if name not in self), None)
        if strange:
            raise BackupFault(f"The store is not empty: {strange} is in it. Nothing was brought back.")

    def absent(self, ask: Ask) -> list[str]:
        """The names that rows of `ask`'s moment hold and that are not among the files."""
        named = {name for table, column in columns() for (name,) in ask(_names_in(table, column))}
        return sorted(name for name in named if storage.is_name(name) and name not in self)


def _names_in(table: str, column: str) -> str:
    return f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" <> \'\''  # noqa: S608


def columns() -> list[tuple[str, str]]:
    """(table, column) of every column that may hold the name of a kept file."""
    return [
        (model._meta.db_table, str(field.column))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        for field in model._meta.local_concrete_fields
        if isinstance(field, CharField) and field.name.endswith("_name") and not field.choices
    ]


def _pieces(source: Any, target: BinaryIO | None = None) -> tuple[int, str]:
    """Size and SHA-256, copied on the way to `target` and on its disk when this returns."""
    digest, size = hashlib.sha256(), 0
    while piece := source.read(storage.PIECE):
        digest.update(piece)
        size += len(piece)
        if target:
            target.write(piece)
    if target:
        target.flush()
        os.fsync(target.fileno())
    return size, digest.hexdigest()
