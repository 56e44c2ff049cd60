"""Lists of slips."""

from django.db.models import Q, QuerySet

from cejc.lib.writing.pasted import number_in
from certification.models import Slip
from registry.models import User
from registry.people.queries.names import people_named


def slips_for(user: User, *, q: str = "", year: int | None = None, state: str = "") -> QuerySet[Slip]:
    """The slips that `user` may see, newest first, by name, unit or number."""
    rows = Slip.objects.visible_to(user).select_related("professional", "case__organisation")
    if year:
        rows = rows.filter(year=year)
    if state:
        rows = rows.filter(state=state)
    if q:
        rows = rows.filter(_matches(q))
    return rows.order_by("-year", "-sequence")


def _matches(q: str) -> Q:
    found = Q(professional__in=people_named(q)) | Q(case__organisation__name__icontains=q)
    found |= Q(number__icontains=q)
    number = number_in(q)
    if number:
        found |= Q(year=number[0], sequence=number[1])
    return found
