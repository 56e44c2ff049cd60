"""A file that accompanies a request or a declaration: checked by content, kept under a random name."""

from typing import Any

from cejc.lib import storage
from cejc.lib.uploads import files
from registry.machinery.services import clean_copy


def keep_attachment(upload: Any) -> dict[str, str]:
    """Check and store `upload`; the columns file_name, stored_name, sha256, mime. Raises files.FileFault."""
    checked = files.check(upload)
    clean_copy.keep(upload, checked)
    stored = storage.save(upload, checked.extension)
    return {
        "file_name": files.named(str(upload.name), checked),
        "stored_name": stored,
        "sha256": checked.sha256,
        "mime": checked.mime,
    }
