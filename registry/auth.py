"""The one authentication backend of the portal."""

from django.contrib.auth.backends import ModelBackend


class PortalBackend(ModelBackend):
    """Username or identity number with a password."""
