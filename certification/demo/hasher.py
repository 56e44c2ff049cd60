"""A password hash that is quick to make, for two hundred demo logins; nothing else may use it."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DemoHasher(PBKDF2PasswordHasher):
    """PBKDF2 with few rounds: the ordinary hasher checks it, and replaces it at the first login."""

    iterations = 1000
