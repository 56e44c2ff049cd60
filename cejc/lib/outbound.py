"""Calling an address that somebody else named: https only, public hosts
only, no redirects, a few seconds, little read.

The address is looked up once and the connection goes to what was found and judged (`safe_address`), so that a
name cannot point to a public host while it is judged and to a private one while it is called.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

SECONDS = 10  # for each step of the connection
DEADLINE = 20  # for the whole call, however slowly the other side answers
LONGEST = 500


class Unsafe(ValueError):
    """An address that is not called: a Chinese sentence that says why."""


def parts_of(url: str) -> SplitResult:
    """The address taken apart. Raises `Unsafe` for what is wrong with its text alone."""
    try:
        found = urlsplit(url)
        found.port  # noqa: B018  (raises ValueError for a bad one)
    except ValueError as fault:
        raise Unsafe(_("网址格式不正确。")) from fault
    if found.scheme != "https" or not found.hostname:
        raise Unsafe(_("网址须以https://开头，写明主机名。"))
    if found.username is not None or found.password is not None:
        raise Unsafe(_("网址中不能带用户名和密码。"))
    if len(url) > LONGEST or found.fragment or not url.isascii() or any(c.isspace() for c in url):
        raise Unsafe(_("网址不能超过500个字符，不能带#、空格或中文。"))
    return found


def is_public(address: str) -> bool:
    """Whether an IP address is one that the whole internet can reach: not private, loopback, link-local,
    shared, reserved or multicast, nor an IPv6 address that wraps an IPv4 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or _is_nat64(ip)
    ):
        return False
    return ip.is_global and not ip.is_multicast


def _is_nat64(ip: ipaddress.IPv6Address) -> bool:
    return ip in ipaddress.ip_network("64:ff9b::/96") or ip in ipaddress.ip_network("64:ff9b:1::/48")


def addresses_of(host: str, port: int) -> list[str]:
    """What the name service says of a host. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def safe_address(url: str) -> tuple[SplitResult, str]:
    """The address taken apart, and the IP address to connect to. Raises
    `Unsafe`; one private address is enough."""
    parts = parts_of(url)
    try:
        found = addresses_of(str(parts.hostname), parts.port or 443)
    except (OSError, UnicodeError) as fault:
        raise Unsafe(_("查不到主机“%s”的地址。") % parts.hostname) from fault
    if not found or not all(is_public(one) for one in found):
        raise Unsafe(_("主机“%s”不是公网地址，不能使用。") % parts.hostname)
    return parts, found[0]


def tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Pinned(http.client.HTTPSConnection):
    """A connection to one IP address that must prove to be `host`."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self.context = tls()
        super().__init__(host, port, timeout=SECONDS, context=self.context)
        self.address = address

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), SECONDS)
        try:
            self.sock = self.context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send `body`; the status of the answer, which is not followed
    anywhere. Raises Unsafe, OSError, HTTPException."""
    parts, address = safe_address(url)
    connection = _Pinned(str(parts.hostname), parts.port or 443, address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    timer = threading.Timer(DEADLINE, _cut, (connection,))
    timer.start()
    try:
        connection.request("POST", target, body, dict(headers))
        return connection.getresponse().status
    finally:
        timer.cancel()
        connection.close()


def _cut(connection: _Pinned) -> None:
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
