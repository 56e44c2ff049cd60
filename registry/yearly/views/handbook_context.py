"""What the page of one handbook shows, whoever reads it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from registry.machinery.models.job import Job
from registry.people.models import Portrait, Professional, User
from registry.people.permissions import is_self
from registry.yearly.models import Handbook, HandbookEdition
from registry.yearly.moves.handbook import HANDBOOK
from registry.yearly.permissions import hands_out
from registry.yearly.services.handbook_edition import RENDER
from registry.yearly.views.title_record import lines

EVENTS = {
    "granted": _("核发"),
    "handed_out": _("发放"),
    "lost": _("挂失"),
    "reissued": _("补发"),
}


def book_page(user: User, book: Handbook) -> dict[str, Any]:
    """The context of templates/registry/yearly/handbook/book.html."""
    mine = is_self(user, book.professional)
    return {
        "book": book,
        "person": book.professional,
        "mine": mine,
        "events": [(event, EVENTS[event.kind]) for event in book.events.order_by("pk")],
        "moves": HANDBOOK.open_to(user, book),
        "may_ask": mine or hands_out(user, book),
        "editions": _editions(book),
    } | own_page(book.professional)


def _editions(book: Handbook) -> list[HandbookEdition]:
    """The last ones; `is_waited` where a file of its own is drawn now."""
    editions = list(HandbookEdition.objects.filter(handbook=book).order_by("-edition")[:10])
    keys = {one.pk: f"{RENDER}:{one.public_id}" for one in editions if not one.pdf_name}
    waited = set(Job.objects.filter(key__in=keys.values()).values_list("key", flat=True)) if keys else set()
    for one in editions:
        one.is_waited = keys.get(one.pk) in waited  # type: ignore[attr-defined]
    return editions


def own_page(person: Professional) -> dict[str, Any]:
    """Portrait and titles, also of a person who has no handbook yet."""
    return {
        "portrait": Portrait.objects.current().filter(professional=person).first(),
        "titles": lines(person.titles.order_by("since", "pk")),
    }
