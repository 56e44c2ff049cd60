"""What the portal of the walks runs with: the demo's settings, and passwords that cost nothing to compare."""

from cejc.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
