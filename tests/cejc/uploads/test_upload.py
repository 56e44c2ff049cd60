import hashlib

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory


def sent(content, settings):
    settings.FILE_UPLOAD_HANDLERS = ["cejc.lib.uploads.upload.HashingUploadHandler"]
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.pdf", content)})
    return request.FILES["file"]


def test_upload_is_hashed_while_it_arrives_and_lies_on_disk(settings):
    content = bytes(range(256)) * 1000

    with sent(content, settings) as upload:
        assert upload.sha256 == hashlib.sha256(content).hexdigest()
        assert upload.size == len(content)
        with open(upload.temporary_file_path(), "rb") as kept:
            assert kept.read() == content
    upload.close()


def test_upload_over_the_limit_is_counted_but_not_kept(settings):
    settings.CEJC_UPLOAD_LIMIT = settings.CEJC_PICTURE_LIMIT = 100_000

    with sent(b"x" * 300_000, settings) as upload:
        assert upload.size == 300_000
        with open(upload.temporary_file_path(), "rb") as kept:
            assert len(kept.read()) <= 100_000
    upload.close()
