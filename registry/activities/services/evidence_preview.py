"""Pictures of evidence pages, made once and kept beside the data by the hash of the file."""

import os
import uuid
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from cejc.lib import storage
from cejc.lib.uploads import preview
from cejc.lib.uploads.files import FileFault
from registry.activities.models import Evidence
from registry.machinery.services.clean_copy import copy_of

WIDE, SMALL = 1600, 320


def page_picture(evidence: Evidence, page: int = 1, longest: int = WIDE) -> bytes:
    """WebP bytes of one page (from 1). Raises
    cejc.lib.uploads.files.FileFault where there is no such picture."""
    kept = folder() / f"{evidence.sha256}-{page}-{longest}.webp"
    if kept.exists():
        return kept.read_bytes()
    copy = copy_of(evidence)
    if copy is None:
        raise FileFault(_("该文件无法预览。请下载后查看。"))
    with storage.open_(copy.stored_name) as source:
        body = preview.render(source, copy.mime, page=page, longest=longest, pages=evidence.pages).body
    keep(kept, body)
    return body


def folder() -> Path:
    """Where what was drawn of files is kept."""
    folder = Path(settings.CEJC_DATA_DIR) / "previews"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def keep(path: Path, body: bytes) -> None:
    """A reader sees the whole picture or none."""
    beside = path.with_name(f".{uuid.uuid4().hex}")
    beside.write_bytes(body)
    os.replace(beside, path)
