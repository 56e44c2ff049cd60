"""Who sits where one sits."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from registry.people.models import Membership, User


def colleagues_as(user: User, roles: Iterable[str]) -> QuerySet[User]:
    """Who holds a seat of one of `roles` today where `user` does, himself among them."""
    same = Q(pk__in=[])
    for seat in user.seats_as(*roles):
        same |= Q(organisation=seat.organisation_id, role=seat.role)
    seats = Membership.objects.in_force().filter(same)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("username")
