"""Where files are kept: a folder, or an S3 bucket. Everything else in the portal knows this module only."""

import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.utils.deconstruct import deconstructible

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}(\.[a-z0-9]{1,8})?")
# What anybody may read and what can be made anew from rows: under a name of its own, and in no backup.
_OPEN = re.compile(r"open(/[a-z0-9][a-z0-9._-]*)+")
PIECE = 1024 * 1024


class Differs(Exception):
    """Something else is kept under this name already, and stays."""


class Unavailable(OSError):
    """The bucket does not answer, or refuses this portal. Nothing was kept."""


def new_name(extension: str = "") -> str:
    """A random name in two levels of folders; nothing of it comes from a user."""
    key = uuid.uuid4().hex
    ending = extension.lower() if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", extension) else ""
    return f"{key[:2]}/{key[2:4]}/{key}{ending}"


def save(content: Any, extension: str = "") -> str:
    """Keep bytes or a binary file; the name under which it is found again. On disk when this returns."""
    if isinstance(content, bytes):
        content = ContentFile(content)
    elif not isinstance(content, File):
        content = File(content)
    content.seek(0)
    return default_storage.save(new_name(extension), content)


def open_(name: str) -> File:
    """The kept file, for reading. Raises FileNotFoundError."""
    return default_storage.open(name, "rb")


def is_kept(name: str, sha256: str) -> bool:
    """Whether the bytes under this name are there and are still those with this SHA-256 (hex)."""
    digest = hashlib.sha256()
    try:
        with open_(name) as file:
            for piece in file.chunks():
                digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == sha256


def delete(name: str) -> None:
    """Forget a kept file; a name that is gone already is no error."""
    default_storage.delete(name)


def exists(name: str) -> bool:
    """Whether a file is kept under this name."""
    return default_storage.exists(name)


def is_name(name: str) -> bool:
    """Whether this storage may have given the name."""
    return bool(_NAME.fullmatch(name))


def names() -> Iterator[str]:
    """The names of all kept files, in no order."""
    return default_storage.names()  # type: ignore[attr-defined]


def put(name: str, content: Any) -> None:
    """Keep a binary file under the name it had (a backup brought back)."""
    default_storage.save(name, File(content))


def publish(name: str, content: bytes) -> None:
    """Keep bytes under an open name (`open/…`) for good: once, and never others. Raises Differs."""
    try:
        with open_(name) as file:
            if file.read() != content:
                raise Differs(name)
    except FileNotFoundError:
        default_storage.save(name, ContentFile(content))


class DurableFileSystemStorage(FileSystemStorage):
    """A folder. A file appears whole or not at all: written beside, synced, renamed, folder synced."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
        try:
            _write(beside, content)
            os.replace(beside, target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
        return name


@deconstructible
class PortalStorage(Storage):
    """The storage of the settings: S3 when `CEJC_S3_BUCKET` is set, else the folder `MEDIA_ROOT`."""

    def __init__(self) -> None:
        self._inner: Storage | None = None

    @property
    def inner(self) -> Storage:
        if self._inner is None:
            self._inner = (
                _s3() if settings.CEJC_S3_BUCKET else DurableFileSystemStorage(str(settings.MEDIA_ROOT))
            )
        return self._inner

    def _open(self, name: str, mode: str = "rb") -> File:
        """The whole file is here when this returns: it cannot fail half way through an answer."""
        with _reached():
            found = self.inner.open(_safe(name), mode)
            return File(found.file, name) if settings.CEJC_S3_BUCKET else found

    def _save(self, name: str, content: Any) -> str:
        with _reached():
            return self.inner.save(_safe(name), content)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def delete(self, name: str) -> None:
        with _reached():
            self.inner.delete(_safe(name))

    def exists(self, name: str) -> bool:
        with _reached():
            return self.inner.exists(_safe(name))

    def size(self, name: str) -> int:
        with _reached():
            return self.inner.size(_safe(name))

    def names(self) -> Iterator[str]:
        with _reached():
            yield from filter(is_name, _in_bucket(self.inner) if settings.CEJC_S3_BUCKET else _in_folder())

    def url(self, name: str | None) -> str:
        raise NotImplementedError("files are sent by a view that knows who may see them")


@contextmanager
def _reached() -> Iterator[None]:
    """Say in this module's words that the bucket was not reached."""
    if not settings.CEJC_S3_BUCKET:
        yield
        return
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as fault:
        raise Unavailable(f"the bucket answered: {fault}") from fault


def _s3() -> Storage:
    from storages.backends.s3 import S3Storage

    return S3Storage(
        bucket_name=settings.CEJC_S3_BUCKET,
        endpoint_url=settings.CEJC_S3_ENDPOINT or None,
        access_key=settings.CEJC_S3_ACCESS_KEY or None,
        secret_key=settings.CEJC_S3_SECRET_KEY or None,
        region_name=settings.CEJC_S3_REGION or None,
        default_acl=None,
        file_overwrite=False,
        querystring_auth=True,
    )


def _in_bucket(inner: Any) -> Iterator[str]:
    return (one.key for one in inner.bucket.objects.all())


def _in_folder() -> Iterator[str]:
    """Files that are being written stand beside their names and are none yet."""
    root = Path(settings.MEDIA_ROOT)
    for folder, _folders, files in os.walk(root):
        yield from (str(Path(folder, file).relative_to(root)) for file in files)


def _safe(name: str) -> str:
    if not (_NAME.fullmatch(name) or _OPEN.fullmatch(name)):
        raise SuspiciousFileOperation("not a name that this storage gives")
    return name


def _write(path: Path, content: Any) -> None:
    with open(path, "xb") as out:
        for piece in content.chunks(PIECE):
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())


def sync_folder(folder: Path) -> None:
    """The names in it are on the disk when this returns."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
