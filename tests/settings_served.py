"""The portal's own settings, as a visitor over plain HTTP on loopback meets
them: the real cache, the real journal."""

from cejc.settings import *  # noqa: F403
from cejc.settings import BASE_DIR, STATIC_ROOT

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# No manifest to be collected first.
STORAGES = {
    "default": {"BACKEND": "cejc.lib.storage.PortalStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CEJC_FONT_DIR = BASE_DIR / "var" / "fonts"
STATIC_ROOT.mkdir(exist_ok=True)
