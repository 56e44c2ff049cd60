"""Time-stamps: asked for, answered, and what is refused of an answer."""

import hashlib
import http.server
import subprocess
import threading
from contextlib import contextmanager

import pytest
from django.utils import timezone

from cejc.lib.faults import Trouble, trouble_of
from cejc.lib.signing.stamp_request import NoStamp, StampServer, certificates_of
from cejc.lib.signing.stamp_server import REFUSED, answer_to
from tests.cejc.signing import lab as labs

DIGEST = hashlib.sha256(b"paper").digest()


@pytest.fixture(scope="module")
def lab():
    return labs.lab()


@contextmanager
def answering(body, status=200):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_token_is_about_the_digest_and_brings_its_certificate(lab):
    server = StampServer(lab.url)
    token = server.token(DIGEST)
    server.close()

    own, above = certificates_of(token)
    assert own == lab.stamps.certificate
    assert above == lab.authority.certificate


def test_openssl_verifies_the_token(lab, tmp_path):
    server = StampServer(lab.url)
    (tmp_path / "token").write_bytes(server.token(DIGEST))
    server.close()
    from cryptography.hazmat.primitives.serialization import Encoding

    (tmp_path / "root.pem").write_bytes(lab.authority.certificate.public_bytes(Encoding.PEM))
    command = ["openssl", "ts", "-verify", "-digest", DIGEST.hex(), "-in", tmp_path / "token", "-token_in"]
    done = subprocess.run(
        [*command, "-CAfile", tmp_path / "root.pem"], capture_output=True, text=True, check=False
    )

    assert "Verification: OK" in done.stdout + done.stderr


@pytest.mark.parametrize("body", [b"", b"junk", b"\x30\x00", REFUSED])
def test_answer_that_is_none_is_refused(body):
    with answering(body) as url, pytest.raises(NoStamp):
        StampServer(url).token(DIGEST)


def test_stamp_of_something_else_is_refused(lab):
    from cejc.lib.signing.stamp_request import _query

    other = answer_to(_query(hashlib.sha256(b"other").digest(), b"\x01" * 9), lab.stamps, timezone.now())
    with answering(other) as url, pytest.raises(NoStamp, match="something else"):
        StampServer(url).token(DIGEST)


def test_server_that_fails_or_is_away_is_trouble_of_the_machine():
    with answering(b"", status=503) as url, pytest.raises(NoStamp) as failing:
        StampServer(url).token(DIGEST)
    with pytest.raises(NoStamp) as away:
        StampServer("http://127.0.0.1:9/").token(DIGEST)

    assert trouble_of(failing.value) == trouble_of(away.value) == Trouble.AWAY


@pytest.mark.parametrize("junk", [b"", b"x", b"\x30\x03\x02\x01\x01"])
def test_server_refuses_a_question_that_is_none(junk, lab):
    assert answer_to(junk, lab.stamps, timezone.now()) == REFUSED
