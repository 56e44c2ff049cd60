"""One of everything (tests/cejc/test_urls.py), pressed by whoever may, each press undone before the next."""

from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import resolve, reverse

from registry.models import Message
from tests.cejc.makefiles import pdf
from tests.cejc.test_urls import address
from tests.conftest import ReadingClient


class Walk:
    """`things` are the objects; `press` sends a form as `who` and gives the answer."""

    def __init__(self, things: Any) -> None:
        self.things = things

    def press(
        self, who: Any, name: str, data: dict | None = None, args: list | None = None, **query: str
    ) -> Any:
        client = ReadingClient()
        if who is not None:
            client.force_login(who)
        where = address(name, self.things) if args is None else reverse(name, args=args)
        more = "&".join(f"{key}={one}" for key, one in query.items())
        return client.post(f"{where}?{more}" if more else where, data or {})


@contextmanager
def undone():
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def scan(name: str = "扫描件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(), "application/pdf")


def told(who: Any, kind: str) -> bool:
    """Whether `who` has a message of `kind`."""
    return Message.objects.filter(recipient=who, kind=kind).exists()


def prepared(walk: Walk, who: Any, name: str, ticked: dict) -> str:
    """The id of the list before an act on many, once `who` has ticked."""
    return str(resolve(urlsplit(walk.press(who, name, ticked)["Location"]).path).kwargs["public_id"])
