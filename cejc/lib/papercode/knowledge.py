"""What a checker without a network knows: the keys, and the papers that are not good any more, on a day.

It is the text of a signed note (`cejc.lib.signed_note`), one line of JSON, signed by the public log's keys.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cejc.lib import signed_note
from cejc.lib.papercode.record import Opened, Record, key_id
from cejc.lib.signed_note import NoteBroken

FORMAT = "cejc-slip-knowledge/1"
GOOD, REVOKED, SUPERSEDED = "good", "revoked", "superseded"
BROKEN, UNKNOWN_KEY, REVOKED_KEY, ENDED_KEY = "broken", "unknown_key", "revoked_key", "ended_key"


@dataclass(frozen=True)
class Key:
    """A key that signs records: until `until`, unless its state of `on` says otherwise."""

    public: bytes
    name: str
    first: date
    until: date
    state: str = "active"
    on: date | None = None

    @property
    def last(self) -> date:
        """The last day of an issue that it may have signed."""
        return min(self.until, self.on) if self.state == "retired" and self.on else self.until


@dataclass(frozen=True)
class Gone:
    """A paper that is revoked or superseded, by the mark in its record."""

    mark: bytes
    state: str
    on: date


@dataclass(frozen=True)
class Knowledge:
    portal: str
    made: datetime
    keys: tuple[Key, ...]
    gone: tuple[Gone, ...]


@dataclass(frozen=True)
class Verdict:
    """`code` of the constants above; `key` where it is known, `gone` where the paper is."""

    code: str
    key: Key | None = None
    gone: Gone | None = None


def written(known: Knowledge) -> str:
    """The text that is signed; it ends in a new line."""
    keys = [key_facts(one) for one in known.keys]
    gone = [[one.mark.hex(), one.state, f"{one.on}"] for one in known.gone]
    made = known.made.astimezone(UTC).isoformat(timespec="seconds")
    said = {"format": FORMAT, "portal": known.portal, "made": made, "keys": keys, "gone": gone}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def key_facts(key: Key) -> dict[str, Any]:
    """A key as it is published."""
    return {
        "id": key_id(key.public).hex(),
        "key": base64.b64encode(key.public).decode(),
        "name": key.name,
        "from": f"{key.first}",
        "until": f"{key.until}",
        "state": key.state,
        "on": f"{key.on}" if key.on else None,
    }


def opened(note: str, publics: Sequence[bytes]) -> Knowledge:
    """The knowledge of a note that one of the log's keys signed. Raises NoteBroken."""
    *others, last = publics
    for public in others:
        try:
            return read(signed_note.opened(note, public))
        except NoteBroken:
            continue
    return read(signed_note.opened(note, last))


def read(text: str) -> Knowledge:
    """What a text says, signed or not. Raises NoteBroken."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise NoteBroken("not the knowledge of a checker of slips")
        made = datetime.fromisoformat(said["made"])
        gone = [Gone(bytes.fromhex(m), state, date.fromisoformat(on)) for m, state, on in said["gone"]]
        return Knowledge(said["portal"], made, tuple(map(_key, said["keys"])), tuple(gone))
    except (ValueError, KeyError, TypeError) as fault:
        raise NoteBroken("the knowledge cannot be read") from fault


def _key(said: dict[str, Any]) -> Key:
    return Key(
        public=base64.b64decode(said["key"], validate=True),
        name=said["name"],
        first=date.fromisoformat(said["from"]),
        until=date.fromisoformat(said["until"]),
        state=said["state"],
        on=date.fromisoformat(said["on"]) if said["on"] else None,
    )


def judged(found: Opened, known: Knowledge) -> Verdict:
    """What a record is worth by what is known. A signature that holds comes first: without it nothing that
    the record says is."""
    key = next((one for one in known.keys if key_id(one.public) == found.record.key), None)
    if key is None:
        return Verdict(UNKNOWN_KEY)
    if not found.holds(key.public):
        return Verdict(BROKEN, key)
    if key.state == REVOKED:
        return Verdict(REVOKED_KEY, key)
    if found.record.issued > key.last:
        return Verdict(ENDED_KEY, key)
    gone = _gone(found.record, known)
    return Verdict(gone.state if gone else GOOD, key, gone)


def _gone(record: Record, known: Knowledge) -> Gone | None:
    return next((one for one in known.gone if one.mark == record.mark), None)
