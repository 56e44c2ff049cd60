"""Everything that the portal keeps, taken while it runs, and brought back into an empty place.

A backup is a folder:

    manifest.json      what it is, when it was taken, how many rows each table has, what was not found
    database.sqlite3   or database.dump (pg_dump's own form): the database at one moment
    files.sqlite3      name, size and SHA-256 of every kept file
    files/ab/cd/…      the kept files, under the names that the database knows them by

Files are never changed after they are written, so they are copied first, then the database is taken, then
the files that came meanwhile: whatever a row of that moment names is there. A file that an earlier backup
beside it holds is the same file on the disk (a hard link). Until it is whole, the folder's name begins with
.partial-. Keys are no part of it: they are kept apart (docs/operations.md).
"""

from cejc.lib.backup.making import make, rotate
from cejc.lib.backup.manifest import BackupFault, Manifest
from cejc.lib.backup.restoring import check, restore
