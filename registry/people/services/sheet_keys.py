"""Rows that come back from an exported list: whose each is, its key says, though its number is masked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cejc.lib.sheets.reading import Line
from registry.people.models import Employment

Keyed = dict[str, Employment]  # places by their public id


def keyed(lines: Sequence[Line], **where: Any) -> Keyed:
    """The places that the lines name by their key, of those that answer to `where`."""
    keys = [key for line in lines if (key := _uuid(line.values.get("key", "")))]
    rows = Employment.objects.select_related("professional").filter(public_id__in=keys, **where)
    return {str(one.public_id): one for one in rows}


def _uuid(typed: str) -> str:
    try:
        return str(UUID(typed))
    except ValueError:
        return ""


def fill_in(line: Line, places: Keyed) -> None:
    """The whole number of whoever is masked on the list."""
    place = places.get(line.values.get("key", ""))
    if place is not None and line.values.get("number") == place.professional.identity_masked:
        line.values["number"] = str(place.professional.identity_number)
        line.values["identity_type"] = place.professional.identity_type
