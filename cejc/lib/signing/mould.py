"""The form of a key's CMS signatures: made once by pyHanko, filled for each paper.

Of two signatures by one key only the digest, the signature itself, the content (of time-stamps) and the
time-stamp differ. pyHanko takes some 50 ms for each, most of it to build and encode what is the same every
time; filling takes microseconds.
"""

import asyncio
import hashlib
from typing import Any

from cejc.lib.signing import der

OID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
# id-aa-signatureTimeStampToken
OID_STAMPED = bytes.fromhex("060b2a864886f70d010910020e")
CONTENT = bytes.fromhex("3000")  # stands where the content will; asn1crypto wants a structure


class Mould:
    """`signer` is pyHanko's; `digest` the name of its hash. With `stamps` that of RFC 3161 time-stamps."""

    def __init__(self, signer: Any, digest: str, *, stamps: bool = False) -> None:
        self.digest = digest
        stand_in = b"\xa5" * hashlib.new(digest).digest_size
        signed = asyncio.run(_made(signer, digest, stand_in, stamps))["content"]
        (one,) = signed["signer_infos"]
        attributes = one["signed_attrs"].untag().dump()
        # The length of the digest never changes, nor does what the set is ordered by: the type of each.
        self.before, self.after = attributes.split(stand_in)
        self.head = b"".join(one[name].dump() for name in ("version", "sid", "digest_algorithm"))
        self.method = one["signature_algorithm"].dump()
        self.front = signed["version"].dump() + signed["digest_algorithms"].dump()
        self.content, self.kind = (
            signed["encap_content_info"].dump(),
            signed["encap_content_info"]["content_type"].dump(),
        )
        self.certificates = signed["certificates"].dump()

    def attributes(self, digest: bytes) -> bytes:
        """What the key signs, for a paper of this digest."""
        return self.before + digest + self.after

    def filled(self, digest: bytes, signature: bytes, *, token: bytes = b"", content: bytes = b"") -> bytes:
        """The signature as a CMS structure in DER: with a time-stamp `token`, or around `content`."""
        attributes = bytearray(self.attributes(digest))
        attributes[0] = der.CONTEXT_0
        one = der.wrapped(
            der.SEQUENCE,
            self.head,
            bytes(attributes),
            self.method,
            der.wrapped(der.OCTETS, signature),
            _stamped(token) if token else b"",
        )
        signed = der.wrapped(
            der.SEQUENCE,
            self.front,
            self._around(content) if content else self.content,
            self.certificates,
            der.wrapped(der.SET, one),
        )
        return der.wrapped(der.SEQUENCE, OID_SIGNED_DATA, der.wrapped(der.CONTEXT_0, signed))

    def _around(self, content: bytes) -> bytes:
        octets = der.wrapped(der.CONTEXT_0, der.wrapped(der.OCTETS, content))
        return der.wrapped(der.SEQUENCE, self.kind, octets)


def _stamped(token: bytes) -> bytes:
    attribute = der.wrapped(der.SEQUENCE, OID_STAMPED, der.wrapped(der.SET, token))
    return der.wrapped(der.CONTEXT_1, attribute)


async def _made(signer: Any, digest: str, stand_in: bytes, stamps: bool) -> Any:
    if not stamps:
        return await signer.async_sign(stand_in, digest, use_pades=True)
    from asn1crypto import cms

    content = {"content_type": "tst_info", "content": cms.ParsableOctetString(CONTENT)}
    return await signer.async_sign(stand_in, digest, is_pdf_sig=False, encap_content_info=content)
