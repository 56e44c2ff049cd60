"""The record that the QR code of a slip carries: what is printed, signed, to be checked without a network."""

from datetime import date
from typing import Any

from cejc import clock
from cejc.lib.papercode.record import SUBJECTS, Record, fragment
from certification.models import Slip
from certification.published import issue_of
from certification.queries.yearly.year_words import printed
from registry.keys.services import code_signing
from registry.public_log import acts


def code_of(slip: Slip) -> str:
    """What stands behind the address in the QR code; "" for a city's own document, for a slip without a salt,
    and where no key signs codes. Raises NotNow where the key does not open at this moment."""
    issue = issue_of(slip)
    if slip.certificate or not issue.salt:
        return ""
    pen = code_signing.pen()
    return fragment(record_of(slip, pen.key), pen.sign) if pen else ""


def mark_of(slip: Slip) -> bytes:
    """The beginning of the digest of its leaf in the public log: who has not the paper cannot guess it."""
    issue = issue_of(slip)
    return bytes.fromhex(acts.digest(issue.act, issue.on, issue.facts, issue.salt))[:8]


def record_of(slip: Slip, key: bytes) -> Record:
    content = slip.content
    return Record(
        key=key,
        mark=mark_of(slip),
        year=slip.year,
        sequence=slip.sequence,
        name=content["name"],
        identity=_short(content["identity"]),
        title="·".join(one for one in (content["title_level"], _title(content)) if one),
        first_year=content["span"][0],
        hours=tuple(tuple(printed(row)["hours"]) for row in content["years"]),
        issued=slip.issued_at.astimezone(clock.SHANGHAI).date(),
        notice=_notice(content["notice"]),
        subjects=tuple(content.get("subjects", SUBJECTS)),
    )


def _title(content: dict[str, Any]) -> str:
    return str(content["title_name"] or content["title_series"])


def _short(masked: str) -> str:
    """One star stands for all of a row."""
    first, star, rest = masked.partition("*")
    return first + star + rest.lstrip("*")


def _notice(notice: dict[str, Any]) -> tuple[date, date] | None:
    if not notice or not notice["from"]:
        return None
    return date.fromisoformat(notice["from"]), date.fromisoformat(notice["until"])
