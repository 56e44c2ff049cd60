"""A portal whose files are in a bucket is backed up, and comes back into an empty database and an empty bucket."""

import json

import pytest

from tests.portals import FACTS, PORTAL

IN_BUCKET = """
import json
from django.conf import settings
from cejc.lib import storage
names = sorted(one.key for one in storage.default_storage.inner.bucket.objects.all())
print(json.dumps([settings.CEJC_S3_BUCKET, names]), flush=True)
"""


@pytest.fixture(scope="module")
def portal(places, migrated, new_bucket):
    place = places(migrated, **new_bucket("before"))
    assert place.python(PORTAL + "\nprint(1, flush=True)") == 1
    return place


def test_bucket_and_database_come_back_row_for_row_and_file_for_file(portal, places, new_bucket, tmp_path):
    before = portal.python(FACTS)
    assert portal.python(IN_BUCKET) == ["before", sorted(before["files"])]
    empty = places(**new_bucket("after"))
    assert empty.python(IN_BUCKET) == ["after", []]

    folder = portal.taken(tmp_path / "backups")
    assert portal.manage("restore", "--check", folder)[0]
    well, said = empty.manage("restore", folder)

    assert well, said
    after = empty.python(FACTS)
    assert len(after["files"]) > 1
    assert after["files"] == before["files"]
    assert empty.python(IN_BUCKET) == ["after", sorted(before["files"])]
    assert after["rows"].keys() == before["rows"].keys()
    for table, rows in before["rows"].items():
        assert after["rows"][table] == rows, table
    assert empty.manage("verify_audit")[0]
    assert json.loads((folder / "manifest.json").read_text())["absent"] == []


def test_bucket_that_is_not_empty_is_left_as_it_is(portal, places, new_bucket, tmp_path):
    folder = portal.taken(tmp_path / "backups")
    other = places(**new_bucket("used"))
    other.python("from cejc.lib import storage\nstorage.save(b'x', '.txt')\nprint(1, flush=True)")
    held = other.python(IN_BUCKET)

    well, said = other.manage("restore", folder)

    assert not well
    assert "The store is not empty" in said
    assert other.python(IN_BUCKET) == held
    assert other.python(FACTS)["rows"] == {}


def test_backup_of_a_bucket_comes_back_into_a_folder(portal, places, tmp_path):
    before, empty = portal.python(FACTS), places()

    well, said = empty.manage("restore", portal.taken(tmp_path / "backups"))

    assert well, said
    assert empty.python(FACTS)["files"] == before["files"]
