"""What stands in the rail for each role: apps register providers, so
that registry need not know certification."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

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
    """The rail of the seat acted from, as templates/ui/places.html wants it:
    six at most, the last one opens the rest."""
    found = all_for(request)
    current = _current(found, request.path)
    shown = found
    if len(found) > MOST:
        shown, rest = found[: MOST - 1], found[MOST - 1 :]
        more = Place(_("更多"), reverse("registry:places"), "plus", sum(place.count or 0 for place in rest))
        current = more if current in rest or request.path == more.url else current
        shown = [*shown, more]
    return [asdict(place) | {"current": place is current} for place in shown]


def all_for(request: HttpRequest) -> list[Place]:
    """Every place of the seat acted from, in order."""
    seat = getattr(request, "acting", None)
    role = seat.role if seat else PERSON
    found = [place for provider in _providers.get(role, []) for place in provider(request)]
    return sorted(found, key=lambda place: place.order)


def beyond(request: HttpRequest) -> list[Place]:
    """What the rail has no room for."""
    found = all_for(request)
    return found[MOST - 1 :] if len(found) > MOST else []


def _current(places: list[Place], path: str) -> Place | None:
    """The place whose address is the longest beginning of the path."""
    inside = [
        place for place in places if path == place.url or (place.url != "/" and path.startswith(place.url))
    ]
    return max(inside, key=lambda place: len(place.url), default=None)
