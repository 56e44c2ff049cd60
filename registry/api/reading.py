"""From what a platform sent to `Reported`: a record that cannot be read is answered by itself."""

from typing import Any

from pydantic import ValidationError

from registry.api.schemas import ResultIn
from registry.services.completion import Receipt, Reported
from registry.standings import refusal

FIELDS = (
    "external_id", "name", "identity_type", "identity_number", "passed_on", "course_code", "session_code", "minutes",
    "attributed_year", "certificate", "supersedes", "passed",
)  # fmt: skip


def read(raw: Any) -> Reported | Receipt:
    """The record, or the receipt that says what cannot be read of it."""
    try:
        one = ResultIn.model_validate(raw)
    except ValidationError as fault:
        return Receipt(_named(raw), "cannot_read", refusal("cannot_read", first_fault(fault)), "refused")
    lines = tuple(
        {"date": line.date.isoformat(), "slot": line.slot, "subject": line.subject} for line in one.lines
    )
    return Reported(**{name: getattr(one, name) for name in FIELDS}, lines=lines)


def _named(raw: Any) -> str:
    name = raw.get("external_id") if isinstance(raw, dict) else None
    # Half a character pair cannot be written in an answer.
    return name[:64].encode("utf-8", "replace").decode() if isinstance(name, str) else ""


def first_fault(fault: ValidationError) -> str:
    """The first fault in words, without what was sent: it may be somebody's number."""
    one = fault.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(str(part) for part in one['loc']) or '记录'}（{one['type']}）"
