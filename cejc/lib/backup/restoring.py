"""Looking a backup through, and bringing it back."""

from contextlib import closing
from pathlib import Path

from django.db import connection

from cejc.lib.backup.databases import Postgres, Sqlite, counted, database
from cejc.lib.backup.files import Files
from cejc.lib.backup.manifest import BackupFault, Manifest, sha256_of

KINDS = {kind.engine: kind for kind in (Sqlite(), Postgres())}


def check(folder: Path) -> Manifest:
    """Read all of it and change nothing: the database opens, every file has its bytes. Raises BackupFault."""
    manifest = Manifest.read(folder)
    if sha256_of(folder / manifest.database) != manifest.database_sha256:
        raise BackupFault(f"{manifest.database} is not what was put there.")
    with KINDS[manifest.engine].opened(folder) as ask:
        if ask:
            _require_same(counted(ask, list(manifest.tables)), manifest)
    with closing(Files(folder)) as files:
        files.require_whole()
        if files.totals() != (manifest.files, manifest.bytes):
            raise BackupFault("The list of files is not the one of this backup.")
    return manifest


def restore(folder: Path) -> tuple[Manifest, int]:
    """Into an empty database and an empty store of files; how many files were brought. Raises BackupFault
    before anything is changed; ended half way, it goes on when it is called again."""
    manifest = check(folder)
    kind = database()
    if kind.engine != manifest.engine:
        raise BackupFault(f"The backup is of {manifest.engine}, the settings name {kind.engine}.")
    if not kind.is_empty():
        raise BackupFault("The database is not empty. Nothing was brought back.")
    with closing(Files(folder)) as files:
        brought = files.bring_back()
    kind.restore(folder)
    with connection.cursor() as cursor:

        def ask(sql: str) -> list[tuple[int, ...]]:
            cursor.execute(sql)
            return cursor.fetchall()

        _require_same(counted(ask, list(manifest.tables)), manifest)
    return manifest, brought


def _require_same(found: dict[str, int], manifest: Manifest) -> None:
    other = [table for table, count in manifest.tables.items() if found[table] != count]
    if other:
        raise BackupFault(f"Rows are missing or too many: {', '.join(other)}.")
