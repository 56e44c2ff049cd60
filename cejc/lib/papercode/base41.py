"""Bytes as characters that stand in the fragment of an address, and that a QR code packs into 5½ bits each.

Base45 (RFC 9285) needs the blank and `%`, which no fragment may have. With 41 characters two bytes are three
characters just as well, for 41³ is more than 2¹⁶.
"""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-/"
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
SIZE = len(ALPHABET)


def encode(data: bytes) -> str:
    """Two bytes are three characters, the lowest digit first; a byte that is left over is two."""
    pairs = [int.from_bytes(data[at : at + 2]) for at in range(0, len(data) - 1, 2)]
    written = [_digits(value, 3) for value in pairs]
    return "".join(written) + (_digits(data[-1], 2) if len(data) % 2 else "")


def decode(text: str) -> bytes:
    """Raises ValueError for what `encode` never writes."""
    parts = [text[at : at + 3] for at in range(0, len(text), 3)]
    return b"".join(_bytes(part) for part in parts)


def _digits(value: int, count: int) -> str:
    chars = ""
    for _place in range(count):
        value, rest = divmod(value, SIZE)
        chars += ALPHABET[rest]
    return chars


def _bytes(part: str) -> bytes:
    if len(part) == 1 or any(char not in _VALUES for char in part):
        raise ValueError("not base 41")
    value = sum(_VALUES[char] * SIZE**place for place, char in enumerate(part))
    length = len(part) - 1
    if value >= 256**length:
        raise ValueError("not base 41")
    return value.to_bytes(length)
