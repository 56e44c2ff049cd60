"""By which key the public log is signed, and under which name it is known.

One place, so that the keys may come from another store: 32 bytes each, the first is shown as the log's own,
and every one of them signs each checkpoint, so that who knows an earlier key can follow a change of keys.
"""

from urllib.parse import urlsplit

from django.conf import settings

from cejc.lib import crypto, signed_note


def seeds() -> list[bytes]:
    return crypto.signing_seeds("log", "public log")


def public_keys() -> list[bytes]:
    return [signed_note.public_key(seed) for seed in seeds()]


def origin() -> str:
    """The name of this log and of its keys: where it is found."""
    parts = urlsplit(settings.CEJC_PUBLIC_URL)
    return f"{parts.netloc}{parts.path}/log"


def told() -> list[str]:
    """The keys as witnesses and checkers are told them, the log's own first."""
    return [signed_note.verifier(origin(), one) for one in public_keys()]


def signed(point: signed_note.Checkpoint) -> str:
    return signed_note.sign(point.text(), origin(), *seeds())
