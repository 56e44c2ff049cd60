"""What stands in the rail for each role: apps register providers, so that registry need not know certification."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest

PERSON = "person"  # the role of whoever acts for himself
MOST = 6


@dataclass(frozen=True)
class Place:
    """One entry of the rail. `order` sorts (10, 20 …); `count` is what waits there, None or 0 for nothing."""

    label: Any
    url: str
    icon: str = "dot"
    count: int | None = None
    order: int = 50


Provider = Callable[[HttpRequest], Iterable[Place]]
_providers: dict[str, list[Provider]] = {}


def register(role: str, provider: Provider) -> None:
    """Add `provider` for a value of Role or PERSON; called from AppConfig.ready. Twice is once."""
    known = _providers.setdefault(role, [])
    if provider not in known:
        known.append(provider)


def for_request(request: HttpRequest) -> list[dict[str, Any]]:
    """The rail of the seat acted from, as templates/ui/places.html wants it."""
    seat = getattr(request, "acting", None)
    role = seat.role if seat else PERSON
    found = [place for provider in _providers.get(role, []) for place in provider(request)]
    found.sort(key=lambda place: place.order)
    current = _current(found[:MOST], request.path)
    return [asdict(place) | {"current": place is current} for place in found[:MOST]]


def _current(places: list[Place], path: str) -> Place | None:
    """The place whose address is the longest beginning of the path."""
    inside = [
        place for place in places if path == place.url or (place.url != "/" and path.startswith(place.url))
    ]
    return max(inside, key=lambda place: len(place.url), default=None)
