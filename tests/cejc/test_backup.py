"""A backup is taken while the portal writes, opens, and comes back into an empty place row for row and file for file."""

import json
import os
import shutil
import signal
import sqlite3
from contextlib import closing

import pytest

from tests.portals import FACTS, PORTAL
from tests.processes import SETUP, wait_until

# What goes on meanwhile: files with their rows, and rows that lean on each other.
WRITING = f"""{SETUP}
import hashlib, itertools, sys
from cejc.lib import storage
from registry.models import KeptUpload
for number in itertools.count():
    body = f'{{number}}'.encode() * 999
    name = storage.save(body, '.txt')
    KeptUpload.objects.create(file_name=f'{{number}}.txt', stored_name=name, size=len(body), mime='text/plain',
        sha256=hashlib.sha256(body).hexdigest())
    print(number, flush=True)
"""
LOST = """
import hashlib, json
from cejc.lib import storage
from registry.models import KeptUpload
kept = list(KeptUpload.objects.all())
print(json.dumps([len(kept), [row.stored_name for row in kept if not storage.is_kept(row.stored_name, row.sha256)]]), flush=True)
"""


@pytest.fixture(scope="module")
def portal(places, migrated):
    """Nothing of it is changed by the tests that share it, but by those that only add."""
    place = places(migrated)
    assert place.python(PORTAL + "\nprint(1, flush=True)") == 1
    return place


@pytest.fixture
def empty(places):
    """A place where nothing is. Keys are kept apart from a backup: whoever brings it back has them."""
    return places()


@pytest.fixture
def backups(tmp_path):
    return tmp_path / "backups"


def test_backup_comes_back_into_an_empty_place_row_for_row_and_file_for_file(portal, backups, empty):
    before = portal.python(FACTS)

    well, said = empty.manage("restore", portal.taken(backups))

    assert well, said
    assert len(before["files"]) > 1
    after = empty.python(FACTS)
    assert after["files"] == before["files"]
    assert after["rows"].keys() == before["rows"].keys()
    for table, rows in before["rows"].items():
        assert after["rows"][table] == rows, table
    assert empty.manage("verify_audit")[0]
    assert empty.manage("migrate", "--check")[0]


def test_backup_taken_while_the_portal_writes_lacks_no_file_of_a_row(portal, backups, empty, tmp_path):
    log = tmp_path / "written"
    with log.open("w") as out:
        writer = portal.start(WRITING, stdout=out)
    try:
        wait_until(lambda: log.read_text().count("\n") > 5, what="the writer")
        portal.taken(backups)
        written = log.read_text().count("\n")
        wait_until(lambda: log.read_text().count("\n") > written + 1, what="the writer going on")
        folder = portal.taken(backups)
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()

    assert empty.manage("restore", folder)[0]

    rows, lost = empty.python(LOST)
    assert rows > 5
    assert lost == []


def test_second_backup_keeps_no_file_twice_and_only_its_owner_reads_it(portal, backups):
    first, second = portal.taken(backups), portal.taken(backups)

    files = [path.relative_to(first) for path in (first / "files").rglob("*") if path.is_file()]
    assert files
    assert all((first / name).stat().st_ino == (second / name).stat().st_ino for name in files)
    assert second.stat().st_mode & 0o077 == 0


SLOW = f"""{SETUP}
import time
from pathlib import Path
from cejc.lib import backup
from cejc.lib.backup.files import Files
def _take(self, name):
    time.sleep(60)
Files._take = _take
backup.make(Path('BACKUPS'))
"""


def test_backup_killed_half_way_is_none_and_the_next_is_whole(portal, backups):
    slow = portal.start(SLOW.replace("BACKUPS", str(backups)))
    wait_until(lambda: list(backups.glob(".partial-*/files.sqlite3")), what="the backup")
    well, said = portal.manage("backup", backups)
    assert (well, "Another backup is being made" in said) == (False, True)
    os.kill(slow.pid, signal.SIGKILL)
    slow.wait()
    assert not list(backups.glob("cejc-*"))

    whole = portal.taken(backups)

    assert portal.manage("restore", "--check", whole)[0]
    assert list(backups.iterdir()) == [whole]


KILLED = f"""{SETUP}
import os, signal
from pathlib import Path
from cejc.lib import backup, storage
whole, left = storage.put, [1]
def put(name, content):
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left.pop()
    whole(name, content)
storage.put = put
backup.restore(Path('BACKUP'))
"""


def test_bringing_back_goes_on_after_a_kill(portal, backups, empty):
    folder, before = portal.taken(backups), portal.python(FACTS)
    assert empty.start(KILLED.replace("BACKUP", str(folder))).wait() == -signal.SIGKILL

    well, said = empty.manage("restore", folder)

    assert well, said
    assert f"({len(before['files']) - 1} files brought)" in said
    assert empty.python(FACTS) == before


def damage_file(folder):
    path = next(path for path in (folder / "files").rglob("*") if path.is_file())
    path.write_bytes(b"x" + path.read_bytes()[1:])


def lose_file(folder):
    next(path for path in (folder / "files").rglob("*") if path.is_file()).unlink()


def damage_database(folder):
    path = folder / json.loads((folder / "manifest.json").read_text())["database"]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)


def shorten_list(folder):
    with closing(sqlite3.connect(folder / "files.sqlite3")) as listed, listed:
        listed.execute("DELETE FROM file WHERE name = (SELECT min(name) FROM file)")


def lose_manifest(folder):
    (folder / "manifest.json").unlink()


SPOILT = [
    (damage_file, "is not what was put there"),
    (lose_file, "cannot be read"),
    (damage_database, "is not what was put there"),
    (shorten_list, "The list of files is not the one of this backup"),
    (lose_manifest, "is no backup"),
]


def test_spoilt_backup_is_named_and_nothing_is_brought_back(portal, backups, empty, tmp_path):
    whole = portal.taken(backups)
    for spoil, sentence in SPOILT:
        folder = tmp_path / spoil.__name__
        shutil.copytree(whole, folder)
        spoil(folder)
        for options in (["--check"], []):
            well, said = empty.manage("restore", *options, folder)
            assert not well
            assert sentence in said, spoil

    assert empty.python(FACTS) == {"rows": {}, "files": {}}


def test_place_that_is_not_empty_is_left_as_it_is(portal, backups, empty):
    folder, before = portal.taken(backups), portal.python(FACTS)

    well, said = portal.manage("restore", folder)

    assert not well
    assert "The database is not empty" in said
    assert portal.python(FACTS) == before
    empty.python("from cejc.lib import storage\nstorage.save(b'x', '.txt')\nprint(1, flush=True)")
    well, said = empty.manage("restore", folder)
    assert not well
    assert "The store is not empty" in said
    assert empty.python(FACTS)["rows"] == {}


ROW_WITHOUT_FILE = """
import json
from cejc.lib import storage
from registry.models import KeptUpload
name = storage.new_name('.txt')
KeptUpload.objects.create(file_name='x', stored_name=name, size=1, mime='text/plain', sha256='0' * 64)
print(json.dumps(name), flush=True)
"""
NO_ROW = """
from registry.models import KeptUpload
print(KeptUpload.objects.filter(stored_name={name!r}).delete()[0], flush=True)
"""


@pytest.fixture
def lost(portal):
    name = portal.python(ROW_WITHOUT_FILE)
    yield name
    assert portal.python(NO_ROW.format(name=name)) == 1


def test_file_that_a_row_names_and_the_store_has_not_is_named(portal, backups, lost):
    well, said = portal.manage("backup", backups)

    assert not well
    assert lost in said
    (folder,) = backups.glob("cejc-*")
    assert json.loads((folder / "manifest.json").read_text())["absent"] == [lost]
    assert "1 files were missing already" in portal.manage("restore", "--check", folder)[1]


def test_older_backups_are_deleted_and_the_newest_and_what_is_no_backup_stays(portal, backups):
    last = portal.taken(backups)
    old = backups / "cejc-20190101-030000"
    shutil.copytree(last, old)
    manifest = json.loads((old / "manifest.json").read_text())
    (old / "manifest.json").write_text(json.dumps(manifest | {"made_at": "2019-01-01T03:00:00+08:00"}))
    (backups / "cejc-notes").mkdir()

    well, said = portal.manage("backup", backups, "--rotate")

    assert well, said
    assert "1 older backups were deleted" in said
    assert not old.exists()
    assert (backups / "cejc-notes").is_dir()
    assert last.is_dir()
