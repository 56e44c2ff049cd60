"""A heap of paper in volumes: what is longer than one of them becomes several documents in a ZIP."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO, TypeVar

from django.utils.translation import gettext as _

from cejc import clock

T = TypeVar("T")


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    flow = iter(rows)
    while part := list(islice(flow, size)):
        yield part


def bound(
    out: BinaryIO,
    parts: Iterator[list[T]],
    bind: Callable[[BinaryIO, list[T]], None],
    number: Callable[[T], str],
) -> str:
    """One part as one PDF, several as a ZIP of volumes, each read as it is bound; the ending of the file."""
    first, then = next(parts), next(parts, None)
    if then is None:
        bind(out, first)
        return ".pdf"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
        for order, part in enumerate(chain((first, then), parts), 1):
            with tempfile.TemporaryFile() as volume:
                bind(volume, part)
                _add(packed, _name(order, part, number), volume)
    return ".zip"


def _name(order: int, part: Sequence[Any], number: Callable[[Any], str]) -> str:
    words = {"order": order, "first": number(part[0]), "last": number(part[-1])}
    return _("第%(order)03d册_%(first)s至%(last)s.pdf") % words


def _add(packed: zipfile.ZipFile, name: str, volume: BinaryIO) -> None:
    volume.seek(0)
    entry = zipfile.ZipInfo(name, clock.now().astimezone(clock.SHANGHAI).timetuple()[:6])
    with packed.open(entry, "w", force_zip64=True) as target:
        shutil.copyfileobj(volume, target, 1 << 20)
