"""A proof that leaves the portal: the text of C2SP's tlog-proof, which any checker of logs reads.

c2sp.org/tlog-proof@v1
index 7
(a hash a line, in base64)

(the signed checkpoint)
"""

import base64
import binascii
from dataclasses import dataclass

from cejc.lib import merkle, signed_note
from cejc.lib.signed_note import NoteBroken
from cejc.lib.tlog import proofs

HEAD = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Proof:
    """Where a leaf stands, its path, and the note of the checkpoint that the path leads to."""

    index: int
    path: tuple[bytes, ...]
    note: str

    def text(self) -> str:
        lines = [HEAD, f"index {self.index}", *(base64.b64encode(one).decode() for one in self.path)]
        return "\n".join(lines) + f"\n\n{self.note}"


def read(text: str) -> Proof:
    """Raises NoteBroken."""
    head, found, note = text.replace("\r\n", "\n").lstrip().partition("\n\n")
    lines = [one for one in head.split("\n") if not one.startswith("extra ")]
    try:
        first, index, *path = lines
        number = int(index.removeprefix("index "))
        hashes = tuple(base64.b64decode(one, validate=True) for one in path)
    except (ValueError, binascii.Error) as fault:
        raise NoteBroken("this is no proof of a log") from fault
    if first != HEAD or not found or not index.startswith("index ") or {len(one) for one in hashes} - {32}:
        raise NoteBroken("this is no proof of a log")
    return Proof(number, hashes, note)


def check(proof: Proof, entry: bytes, public: bytes) -> signed_note.Checkpoint:
    """The checkpoint of a proof that `entry` is a leaf of the log signed by `public`. Raises NoteBroken where
    the log's signature does not hold, proofs.Wrong where the path does not."""
    point = signed_note.checkpoint(signed_note.opened(proof.note, public))
    proofs.check_inclusion(merkle.leaf_hash(entry), proof.index, point.size, proof.path, point.root)
    return point
