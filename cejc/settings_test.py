"""Settings of the test suite: quick hasher, local mail, nothing outside a temporary folder."""

import atexit
import os
import shutil
import tempfile

if "CEJC_DATA_DIR" not in os.environ:
    # The processes of one run share it (they inherit the variable); the one that made it clears it away.
    os.environ["CEJC_DATA_DIR"] = tempfile.mkdtemp(prefix="cejc-test-")
    atexit.register(shutil.rmtree, os.environ["CEJC_DATA_DIR"], ignore_errors=True)
os.environ["CEJC_DEMO"] = ""
os.environ["CEJC_HTTPS"] = "false"

from cejc.settings import *  # noqa: F403
from cejc.settings import BASE_DIR, CEJC_DATA_DIR, DATABASES, STATIC_ROOT

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and processes meet real locks. Nothing in it has to survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(CEJC_DATA_DIR / "test.sqlite3")}
    CEJC_SQLITE_PRAGMAS = "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY"
else:
    # Nothing may hold the test database open when it is dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

# Quick, and gone with the test; tests/cejc/test_shared_limits.py asks the table with processes of its own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "cejc.lib.storage.PortalStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CEJC_PUBLIC_URL = "http://testserver"
CEJC_SECOND_FACTOR = False
# Tests change what is counted behind the reader's back (tests/registry/desk/test_badges.py has them kept).
CEJC_BADGE_SECONDS = 0
# Tests of signing make certificates of their own.
CEJC_UNSIGNED_PAPERS = True
# A layout that names no field of its form is a fault, not a line in the log.
CRISPY_FAIL_SILENTLY = False
# Built once a machine, shared by every test process.
CEJC_FONT_DIR = BASE_DIR / "var" / "fonts"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns when it is absent
