"""Asking for RFC 3161 time-stamps. One connection serves a heap of papers."""

import contextlib
import http.client
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from cejc.lib.signing import der
from cejc.lib.signing.algorithms import NotNow
from cejc.lib.signing.pens import chain_above

SECONDS = 15
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
LONGEST = 100_000
# AlgorithmIdentifier of SHA-256, with the NULL that older servers ask for.
SHA256 = bytes.fromhex("300d06096086480165030402010500")
VERSION, WITH_CERTIFICATE = bytes.fromhex("020101"), bytes.fromhex("0101ff")
INTEGER = 0x02
GRANTED = ("granted", "granted_with_mods")


class NoStamp(NotNow):
    """The time-stamp server does not answer, or not as it should. English, for operators."""


class StampServer:
    """A server at `url`, http or https; not for two threads at once."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        self.url, self.parts = url, urlsplit(url)
        self.headers = {"Content-Type": QUERY, "Accept": REPLY, **(headers or {})}
        self.connection: http.client.HTTPConnection | None = None

    def token(self, digest: bytes) -> bytes:
        """The time-stamp token (CMS in DER) of a SHA-256 digest. Raises NoStamp."""
        nonce = b"\x01" + os.urandom(8)
        return _token(self._asked(_query(digest, nonce)), digest, int.from_bytes(nonce, "big"))

    def _asked(self, query: bytes) -> bytes:
        # A server closes a connection that was idle for long: then once more over a new one.
        for last in (self.connection is None, True):
            try:
                return self._answer(query)
            except (OSError, http.client.HTTPException) as fault:
                self.close()
                if last:
                    raise NoStamp(f"{self.url}: {fault or type(fault).__name__}") from fault
        raise NoStamp(self.url)

    def _answer(self, query: bytes) -> bytes:
        if self.connection is None:
            kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
            make = kinds[self.parts.scheme]
            self.connection = make(self.parts.hostname or "", self.parts.port, timeout=SECONDS)
        target = (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")
        self.connection.request("POST", target, query, self.headers)
        answer = self.connection.getresponse()
        body = answer.read(LONGEST)
        if answer.status != 200:
            self.close()
            raise NoStamp(f"{self.url}: status {answer.status}")
        return body

    def close(self) -> None:
        if self.connection is not None:
            with contextlib.suppress(OSError):
                self.connection.close()
            self.connection = None


def certificates_of(token: bytes) -> list[x509.Certificate]:
    """Who signed a time-stamp, then those that came along, from its issuer up. Raises ValueError."""
    from asn1crypto import cms

    signed = cms.ContentInfo.load(token)["content"]
    (one,) = signed["signer_infos"]
    found = [x509.load_der_x509_certificate(each.chosen.dump()) for each in signed["certificates"]]
    serial = one["sid"].chosen["serial_number"].native
    own = [each for each in found if each.serial_number == serial]
    if not own:
        raise ValueError("the time-stamp does not bring its certificate along")
    return [own[0], *chain_above(own[0], found)]


def _query(digest: bytes, nonce: bytes) -> bytes:
    imprint = der.wrapped(der.SEQUENCE, SHA256, der.wrapped(der.OCTETS, digest))
    return der.wrapped(der.SEQUENCE, VERSION, imprint, der.wrapped(INTEGER, nonce), WITH_CERTIFICATE)


def _token(body: bytes, digest: bytes, nonce: int) -> bytes:
    """The token of an answer, if it is about this digest and this question."""
    from asn1crypto import tsp

    try:
        answer = tsp.TimeStampResp.load(body)
        status = answer["status"]["status"].native
        if status not in GRANTED:
            raise NoStamp(f"the time-stamp server refused: {status}")
        token = answer["time_stamp_token"]
        said: Any = token["content"]["encap_content_info"]["content"].parsed
        same = said["message_imprint"]["hashed_message"].native == digest and said["nonce"].native == nonce
    except (ValueError, TypeError, KeyError) as fault:
        raise NoStamp(f"the time-stamp server did not answer by RFC 3161: {fault}") from fault
    if not same:
        raise NoStamp("the time-stamp server stamped something else")
    return bytes(token.dump())
