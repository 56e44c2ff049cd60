"""The few forms of DER that are put together by hand; everything else is asn1crypto's."""

SEQUENCE, SET, OCTETS, CONTEXT_0, CONTEXT_1 = 0x30, 0x31, 0x04, 0xA0, 0xA1


def wrapped(tag: int, *parts: bytes) -> bytes:
    """One value of definite length around `parts`."""
    inside = b"".join(parts)
    size = len(inside)
    if size < 0x80:
        return bytes([tag, size]) + inside
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + inside
