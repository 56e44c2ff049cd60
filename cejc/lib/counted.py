"""How many requests this machine answered, and how fast: counted by all its web processes in one small file
under the data folder, which outlives each of them, so that the figures only grow."""

import fcntl
import os
import struct
import threading
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from django.conf import settings

from cejc.lib.metrics import Family, Sample

# Upper bounds in seconds; what takes longer stands in one more.
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
_WHOLE = struct.Struct(f"<{len(CLASSES) + len(BOUNDS) + 2}Q")  # classes, buckets, microseconds
_turn = threading.Lock()
_open: tuple[int, Path, int] | None = None  # the process that opened it, where, the handle


def note(status: int, seconds: float) -> None:
    """One request was answered. A folder that cannot be written costs the figure, never the answer."""
    try:
        _add(status, seconds)
    except OSError:
        return


def families() -> list[Family]:
    """This machine's requests since the file was made."""
    numbers = _read()
    classes, buckets = numbers[: len(CLASSES)], numbers[len(CLASSES) : -1]
    by_class = [
        Sample(count, {"status": name}) for name, count in zip(CLASSES, classes, strict=True) if count
    ]
    return [
        Family("requests_total", "counter", "Requests that this machine answered, by status.", by_class),
        Family(
            "request_seconds",
            "histogram",
            "How long requests took, with the wait for a thread.",
            list(_histogram(buckets, numbers[-1] / 1e6)),
        ),
    ]


def _histogram(buckets: tuple[int, ...], seconds: float) -> Iterator[Sample]:
    upper = [f"{bound:g}" for bound in BOUNDS] + ["+Inf"]
    grown = list(accumulate(buckets))
    for bound, count in zip(upper, grown, strict=True):
        yield Sample(count, {"le": bound}, "_bucket")
    yield Sample(seconds, suffix="_sum")
    yield Sample(grown[-1], suffix="_count")


def _add(status: int, seconds: float) -> None:
    bucket = sum(seconds > bound for bound in BOUNDS)
    with _turn:
        handle = _handle()
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            numbers = list(_numbers(handle))
            numbers[min(max(status // 100, 1), 5) - 1] += 1
            numbers[len(CLASSES) + bucket] += 1
            numbers[-1] += int(seconds * 1e6)
            os.pwrite(handle, _WHOLE.pack(*numbers), 0)
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


def _read() -> tuple[int, ...]:
    with _turn:
        handle = _handle()
        fcntl.flock(handle, fcntl.LOCK_SH)
        try:
            return _numbers(handle)
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


def _numbers(handle: int) -> tuple[int, ...]:
    return _WHOLE.unpack(os.pread(handle, _WHOLE.size, 0).ljust(_WHOLE.size, b"\0"))


def _handle() -> int:
    """Opened by each process for itself: a lock is shared by those that were forked with an open one. The
    name says how many figures there are, so that an upgrade with others begins anew."""
    global _open
    path = Path(settings.CEJC_DATA_DIR) / f"requests-{_WHOLE.size}.count"
    if _open is None or _open[:2] != (os.getpid(), path):
        _open = os.getpid(), path, os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return _open[2]
