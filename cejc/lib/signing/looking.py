"""What the signatures of a PDF say, by pyHanko's validator. Knows no Django and no database: only the roots.

The answer is plain facts, fit for JSON; who reads them makes sentences of them.
"""

import asyncio
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import pikepdf

# What a later revision may be found to have changed.
PAGES, CONTENT, NOTES, OTHER = "pages", "content", "notes", "other"
DIGEST, KEY = "digest", "key"


@dataclass(frozen=True)
class Finding:
    """One signature.

    `fault` is "" where the bytes that it covers are those that were signed, `digest` where they are not,
    `key` where the signature does not fit its certificate. `changed` says what was added after it that a
    certified paper does not allow. `fingerprint` is SHA-256 of the certificate in hex. `stamped` is the
    moment of the time-stamp if that is sound and trusted. `trusted`: the chain ends at one of the roots
    and held, as far as the lists in the file say; `revoked` is the moment that one of them names.
    """

    fault: str = ""
    changed: list[str] = field(default_factory=list)
    fingerprint: str = ""
    subject: str = ""
    said: str = ""
    stamped: str = ""
    trusted: bool = False
    revoked: str = ""
    renewed: bool = False


class Unreadable(ValueError):
    """No PDF, or one that is too broken to look for signatures."""


def looked_at(data: bytes, roots: Iterable[bytes]) -> list[dict[str, Any]]:
    """The findings of all signatures in the file; none for a file that is not signed. Raises Unreadable."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    anchors = _certificates(roots)
    try:
        reader = PdfFileReader(io.BytesIO(data))
        signatures = list(reader.embedded_regular_signatures)
        stamps = list(reader.embedded_timestamp_signatures)
        lists, others = _kept(reader)
    except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as fault:
        raise Unreadable(str(fault)) from fault
    found = [_finding(one, data, anchors, lists, others, bool(stamps)) for one in signatures]
    return [asdict(one) for one in found]


def _finding(
    signature: Any, data: bytes, anchors: list[Any], lists: list[Any], others: list[Any], renewed: bool
) -> Finding:
    try:
        certificate = signature.signer_cert
        facts = {"fingerprint": certificate.sha256.hex(), "subject": _name(certificate)}
        moment = signature.self_reported_timestamp
        facts["said"] = moment.isoformat() if moment else ""
        status = _validated(signature, anchors, lists, others)
    except Exception as fault:
        # A stranger's file: whatever breaks in it, it is not sound.
        return Finding(fault=DIGEST if "digest" in str(fault) else KEY)
    if not status.intact or not status.valid:
        return Finding(fault=KEY if status.intact else DIGEST, **facts)
    stamp = status.timestamp_validity
    sound = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    return Finding(
        changed=_changed(signature, status, data),
        stamped=stamp.timestamp.isoformat() if sound else "",
        trusted=bool(status.trusted),
        revoked=_revoked(certificate, lists),
        renewed=renewed,
        **facts,
    )


def _validated(signature: Any, anchors: list[Any], lists: list[Any], others: list[Any]) -> Any:
    """The status at the moment of the time-stamp: the lists in the file are of that day, and are all there
    will be in years to come."""
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    moment = _stamped_at(signature)
    when: dict[str, Any] = {"moment": moment, "best_signature_time": moment} if moment else {}
    context = ValidationContext(
        trust_roots=anchors,
        other_certs=others,
        crls=lists,
        allow_fetching=False,
        revocation_mode="hard-fail" if lists else "soft-fail",
        retroactive_revinfo=True,
        **when,
    )
    return asyncio.run(async_validate_pdf_signature(signature, signer_validation_context=context))


def _stamped_at(signature: Any) -> datetime | None:
    """What the time-stamp says, before anything is known of its soundness: a false one is found unsound."""
    for attribute in signature.signer_info["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            token = attribute["values"][0]["content"]["encap_content_info"]["content"].parsed
            moment = token["gen_time"].native
            return moment if isinstance(moment, datetime) else None
    return None


def _changed(signature: Any, status: Any, data: bytes) -> list[str]:
    """What came after the signature beside evidence and time-stamps; nothing for a paper left alone."""
    if status.docmdp_ok and status.coverage.name in ("ENTIRE_FILE", "ENTIRE_REVISION"):
        return []
    _start, _size, last, rest = (int(one) for one in signature.byte_range)
    return sorted(set(_differences(data[: last + rest], data))) or [OTHER]


def _differences(before: bytes, after: bytes) -> Iterator[str]:
    try:
        with pikepdf.open(io.BytesIO(before)) as old, pikepdf.open(io.BytesIO(after)) as new:
            if len(old.pages) != len(new.pages):
                yield PAGES
                return
            for one, other in zip(old.pages, new.pages, strict=True):
                if _drawn(one) != _drawn(other):
                    yield CONTENT
                if _notes(one) != _notes(other):
                    yield NOTES
    except pikepdf.PdfError:
        yield OTHER


def _drawn(page: Any) -> tuple[bytes, bytes]:
    """What a page shows, and what it draws with."""
    parts = page.obj.get("/Contents")
    streams = [] if parts is None else list(parts) if isinstance(parts, pikepdf.Array) else [parts]
    resources = page.obj.get("/Resources")
    shown = b"\n".join(one.read_bytes() for one in streams)
    return shown, b"" if resources is None else _deep(resources, 6)


def _notes(page: Any) -> list[bytes]:
    return [_deep(one, 4) for one in page.obj.get("/Annots", ())]


def _deep(thing: Any, depth: int) -> bytes:
    """A thing with what it refers to, as far as `depth`."""
    if isinstance(thing, pikepdf.Stream):
        return _deep_entries(thing, depth) + thing.read_raw_bytes()
    if isinstance(thing, pikepdf.Dictionary):
        return _deep_entries(thing, depth)
    if isinstance(thing, pikepdf.Array) and depth:
        return b"[" + b" ".join(_deep(one, depth - 1) for one in thing) + b"]"
    return repr(thing).encode() if depth else b"."


def _deep_entries(thing: Any, depth: int) -> bytes:
    if not depth:
        return b"."
    entries = ((name, thing[name]) for name in thing if name not in ("/Parent", "/P", "/V", "/Length"))
    return b"".join(f"{name} ".encode() + _deep(value, depth - 1) for name, value in sorted(entries))


def _kept(reader: Any) -> tuple[list[Any], list[Any]]:
    """Lists and certificates that the file brings along."""
    from asn1crypto import crl
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError

    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return [], []
    lists = [crl.CertificateList.load(one.get_object().data) for one in store.crls]
    return lists, list(store.load_certs())


def _revoked(certificate: Any, lists: list[Any]) -> str:
    for one in lists:
        for entry in one["tbs_cert_list"]["revoked_certificates"]:
            same = entry["user_certificate"].native == certificate.serial_number
            if same and one.issuer == certificate.issuer:
                return str(entry["revocation_date"].native.isoformat())
    return ""


def _certificates(roots: Iterable[bytes]) -> list[Any]:
    from asn1crypto import x509

    return [x509.Certificate.load(one) for one in roots]


def _name(certificate: Any) -> str:
    return str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly)
