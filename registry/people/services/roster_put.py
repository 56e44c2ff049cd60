"""The values of a list given to a person and a place; the log has what was there before."""

from datetime import date
from typing import Any

from registry.machinery.services import audit
from registry.people.models import Employment, Professional, User
from registry.people.moves.employment import EMPLOYMENT
from registry.people.services import professional
from registry.people.services.employment import ended

OF_PERSON, OF_PLACE = ("title_series", "title_level", "phone"), ("position", "staff_number", "valid_from")


def put(actor: User, person: Professional, place: Employment, values: dict[str, Any]) -> None:
    """Give person and place these values. Inside a service."""
    for owner, fields, action in (
        (person, OF_PERSON, "professional.updated"),
        (place, OF_PLACE, "employment.updated"),
    ):
        given = {name: values[name] for name in fields if name in values}
        if not given:
            continue
        before = {name: professional.logged(name, getattr(owner, name)) for name in given}
        for name, value in given.items():
            setattr(owner, name, date.fromisoformat(value) if name == "valid_from" else value)
        owner.save(update_fields=list(given))
        after = {name: professional.logged(name, value) for name, value in given.items()}
        audit.record(action, owner, actor=actor, before=before, after=after, context=person)
    if values.get("valid_until"):
        ended(
            EMPLOYMENT.enter("end", place, actor=actor, held=True, checked=True),
            date.fromisoformat(values["valid_until"]),
        )


def text(value: Any) -> str:
    """A kept value as it stands in a list."""
    return value.isoformat() if isinstance(value, date) else str(value or "")
