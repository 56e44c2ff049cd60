"""Filings printed together: the form of each as it stands now, bound into one document."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy

from cejc.lib.paper import pdf
from cejc.lib.paper.binding import Bound
from registry.people.lists import Papers
from registry.people.models import User
from registry.training.models import Filing
from registry.training.queries.listed import FILINGS
from registry.training.services.filing_pdf import STYLE, TEMPLATE, contents_of, title_of


def bind(_actor: User, filings: Sequence[Filing], bound: Bound) -> None:
    """Put the form of each into `bound`."""
    if not filings:
        return
    prefetch_related_objects(filings, "slots")
    drawn, pages = pdf.together(TEMPLATE, contents_of(filings), title=title_of(filings[0]), css=STYLE)
    names = [" ".join(filter(None, (one.title, one.number))) for one in filings]
    bound.add(drawn, zip(names, pages, strict=True))


PAPERS = Papers(
    label=gettext_lazy("打印备案表"), roles=FILINGS.roles, mine=Filing.objects.visible_to, bind=bind
)
