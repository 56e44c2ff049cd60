"""A file that accompanies an objection, an earlier slip or an exemption: checked by content, kept under a random name."""

from typing import Any

from django.core.files.storage import default_storage

from cejc.lib import files


def keep_attachment(upload: Any) -> dict[str, str]:
    """Check and store `upload`; the columns file_name, stored_name, sha256, mime. Raises files.FileFault."""
    checked = files.check(upload)
    upload.seek(0)
    stored = default_storage.save(f"attachment{checked.extension}", upload)
    return {
        "file_name": files.display_name(upload.name),
        "stored_name": stored,
        "sha256": checked.sha256,
        "mime": checked.mime,
    }
