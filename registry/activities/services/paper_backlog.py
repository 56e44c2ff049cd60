"""Evidence that was handed in before papers were compared: looked at once, by a command."""

from django.db.models import Min, QuerySet

from cejc.lib.uploads import alike
from registry.activities.models import Evidence, PaperFile
from registry.activities.services.paper_look import look_at

PIECE = 200


def look_at_earlier(most: int = 0) -> tuple[int, int]:
    """Look at files of submitted records that nobody looked at yet, at most so many (0: all). How many
    were, and how many bytes were missing."""
    looked = lost = last = 0
    while rows := list(_next(last)[: min(PIECE, most - looked) if most else PIECE]):
        for one in rows:
            last = one.pk
            try:
                looked += look_at(one) is not None
            except FileNotFoundError:
                lost += 1
        if most and looked >= most:
            break
    return looked, lost


def _next(after: int) -> QuerySet[Evidence]:
    """One row for each such file, the oldest first."""
    known = PaperFile.objects.filter(recipe=alike.RECIPE).values("sha256")
    rows = Evidence.objects.current().exclude(activity__version=0).exclude(sha256__in=known)
    firsts = rows.filter(mime__in=alike.TYPES).order_by().values("sha256").annotate(first=Min("pk"))
    return Evidence.objects.filter(pk__in=firsts.values("first"), pk__gt=after).order_by("pk")
