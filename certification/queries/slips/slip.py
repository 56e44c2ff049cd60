"""Lists of slips."""

from typing import Any

from django.db.models import Q, QuerySet, Sum

from cejc.lib.db.either import either
from cejc.lib.db.grams import Has
from cejc.lib.writing.pasted import number_in
from certification.counts import PROVINCE
from certification.models import Slip, SlipCount
from registry.enums import SUPERVISING, Role
from registry.models import User
from registry.people.queries.names import people_named

Slip._meta.get_field("number").register_lookup(Has)


def slips_of(user: User) -> QuerySet[Slip]:
    """The slips that `user` may see, newest first."""
    rows = Slip.objects.visible_to(user).select_related("professional", "case__organisation")
    return rows.order_by("-year", "-sequence")


def carried_by(user: User) -> int | None:
    """How many slips `slips_of` finds for an office, by its counter; None where they have to be counted: of
    one's own, and of whoever sits in two offices."""
    seats = user.seats_as(Role.HR, *SUPERVISING, Role.PROVINCE)
    province = user.has_role(Role.PROVINCE)
    if not (province or len(seats) == 1):
        return None
    role, office = (Role.PROVINCE, PROVINCE) if province else (seats[0].role, seats[0].organisation_id)
    counted: int = SlipCount.objects.filter(role=role, office=office).aggregate(n=Sum("value"))["n"] or 0
    if province:
        return counted
    column = "case__organisation" if role == Role.HR else f"case__{role}"
    own = Slip.objects.filter(case__professional=user.professional_id or 0)
    return counted + own.exclude(**{f"{column}__isnull": False, column: office}).count()


def matching(rows: QuerySet[Slip, Any], q: str) -> QuerySet[Slip, Any]:
    """Those of `rows` found by name, unit or number."""
    found = [Q(professional__in=people_named(q)), Q(case__organisation__name__icontains=q)]
    found.append(Q(number__has=q))
    if number := number_in(q):
        found.append(Q(year=number[0], sequence=number[1]))
    return either(rows, *found)
