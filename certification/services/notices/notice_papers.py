"""Notices printed together: the papers for the wall, as they were drawn, bound into one document."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from cejc.lib.paper.binding import Bound
from cejc.lib.writing.dates import cn_day
from certification.models import Notice
from certification.queries.notices.notice import notices_for
from certification.services.notices.notice_print import drawn, is_drawn, struck_of
from registry.enums import SUPERVISING, Role
from registry.people.lists import Papers
from registry.people.models import User


def _published(actor: User) -> QuerySet[Notice]:
    """Those that have a paper: a draft has none."""
    return notices_for(actor).exclude(published_at=None)


def bind(_actor: User, notices: Sequence[Notice], bound: Bound) -> None:
    """Put the paper of each into `bound`; what the worker has not drawn yet is drawn now."""
    struck = struck_of(notices)
    for row in notices:
        kept = row if is_drawn(row, struck.get(row.pk, 0)) else drawn(row)
        bound.add_stored(kept.pdf_name, f"{row.title} {cn_day(row.frozen['published_at'][:10])}")


PAPERS = Papers(
    label=gettext_lazy("打印张贴的名单"),
    roles=(Role.HR, *SUPERVISING),
    mine=_published,
    bind=bind,
    most=500,
)
