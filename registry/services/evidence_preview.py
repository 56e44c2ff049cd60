"""Pictures of evidence pages, made once and kept beside the data by the hash of the file."""

import os
import uuid
from pathlib import Path

from django.conf import settings

from cejc.lib import preview, storage
from registry.models import Evidence

WIDE, SMALL = 1600, 320


def page_picture(evidence: Evidence, page: int = 1, longest: int = WIDE) -> bytes:
    """WebP bytes of one page (from 1). Raises cejc.lib.files.FileFault where there is no such picture."""
    kept = _folder() / f"{evidence.sha256}-{page}-{longest}.webp"
    if kept.exists():
        return kept.read_bytes()
    with storage.open_(evidence.stored_name) as source:
        body = preview.render(source, evidence.mime, page=page, longest=longest, pages=evidence.pages).body
    _keep(kept, body)
    return body


def _folder() -> Path:
    folder = Path(settings.CEJC_DATA_DIR) / "previews"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _keep(path: Path, body: bytes) -> None:
    """A reader sees the whole picture or none."""
    beside = path.with_name(f".{uuid.uuid4().hex}")
    beside.write_bytes(body)
    os.replace(beside, path)
