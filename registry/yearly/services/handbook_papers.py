"""Electronic handbooks printed together: a new edition of each where something changed, bound into one
document that its HR, or the office that claimed them, prints."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from cejc.lib.paper import pdf
from cejc.lib.paper.binding import Bound
from registry.enums import SUPERVISING, Role
from registry.people.lists import Papers
from registry.people.models import User
from registry.yearly.models import Handbook
from registry.yearly.permissions import handed_out_by
from registry.yearly.services.handbook_edition import STYLE, TEMPLATE, ask_many, sheet_of


def bind(actor: User, books: Sequence[Handbook], bound: Bound) -> None:
    """Put the newest edition of each into `bound`. Again after a crash, the editions are those of before."""
    editions = ask_many(actor=actor, handbooks=books)
    if not editions:
        return
    sheets = (sheet_of(one) for one in editions)
    drawn, pages = pdf.together(TEMPLATE, sheets, title=editions[0].content["document_title"], css=STYLE)
    names = [f"{one.content['name']} {one.content['number']}" for one in editions]
    bound.add(drawn, zip(names, pages, strict=True))


PAPERS = Papers(
    label=gettext_lazy("打印电子登记手册"),
    roles=(Role.HR, *SUPERVISING),
    mine=handed_out_by,
    bind=bind,
)
