"""Settings of the test suite: quick hasher, local mail, nothing outside a temporary folder."""

import os
import tempfile

os.environ.setdefault("CEJC_DATA_DIR", tempfile.mkdtemp(prefix="cejc-test-"))
os.environ["CEJC_DEMO"] = ""
os.environ["CEJC_HTTPS"] = "false"

from cejc.settings import *  # noqa: E402, F403
from cejc.settings import BASE_DIR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "cejc.lib.storage.PortalStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CEJC_PUBLIC_URL = "http://testserver"
CEJC_SECOND_FACTOR = False
# Built once a machine, shared by every test process.
CEJC_FONT_DIR = BASE_DIR / "var" / "fonts"
