"""A log with leaves in it, and a witness that watches it."""

from datetime import date
from itertools import count

from cejc.lib import signed_note
from cejc.lib.tlog import cosigning
from registry.models import LogLeaf
from registry.public_log import acts
from registry.public_log.queries.proofs import last
from registry.public_log.services import leaves, sequencing, whole, witnesses

WITNESS = bytes(range(1, 33))
KEY = cosigning.Key("witness.example.cn", signed_note.public_key(WITNESS))
_numbers = count()


def put(number=1, act="slip.issued"):
    """So many acts of no record, that wait."""
    said = [acts.Said(act, date(2020, 6, 1), {"number": next(_numbers)}) for _one in range(number)]
    leaves.put([leaves.leaf(one, "thing", str(one.facts["number"])) for one in said])


def grown(number):
    """A log of so many leaves more, signed; its checkpoint."""
    put(number)
    sequencing.grow()
    return last()


def place_of(leaf):
    return LogLeaf.objects.get(pk=leaf.pk).place


def faults(elsewhere=None):
    return list(whole.faults(elsewhere))


def a_witness():
    return witnesses.add(key=KEY.told(), label="省图书馆")


def cosigned(point, at=1_600_000_000, seed=WITNESS):
    text = point.note.rpartition("\n\n")[0] + "\n"
    return point.note + cosigning.sign(text, KEY.name, seed, at) + "\n"
