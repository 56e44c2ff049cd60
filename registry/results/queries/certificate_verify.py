"""Public verification of a certificate under keys A and B: its own bytes first, then how it stands today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cejc.lib.dual_key import FormatFault, KeyFault, Opened, algorithm, certificate_hash, faults, open_file
from cejc.site import gettext as _
from credits.queries import subject_names
from registry.enums import CompletionState, IdentityType
from registry.results.models import Completion
from registry.results.queries.platform_key import certificate_fault, public_key
from registry.training.models import PlatformKey

FINE, WAITING, REFUSED = "done", "waiting", "refused"
GONE = (CompletionState.REPLACED, CompletionState.WITHDRAWN, CompletionState.REFUSED)


@dataclass(frozen=True)
class VerifiedCertificate:
    """`kind` colours the answer; `content` is what the file says, and None where it is not believed."""

    kind: str
    sentence: str
    reason: str = ""
    content: dict[str, Any] | None = None


def verified(data: bytes) -> VerifiedCertificate:
    """What anybody may know of a certificate file. Keys are taken from the
    register, never from the file (四(五))."""
    try:
        opened = open_file(data)
        keys = _keys(opened)
    except (FormatFault, KeyFault):
        return VerifiedCertificate(REFUSED, _("这不是培训证书文件，或者文件已被改动。"))
    if keys is None:
        return VerifiedCertificate(REFUSED, _("证书不是用登记的秘钥A、秘钥B签署的，不能采信。"))
    if _altered(opened):
        return VerifiedCertificate(REFUSED, _("证书的内容与签署时不一致，不能采信。"))
    if faults(opened, public_key(keys[0]), public_key(keys[1])):
        return VerifiedCertificate(REFUSED, _("证书的签名不成立，不能采信。"))
    return _today(opened)


def _keys(opened: Opened) -> tuple[PlatformKey, PlatformKey] | None:
    """The two keys by which the file says that it is signed, when they
    are A and B of that platform and year."""
    marks = {part: opened.signatures[part][1] for part in ("A", "B")}
    rows = PlatformKey.objects.filter(fingerprint__in=marks.values()).select_related("base")
    found = {row.fingerprint: row for row in rows}
    key_a, key_b = found.get(marks["A"]), found.get(marks["B"])
    if key_a is None or key_b is None:
        return None
    fits = _fits(opened, key_a, "A") and _fits(opened, key_b, "B")
    return (key_a, key_b) if fits else None


def _fits(opened: Opened, key: PlatformKey, part: str) -> bool:
    algorithm(key.algorithm)
    batch = opened.manifest
    return (key.part, key.year, key.base.code) == (part, batch.year, batch.platform.get("code"))


def _altered(opened: Opened) -> bool:
    return certificate_hash(opened.certificate) not in opened.manifest.certificates


def _today(opened: Opened) -> VerifiedCertificate:
    """The signatures stand; what became of the result since is read from the register."""
    content = _content(opened)
    row = (
        Completion.objects.filter(public_id=opened.certificate["id"])
        .select_related("base", "course", "batch__key_a__person", "batch__key_b__person")
        .first()
    )
    if row is None:
        return VerifiedCertificate(REFUSED, _("登记簿中没有这份证书，请向{office}核实。"))
    if certificate_fault(row):
        return VerifiedCertificate(REFUSED, _("证书目前不被认可。"), _("签署它的批次已停止计入。"), content)
    if row.state in GONE:
        return VerifiedCertificate(
            REFUSED, _("证书目前不被认可。"), row.sentence or row.get_state_display(), content
        )
    if row.state == CompletionState.COUNTED:
        return VerifiedCertificate(FINE, _("证书真实有效，学时已计入。"), "", content)
    return VerifiedCertificate(WAITING, _("证书真实，学时尚未计入。"), row.get_state_display(), content)


def _content(opened: Opened) -> dict[str, Any]:
    one, batch = opened.certificate, opened.manifest
    course = batch.courses.get(one["course"], {})
    holder = one["holder"]
    return {
        "name": holder["name"],
        "identity": holder["identity_masked"],
        "identity_type": IdentityType(holder["identity_type"]).label,
        "course": course.get("title", ""),
        "course_code": course.get("code", ""),
        "subject": subject_names().get(one["subject"], ""),
        "hours": one["hours"],
        "minutes": one["minutes"],
        "passed_on": date.fromisoformat(one["passed_on"]),
        "platform": batch.platform.get("name", ""),
        "batch": f"{batch.year}-{batch.number}",
        "number": one["number"],
    }
