"""Who may stand in for the holder of an office, and who does."""

from datetime import date

from django.db.models import Q, QuerySet

from registry.enums import EmploymentState
from registry.people.models import Deputy, Employment, Membership, User


def colleague(seat: Membership, username: str, on: date) -> User | None:
    """The active login `username` that sits or works at the organisation of `seat` on that day, or None."""
    user = User.objects.select_related("professional").filter(username=username, is_active=True).first()
    if user is None or user.professional_id is None:
        return None
    own = user.memberships.in_force(on).filter(organisation=seat.organisation_id, stands_for="")
    return user if own.exists() or _works_there(user, seat, on) else None


def _works_there(user: User, seat: Membership, on: date) -> bool:
    places = Employment.objects.filter(
        professional=user.professional, organisation=seat.organisation_id, state=EmploymentState.CONFIRMED
    )
    return places.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on).exists()


def overlapping(rows: QuerySet, first: date, last: date, prefix: str = "") -> QuerySet:
    """Those of `rows` that hold on some day from `first` to `last`, inclusive."""
    begins, ends = f"{prefix}valid_from", f"{prefix}valid_until"
    return rows.filter(Q(**{ends: None}) | Q(**{f"{ends}__gte": first}), **{f"{begins}__lte": last})


def arrangements(user: User) -> QuerySet[Deputy]:
    """What `user` arranged, or was asked to do, newest first; an administrator sees all."""
    return Deputy.objects.visible_to(user).select_related(
        "principal__user", "principal__organisation", "seat__user", "seat__organisation"
    )
