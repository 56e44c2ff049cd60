"""A time-stamp server of RFC 3161 on loopback, in a thread of the process that signs: for demo and tests."""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.utils import timezone

from cejc.lib.signing import der
from cejc.lib.signing.pens import Pen
from cejc.lib.signing.stamp_request import LONGEST, QUERY, REPLY

# A policy of nobody's: the arc of examples (2.999).
POLICY = "2.999.1"
GRANTED = bytes.fromhex("3003020100")
REFUSED = bytes.fromhex("30053003020102")
KNOWN = ("sha256", "sha384", "sha512")


def answer_to(body: bytes, pen: Pen, now: datetime) -> bytes:
    """The answer to one question; one that is none is refused by RFC 3161's own status."""
    from asn1crypto import tsp

    try:
        asked = tsp.TimeStampReq.load(body)
        imprint, nonce = asked["message_imprint"], asked["nonce"]
        known = imprint["hash_algorithm"]["algorithm"].native in KNOWN
        said = _said(imprint, nonce, now) if known else b""
    except (ValueError, TypeError, KeyError):
        return REFUSED
    if not said:
        return REFUSED
    mould, digest = pen.stamp_mould, hashlib.new(pen.algorithm.digest, said).digest()
    token = mould.filled(digest, pen.sign(mould.attributes(digest)), content=said)
    return der.wrapped(der.SEQUENCE, GRANTED, token)


def _said(imprint: Any, nonce: Any, now: datetime) -> bytes:
    from asn1crypto import tsp

    facts = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": imprint,
        "serial_number": secrets.randbits(63),
        "gen_time": now.replace(microsecond=0),
    }
    if nonce.native is not None:
        facts["nonce"] = nonce
    return bytes(tsp.TSTInfo(facts).dump())


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pen: Pen, clock: Callable[[], datetime], port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.pen, self.clock = pen, clock


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # the answer leaves in one piece
    server: _Server

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if self.headers.get("Content-Type") != QUERY or not 0 < size <= LONGEST:
            self.close_connection = True
            self.send_error(400)
            return
        body = answer_to(self.rfile.read(size), self.server.pen, self.server.clock())
        self.send_response(200)
        self.send_header("Content-Type", REPLY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name is http.server's)
        """Says nothing: who signs writes its own log."""


def started(pen: Pen, clock: Callable[[], datetime] = timezone.now, port: int = 0) -> tuple[str, _Server]:
    """A server of its own thread, which ends with the process; its address."""
    server = _Server(pen, clock, port)
    threading.Thread(target=server.serve_forever, name="stamps", daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/", server


@contextmanager
def running(pen: Pen, clock: Callable[[], datetime] = timezone.now) -> Iterator[str]:
    """The address of a server that is there for the block."""
    url, server = started(pen, clock)
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()
