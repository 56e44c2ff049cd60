"""What stands in the rail for each role: apps register providers, so
that registry need not know certification."""

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
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


# Names the moment of the login's last post, in its browser.
ACTED = f"{settings.COOKIE_PREFIX}acted"
MOST_COUNTED = 5000
_counted: dict[tuple[Any, ...], tuple[float, list["Place"]]] = {}

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
    """Every place of the seat acted from, in order; as they were counted some seconds ago
    (CEJC_BADGE_SECONDS), if this login has done nothing since."""
    seat = getattr(request, "acting", None)
    role = seat.role if seat else PERSON
    if not settings.CEJC_BADGE_SECONDS:
        return _found(request, role)
    key, now = (request.user.pk, seat and seat.pk, get_language()), time.time()
    moment, found = _counted.get(key, (0.0, []))
    if moment + settings.CEJC_BADGE_SECONDS <= now or moment <= _last_act(request):
        found = _found(request, role)
        _keep(key, (now, found))
    return found


def _found(request: HttpRequest, role: str) -> list[Place]:
    found = [place for provider in _providers.get(role, []) for place in provider(request)]
    return sorted(found, key=lambda place: place.order)


def _keep(key: tuple[Any, ...], counted: tuple[float, list[Place]]) -> None:
    _counted[key] = counted
    while len(_counted) > MOST_COUNTED:
        _counted.pop(next(iter(list(_counted))), None)


def note_act(response: HttpResponse) -> None:
    """Whoever has just sent something sees what became of it in the rail too, whichever process answers."""
    if seconds := settings.CEJC_BADGE_SECONDS:
        moment, over_tls = f"{time.time():.3f}", settings.CEJC_HTTPS
        response.set_cookie(ACTED, moment, max_age=seconds, httponly=True, samesite="Lax", secure=over_tls)


def _last_act(request: HttpRequest) -> float:
    try:
        return float(request.COOKIES.get(ACTED, 0))
    except ValueError:
        return 0.0


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
