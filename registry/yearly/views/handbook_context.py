"""What the page of one handbook shows, whoever reads it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from registry.people.models import Portrait, Professional, User
from registry.people.permissions import is_self
from registry.yearly.models import Handbook, HandbookEdition
from registry.yearly.moves.handbook import HANDBOOK
from registry.yearly.permissions import hands_out
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
        "editions": list(HandbookEdition.objects.filter(handbook=book).order_by("-edition")[:10]),
    } | own_page(book.professional)


def own_page(person: Professional) -> dict[str, Any]:
    """Portrait and titles, also of a person who has no handbook yet."""
    return {
        "portrait": Portrait.objects.current().filter(professional=person).first(),
        "titles": lines(person.titles.order_by("since", "pk")),
    }
