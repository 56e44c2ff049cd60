"""Certificates for tests of signed papers: the authority that a demo makes, its files made once a session."""

import io
import tempfile
from functools import cache

import pytest

from cejc.lib import storage
from registry.keys.services import beginning, signing

WORD = "a passphrase of tests"


@cache
def folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="cejc-signing-")


@pytest.fixture
def certificates(db, settings):
    """The rows of signer and time-stamps; papers that are drawn in the test are signed."""
    settings.CEJC_SIGNING_DIR, settings.CEJC_SIGNING_PASSPHRASE = folder().name, WORD
    settings.CEJC_UNSIGNED_PAPERS = False
    signing.forget()
    beginning.begin()
    yield
    signing.forget()


def stored(name: str) -> bytes:
    with storage.open_(name) as kept:
        return kept.read()


def upload(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)
