"""What is shown of a file in place of the bytes that came
(`cejc.lib.uploads.clean`); made once for the same bytes."""

import hashlib
from collections.abc import Iterable
from typing import Any, Protocol

from django.db import IntegrityError

from cejc.lib import storage
from cejc.lib.uploads import clean, limited
from cejc.lib.uploads.files import CheckedFile
from registry.machinery.models import CleanCopy
from registry.machinery.services import audit


class FileRow(Protocol):
    """Any row that names a kept file."""

    stored_name: str
    sha256: str
    mime: str


def keep(upload: Any, checked: CheckedFile) -> CleanCopy | None:
    """Make the copy of an upload that was found good, unless there is one.
    Raises `cejc.lib.uploads.files.FileFault`.

    The portal's own drawings for the demo hold no traces: theirs are made when somebody first looks.
    """
    if limited.is_here():
        return None
    found = _found(checked.sha256) or _make(checked.sha256, upload, checked.mime)
    upload.seek(0)
    return found


def copy_of(row: FileRow) -> CleanCopy | None:
    """The copy of a kept file, made now where it is missing; None for a type that has none.

    Raises FileNotFoundError and `cejc.lib.uploads.files.FileFault`.
    """
    if not clean.can_clean(row.mime):
        return None
    found = _found(row.sha256)
    if found:
        return found
    with storage.open_(row.stored_name) as source:
        return _make(row.sha256, source, row.mime)


def forget(hashes: Iterable[str]) -> None:
    """Delete the copies of these files; of another file of the same bytes it is made anew."""
    for copy in CleanCopy.objects.filter(sha256__in=list(hashes)):
        copy.delete()
        storage.delete(copy.stored_name)


def _found(sha256: str) -> CleanCopy | None:
    return CleanCopy.objects.filter(sha256=sha256, recipe=clean.RECIPE).first()


def _make(sha256: str, source: Any, mime: str) -> CleanCopy:
    made = clean.cleaned(source, mime)
    values = {
        "recipe": clean.RECIPE,
        "stored_name": storage.save(made.body, made.extension),
        "size": len(made.body),
        "clean_sha256": hashlib.sha256(made.body).hexdigest(),
        "mime": made.mime,
        "extension": made.extension,
    }
    old = CleanCopy.objects.filter(sha256=sha256).first()
    try:
        with audit.savepoint():
            copy, _created = CleanCopy.objects.update_or_create(sha256=sha256, defaults=values)
    except IntegrityError:  # somebody made it in the meantime
        storage.delete(str(values["stored_name"]))
        return CleanCopy.objects.get(sha256=sha256)
    if old and old.stored_name != copy.stored_name:
        storage.delete(old.stored_name)
    return copy
