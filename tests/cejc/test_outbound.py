"""Calling addresses that others name: what is refused before anything is sent, and
that the judged host is the called one."""

import datetime
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cejc.lib import outbound

HOST = "platform.example"


@pytest.mark.parametrize(
    "url",
    [
        "http://platform.example/",
        "ftp://platform.example/",
        "https://",
        "https:///x",
        "https://a:b@platform.example/",
        "https://platform.example:99999/",
        "https://platform.example/#x",
        "https://platform.example/a b",
        "https://平台.例子/",
        "https://platform.example/" + "x" * 500,
        "https://[::1",
        "",
    ],
)
def test_address_is_refused_by_its_text(url):
    with pytest.raises(outbound.Unsafe):
        outbound.parts_of(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "192.0.2.1",
    ],
)
def test_address_that_the_internet_cannot_reach_is_not_public(address):
    assert not outbound.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1"])
def test_address_of_the_internet_is_public(address):
    assert outbound.is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "0x7f.1", "2130706433"]
)
def test_url_of_a_private_host_is_refused_however_it_is_written(host):
    with pytest.raises(outbound.Unsafe):
        outbound.safe_address(f"https://{host}/")


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    monkeypatch.setattr(outbound, "addresses_of", lambda host, port: ["8.8.8.8", "10.0.0.1"])

    with pytest.raises(outbound.Unsafe, match="公网"):
        outbound.safe_address(f"https://{HOST}/")


def test_name_that_nobody_knows_is_refused(monkeypatch):
    def unknown(host, port):
        raise OSError("no such name")

    monkeypatch.setattr(outbound, "addresses_of", unknown)

    with pytest.raises(outbound.Unsafe, match="查不到"):
        outbound.safe_address(f"https://{HOST}/")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for HOST, valid for a day, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class Platform(HTTPServer):
    """Notes what it is sent; answers `status`, a redirect to its own address when that is 3xx."""

    def __init__(self, certificate):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen, self.status = [], 204
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", f"https://{HOST}:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def platform(certificate, monkeypatch):
    """A platform at HOST on this machine, for which alone loopback counts as public."""
    server = Platform(certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setattr(outbound, "addresses_of", lambda host, port: ["127.0.0.1"])
    monkeypatch.setattr(outbound, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(outbound, "tls", lambda: ssl.create_default_context(cafile=str(certificate)))
    server.url = f"https://{HOST}:{server.server_port}/hook?x=1"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_post_reaches_the_judged_address_under_its_name(platform):
    status = outbound.post(platform.url, b"body", {"X-Test": "1"})

    ((path, headers, body),) = platform.seen
    assert (status, path, body) == (204, "/hook?x=1", b"body")
    assert headers["X-Test"] == "1"
    assert headers["Host"].startswith(HOST)


def test_redirect_is_not_followed(platform):
    platform.status = 302

    assert outbound.post(platform.url, b"", {}) == 302
    assert len(platform.seen) == 1


def test_host_that_cannot_prove_its_name_gets_nothing(platform):
    with pytest.raises(ssl.SSLError):
        outbound.post(platform.url.replace(HOST, "other.example"), b"secret", {})

    assert platform.seen == []
