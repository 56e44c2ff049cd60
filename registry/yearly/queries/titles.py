"""The titles that people hold and held, as other rooms ask for them."""

from collections.abc import Collection, Iterable

from registry.yearly.models import TitleRecord


def titles_of(people: Collection[int]) -> Iterable[tuple[int, str, int]]:
    """The confirmed titles of people (keys): whose, of which series, since which year. One query."""
    rows = TitleRecord.objects.confirmed().filter(professional__in=people).order_by("since", "pk")
    found = rows.values_list("professional_id", "series", "since")
    return ((key, series, day.year) for key, series, day in found)
