"""Production's settings on the bench's throw-away database; only TLS is left out."""

from cejc.settings import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECURE_SSL_REDIRECT = False
