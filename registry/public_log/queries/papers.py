"""What the holder of a paper takes home about its acts, and what such a file proves. The form of the file:

    {"keys": [the log's keys], "acts": [{"act", "on", "facts", "salt", "sha256", "index", "proof"}, …]}

`index` and `proof` (the text of a tlog-proof) are null while the act waits to be logged.
"""

import binascii
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cejc.lib.crypto import canonical_sha256
from cejc.lib.signed_note import NoteBroken
from cejc.lib.tlog import cosigning, paper, proofs
from registry.public_log import acts, keys, words
from registry.public_log.models import LogLeaf, LogWitness
from registry.public_log.queries.proofs import proof_of

FINE, WAITING, REFUSED = "done", "waiting", "refused"
MOST = 50  # acts in a file


def logged(leaves: Iterable[LogLeaf]) -> dict[str, Any]:
    """What the file says of acts. Raises FileNotFoundError where tiles are away."""
    return {"keys": keys.told(), "acts": [_act(one) for one in leaves]}


def _act(leaf: LogLeaf) -> dict[str, Any]:
    proof = proof_of(leaf)
    return {
        "act": leaf.act,
        "on": leaf.day.isoformat(),
        "facts": leaf.facts,
        "salt": leaf.salt,
        "sha256": leaf.digest,
        "index": proof.index if proof else None,
        "proof": proof.text() if proof else None,
    }


@dataclass(frozen=True)
class Finding:
    """What one act of a file came to; `kind` colours it."""

    kind: str
    title: str
    sentence: str
    witnesses: tuple[str, ...] = ()


class NoFile(ValueError):
    """It is no such file at all."""


def checked(raw: bytes) -> list[Finding]:
    """What a file proves, act by act, by the keys of this portal and the witnesses that it knows. Raises
    NoFile."""
    try:
        said = json.loads(raw)
        told = said.get("log", said)["acts"]
        found = [_finding(one, said.get("content")) for one in told[:MOST]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NoFile from fault
    if not found:
        raise NoFile
    return found


def _finding(one: dict[str, Any], content: Any) -> Finding:
    day = date.fromisoformat(one["on"])
    title = words.act(str(one["act"]))
    if not _is_of(one, day, content):
        return Finding(REFUSED, title, _("文件内容被改动过：与其中记载的校验值不一致。"))
    if one["proof"] is None:
        return Finding(WAITING, title, _("内容与校验值一致；生成文件时还没有写入公开日志，请稍后重新下载。"))
    entry = acts.entry(str(one["act"]), day, str(one["sha256"]))
    try:
        proof = paper.read(one["proof"])
        point = _point(proof, entry)
    except NoteBroken:
        return Finding(REFUSED, title, _("检查点不是由本系统的密钥签名的，不能采信。"))
    except proofs.Wrong:
        return Finding(REFUSED, title, _("证明不成立：这一事项不在检查点所指的公开日志中，不能采信。"))
    sentence = _("已写入公开日志，条目编号%(index)s，由日志有%(size)s条记录时的检查点证明。") % {
        "index": proof.index,
        "size": point.size,
    }
    return Finding(FINE, title, sentence, tuple(_witnesses(proof.note)))


def _is_of(one: dict[str, Any], day: date, content: Any) -> bool:
    """The digest is that of what was done, and that is of the content beside it, where there is one."""
    facts, act = one["facts"], str(one["act"])
    try:
        if acts.digest(act, day, facts, str(one["salt"])) != one["sha256"]:
            return False
    except (ValueError, binascii.Error):
        return False
    return content is None or canonical_sha256(content) == facts["sha256"]


def _point(proof: paper.Proof, entry: bytes) -> Any:
    *others, last = keys.public_keys()
    for public in others:
        try:
            return paper.check(proof, entry, public)
        except NoteBroken:
            continue
    return paper.check(proof, entry, last)


def _witnesses(note: str) -> Iterator[str]:
    known = {row.name: row for row in LogWitness.objects.order_by("pk")}
    for one in cosigning.found_in(note, [cosigning.key_of(row.key) for row in known.values()]):
        yield known[one.key.name].label
