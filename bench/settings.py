"""Production's settings on the bench's throw-away database; only TLS and
the packing of static files are left out."""

from cejc.settings import *  # noqa: F403
from cejc.settings import STATIC_ROOT, STORAGES

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
ROOT_URLCONF = "bench.raw"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns when it is absent
