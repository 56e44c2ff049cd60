"""Uploads go to disk and are hashed while they arrive; what is over the limit is counted and thrown away."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class HashingUploadHandler(TemporaryFileUploadHandler):
    """Gives uploads with `.sha256` and their true `.size`.

    Counting goes on behind the limit, so that the form can say "too large" instead of "no file".
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.most = max(settings.CEJC_UPLOAD_LIMIT, settings.CEJC_PICTURE_LIMIT)
        super().new_file(*args, **kwargs)
        self.work = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= self.most:
            self.work.update(raw_data)
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        upload: Any = self.file
        upload.seek(0)
        upload.size = file_size
        upload.sha256 = self.work.hexdigest()
        return upload
