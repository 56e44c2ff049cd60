"""Bytes that nobody names any more: deleted after the commit, with the pictures and the copy made of them."""

from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet

from cejc.lib import storage
from cejc.lib.hook import Hook
from registry.machinery.queries.stored import stored_elsewhere
from registry.machinery.services import clean_copy

# Told of the SHA-256 of files whose bytes are gone.
forgotten: Hook[Callable[[set[str]], None]] = Hook()


def forget_stored(rows: QuerySet[Model]) -> int:
    """After the commit, delete the bytes that `rows` alone name, and
    the pictures made of them. How many files."""
    found = dict(rows.values_list("stored_name", "sha256"))
    found.pop("", None)
    kept = stored_elsewhere(found, rows)
    gone = {name: sha256 for name, sha256 in found.items() if name not in kept}
    transaction.on_commit(lambda: _forget(gone))
    return len(gone)


def forget_names(names: Iterable[str], rows: QuerySet[Model]) -> None:
    """After the commit, delete those of the named files that only `rows` name, in whichever column."""
    found = {name for name in names if name}
    gone = dict.fromkeys(found - stored_elsewhere(found, rows), "")
    transaction.on_commit(lambda: _forget(gone))


def _forget(gone: dict[str, str]) -> None:
    previews = Path(settings.CEJC_DATA_DIR) / "previews"
    for name, sha256 in gone.items():
        storage.delete(name)
        # Pictures of pages are drawn anew from another copy of the same bytes, where there is one.
        for picture in previews.glob(f"{sha256}-*") if sha256 else ():
            picture.unlink(missing_ok=True)
    hashes = {sha256 for sha256 in gone.values() if sha256}
    clean_copy.forget(hashes)
    for told in forgotten:
        told(hashes)
