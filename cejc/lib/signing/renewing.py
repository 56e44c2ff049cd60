"""B-LTA: a time-stamp over the whole file, evidence included, before that of the last one is out of date.

Rare and done by pyHanko throughout. What was signed stays as it is; the file grows at its end.
"""

import asyncio
import io
from collections.abc import Iterable, Sequence
from typing import Any

from cejc.lib.signing.evidence import Evidence
from cejc.lib.signing.looking import looked_at
from cejc.lib.signing.stamp_request import NoStamp


class NotRenewable(ValueError):
    """The last time-stamp of the file does not hold any more: there is nothing to renew. English."""


def renewed(data: bytes, *, url: str, roots: Sequence[bytes], evidence: Evidence) -> bytes:
    """`data` with the evidence of today and one more time-stamp. Raises NotRenewable, NoStamp."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import PdfTimeStamper
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError
    from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator.errors import PathError
    from requests import RequestException

    reader = PdfFileReader(io.BytesIO(data))
    stamper = PdfTimeStamper(RequestsHTTPTimeStamper(url))
    context = _context(reader, roots, evidence)
    stamps = reader.embedded_timestamp_signatures
    if not _sound(data, roots, stamps[-1] if stamps else None, context):
        raise NotRenewable("the last time-stamp is not sound any more, or of an authority that is not known")
    try:
        if not stamps:
            out = stamper.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), "sha256", context)
        else:
            out = stamper.update_archival_timestamp_chain(reader, context, in_place=False)
    except (SignatureValidationError, SigningError, PathError) as fault:
        raise NotRenewable(str(fault)) from fault
    except (TimestampRequestError, RequestException) as fault:
        raise NoStamp(f"{url}: {fault}") from fault
    return bytes(out.getvalue())


def _sound(data: bytes, roots: Iterable[bytes], last: Any, context: Any) -> bool:
    """Whether the signature, and the last time-stamp over the file, hold today: pyHanko's renewal asks for
    neither."""
    from pyhanko.sign.validation import async_validate_pdf_timestamp

    found = looked_at(data, roots)
    if not found or found[0]["fault"] or found[0]["changed"] or not found[0]["trusted"]:
        return False
    if last is None:
        return True
    status = asyncio.run(async_validate_pdf_timestamp(last, validation_context=context))
    return bool(status.intact and status.valid and status.trusted)


def _context(reader: Any, roots: Iterable[bytes], evidence: Evidence) -> Any:
    """What the last time-stamp is judged by: the file's own evidence, and that of today."""
    from asn1crypto import crl, x509
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError
    from pyhanko_certvalidator import ValidationContext

    facts: dict[str, Any] = {
        "trust_roots": [x509.Certificate.load(one) for one in roots],
        "crls": [crl.CertificateList.load(one) for one in evidence.lists],
        "other_certs": [x509.Certificate.load(one) for one in evidence.certificates],
        "revocation_mode": "hard-fail",
        "retroactive_revinfo": True,
    }
    try:
        return DocumentSecurityStore.read_dss(reader).as_validation_context(facts)
    except NoDSSFoundError:
        return ValidationContext(**facts)
