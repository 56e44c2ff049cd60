"""A file that accompanies a request or a declaration: checked by content, kept under a random name."""

from typing import Any

from cejc.lib import files, storage


def keep_attachment(upload: Any) -> dict[str, str]:
    """Check and store `upload`; the columns file_name, stored_name, sha256, mime. Raises files.FileFault."""
    checked = files.check(upload)
    stored = storage.save(upload, checked.extension)
    return {
        "file_name": files.shown_name(upload.name, checked.extension),
        "stored_name": stored,
        "sha256": checked.sha256,
        "mime": checked.mime,
    }
