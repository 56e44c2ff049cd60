"""Files chosen in a form that had to be shown again: put aside, so that nobody chooses them twice."""

import io
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cejc.lib import storage
from cejc.lib.uploads import files
from registry.machinery.models import KeptUpload
from registry.machinery.service import service
from registry.machinery.services.forgetting_run import forgets

MOST = 2000


@service
def put_aside(upload: Any, checked: files.CheckedFile) -> str:
    """Keep an upload that was found good; the token under which its form
    finds it again, "" when too many lie here."""
    if KeptUpload.objects.count() >= MOST:
        return ""
    row = KeptUpload.objects.create(
        file_name=files.shown_name(str(upload.name)),
        stored_name=storage.save(upload, checked.extension),
        sha256=checked.sha256,
        size=checked.size,
        mime=checked.mime,
        kept_at=timezone.now(),
    )
    upload.seek(0)
    return str(row.public_id)


def taken_up(token: str) -> "UploadedFile[Any] | None":
    """The file of a token as if it had just been chosen; None when it
    is gone or the token is no such thing."""
    try:
        row = KeptUpload.objects.filter(public_id=UUID(token)).first()
        if row is None:
            return None
        with storage.open_(row.stored_name) as source:
            body = io.BytesIO(source.read())
    except (ValueError, FileNotFoundError):
        return None
    upload: UploadedFile[Any] = UploadedFile(body, row.file_name, row.mime, row.size)
    vars(upload).update(sha256=row.sha256, kept_token=token)
    return upload


@forgets("kept_uploads", lambda before: KeptUpload.objects.filter(kept_at__lt=before), by_machine=True)
def _forget_uploads(piece: Sequence[KeptUpload]) -> int:
    """What nobody came back for."""
    for row in piece:
        row.delete()
        transaction.on_commit(partial(storage.delete, row.stored_name))
    return len(piece)
