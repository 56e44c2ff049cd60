"""Lists of slips."""

from typing import Any

from django.db.models import Q, QuerySet

from cejc.lib.db.either import either
from cejc.lib.writing.pasted import number_in
from certification.models import Slip
from registry.models import User
from registry.people.queries.names import people_named


def slips_of(user: User) -> QuerySet[Slip]:
    """The slips that `user` may see, newest first."""
    rows = Slip.objects.visible_to(user).select_related("professional", "case__organisation")
    return rows.order_by("-year", "-sequence")


def matching(rows: QuerySet[Slip, Any], q: str) -> QuerySet[Slip, Any]:
    """Those of `rows` found by name, unit or number."""
    found = [Q(professional__in=people_named(q)), Q(case__organisation__name__icontains=q)]
    found.append(Q(number__icontains=q))
    if number := number_in(q):
        found.append(Q(year=number[0], sequence=number[1]))
    return either(rows, *found)
