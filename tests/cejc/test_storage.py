import io
import os

import pytest
from django.core.exceptions import SuspiciousFileOperation

from cejc.lib import storage


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(storage, "default_storage", storage.PortalStorage())
    return tmp_path


def test_save_gives_a_random_name_and_the_same_bytes(folder):
    first = storage.save(b"abc", ".pdf")
    second = storage.save(io.BytesIO(b"abc"), ".pdf")

    assert first != second
    assert first.endswith(".pdf")
    with storage.open_(first) as kept:
        assert kept.read() == b"abc"
    assert sorted(name for _p, _d, names in os.walk(folder) for name in names) == sorted(
        [first.split("/")[-1], second.split("/")[-1]]
    )


def test_save_leaves_nothing_when_it_fails(folder):
    class Broken(io.BytesIO):
        def read(self, *args):
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        storage.save(Broken(b"abc"), ".pdf")

    assert [name for _p, _d, names in os.walk(folder) for name in names] == []


def test_delete_is_quiet_when_asked_twice():
    name = storage.save(b"abc")

    storage.delete(name)
    storage.delete(name)

    assert not storage.exists(name)
    with pytest.raises(FileNotFoundError):
        storage.open_(name)


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/b/c", "ab/cd/../../x", ""])
def test_open_refused_for_names_that_were_not_given(name):
    with pytest.raises((SuspiciousFileOperation, ValueError)):
        storage.open_(name)


def test_ending_is_never_taken_from_odd_text():
    assert "." not in storage.new_name("./../x")
    assert storage.new_name(".PDF").endswith(".pdf")


def test_s3_is_used_when_a_bucket_is_set(settings):
    settings.CEJC_S3_BUCKET = "evidence"
    settings.CEJC_S3_ENDPOINT = "http://127.0.0.1:9"
    settings.CEJC_S3_ACCESS_KEY = settings.CEJC_S3_SECRET_KEY = "x"

    inner = storage.PortalStorage().inner

    assert (type(inner).__name__, inner.bucket_name, inner.file_overwrite) == ("S3Storage", "evidence", False)
