"""Which rows decide over what strangers see of the notices on the wall (cejc/lib/shelf.py).

The wall is asked for by state alone: a notice is on it from the moment it is published, and its end is a
midnight, which the shelf notices by itself.
"""

from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from cejc.lib.db.ready import ready, statement
from certification.enums import NoticeState
from certification.models import Notice, NoticeEntry

SHOWN = ("pk", "title", "organisation__name", "application_year", "published_at", "ends_at")


def rests_on(most: int) -> list[QuerySet[Notice, Any]]:
    """The first `most` on the wall, and how many there are."""
    rows = Notice.objects.filter(state=NoticeState.OPEN)
    count = rows.order_by().values("state").annotate(count=Count("pk")).values_list("count")
    return [rows.order_by("ends_at", "pk").values_list(*SHOWN)[:most], count]


def notice_rests_on(public_id: UUID) -> list[tuple[str, Any]]:
    """How the notice stands, and how many of its people were taken out: one who is out stays out."""
    return [statement(_stands, public_id)]


@ready
def _stands(public_id: UUID) -> QuerySet[Notice, Any]:
    out = NoticeEntry.objects.filter(notice=OuterRef("pk"), taken_out_at__isnull=False).order_by()
    struck = Subquery(out.values("notice").annotate(count=Count("pk")).values("count"))
    return Notice.objects.filter(public_id=public_id).values_list("state", "edit", *SHOWN, struck)
