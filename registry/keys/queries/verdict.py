"""What a signed file is worth, in the words of the verify page."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc.lib.signing.looking import CONTENT, DIGEST, NOTES, OTHER, PAGES
from cejc.lib.uploads import limited
from cejc.lib.writing.dates import cn_day
from registry.enums import SigningState
from registry.keys.models import SignedPaper, SigningKey
from registry.keys.queries.certificates import roots

GOOD, CHANGED, REVOKED, STRANGE, UNSURE = "good", "changed", "revoked", "strange", "unsure"
LABELS = {
    GOOD: gettext_lazy("签名有效"),
    CHANGED: gettext_lazy("文件在签名后被改动"),
    REVOKED: gettext_lazy("签名证书已吊销"),
    STRANGE: gettext_lazy("不是本系统的签名"),
    UNSURE: gettext_lazy("签名无法确认"),
}
KINDS = {GOOD: "done", UNSURE: "waiting"}
PARTS = {
    PAGES: gettext_lazy("页数"),
    CONTENT: gettext_lazy("页面内容"),
    NOTES: gettext_lazy("批注"),
    OTHER: gettext_lazy("文件结构"),
}


@dataclass(frozen=True)
class Verdict:
    """`code` is one of the above; `sentence` says why, in the reader's language; `signer` is whose
    certificate it is and `reason` why that was revoked, as they are kept."""

    code: str
    sentence: str
    signer: str = ""
    reason: str = ""

    @property
    def label(self) -> str:
        return str(LABELS[self.code])

    @property
    def kind(self) -> str:
        """The colour of the state tag."""
        return KINDS.get(self.code, "refused")


def looked_at(source: BinaryIO) -> Verdict | None:
    """The verdict on a file that somebody brings; None for one that bears no signature, or cannot be read."""
    trusted = [base64.b64encode(one).decode() for one in roots()]
    try:
        with limited.on_disk(source) as path:
            facts, _body = limited.run("signatures", path, seconds=20, roots=trusted)
    except (limited.ChildFailed, limited.ChildFound):
        return None
    return verdict_of(facts["signatures"][0]) if facts["signatures"] else None


def of_file(sha256: str, source: BinaryIO) -> Verdict | None:
    """The same, without looking into a file whose very bytes the portal signed: a notice, a filing."""
    return of_issued(sha256) or looked_at(source)


def of_issued(sha256: str) -> Verdict | None:
    """The verdict on a file whose very bytes the portal signed; None for one that left unsigned."""
    row = SignedPaper.objects.select_related("key").filter(sha256=sha256).first()
    if row is None:
        return None
    stamped = None if row.level == "B-B" else row.signed_at
    return _believed(row.key, row.key.name, row.signed_at, stamped)


def first_of(sha256: str) -> str:
    """The SHA-256 of the file as it was first signed, for one whose time-stamp was renewed."""
    row = SignedPaper.objects.select_related("renews").filter(sha256=sha256).first()
    while row is not None and row.renews is not None:
        row = row.renews
    return row.sha256 if row else sha256


def verdict_of(found: Mapping[str, Any]) -> Verdict:
    """The verdict on one finding of `cejc.lib.signing.looking`, by what the portal knows of its
    certificates."""
    if found["fault"]:
        return Verdict(CHANGED if found["fault"] == DIGEST else STRANGE, _fault(found["fault"]))
    key = SigningKey.objects.filter(fingerprint=found["fingerprint"]).first()
    if key is None:
        return Verdict(STRANGE, _("签名所用的证书不在本系统公布的证书之中。"), found["subject"])
    if found["changed"]:
        parts = "、".join(str(PARTS[one]) for one in found["changed"])
        why = _("签名之后，文件有改动或者增加（%s），请以签发时的内容为准。") % parts
        return Verdict(CHANGED, why, found["subject"])
    stamped = datetime.fromisoformat(found["stamped"]) if found["stamped"] else None
    if found["revoked"] and not stamped:
        return _revoked(key, found["subject"])
    verdict = _believed(key, found["subject"], _moment(found), stamped)
    if verdict.code == GOOD and not found["trusted"]:
        why = _("签名与内容相符，但按文件所带的证明材料无法确认证书在签名时有效。")
        return Verdict(UNSURE, why, found["subject"])
    return verdict


def _fault(fault: str) -> str:
    if fault == DIGEST:
        return _("签名所覆盖的内容与签署时不一致，哪怕只改动一个字节也会如此。")
    return _("签名与所附的证书不相符。")


def _believed(key: SigningKey, subject: str, moment: datetime | None, stamped: datetime | None) -> Verdict:
    """What a certificate signed is believed, but not what was stamped after it was revoked."""
    if key.state != SigningState.REVOKED:
        return Verdict(GOOD, _signed_sentence(moment), subject)
    if key.state_at and stamped and stamped < key.state_at:
        words = {"day": cn_day(key.state_at)}
        after = _("证书已于%(day)s吊销，文件的时间戳早于吊销，签名仍然有效。") % words
        return Verdict(GOOD, _signed_sentence(moment) + after, subject, key.state_reason)
    return _revoked(key, subject)


def _signed_sentence(moment: datetime | None) -> str:
    if not moment:
        return _("签署后没有改动。")
    return _("文件于%(day)s签署，签署后没有改动。") % {"day": cn_day(moment)}


def _revoked(key: SigningKey, subject: str) -> Verdict:
    words = {"day": cn_day(key.state_at) if key.state_at else ""}
    why = _("签名所用的证书已于%(day)s吊销，这份文件的签名不再可信。") % words
    return Verdict(REVOKED, why, subject, key.state_reason)


def _moment(found: Mapping[str, Any]) -> datetime | None:
    said = found["stamped"] or found["said"]
    return datetime.fromisoformat(said) if said else None
