"""Who may claim, hand out and ask for handbooks (二), and confirm titles."""

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from registry.enums import SUPERVISING, OrganisationKind, Role
from registry.people.models import Employment, Organisation, Professional, User
from registry.people.permissions import is_hr_of, is_self
from registry.people.queries.people import current_employment
from registry.yearly.models import Handbook

# Units that claim for their own people beside the offices above: 省直部门（含省属高校等）and central units.
CLAIMING = (OrganisationKind.UNIVERSITY, OrganisationKind.CENTRAL)


def claiming_offices(user: User) -> list[Organisation]:
    """The offices for which `user` composes claim lists."""
    seats = [*user.seats_as(*SUPERVISING)]
    seats += [seat for seat in user.seats_as(Role.HR) if seat.organisation.kind in CLAIMING]
    return [seat.organisation for seat in seats]


def claims_for(user: User, organisation: Organisation) -> bool:
    return any(office.pk == organisation.pk for office in claiming_offices(user))


def units_of(handbooks: Iterable[Handbook]) -> dict[int, int]:
    """Key of each person -> key of the unit where the person is now. One query."""
    people = [book.professional_id for book in handbooks]
    rows = Employment.objects.current().filter(professional__in=people)
    return dict(rows.values_list("professional", "organisation"))


def hands_out(user: User, handbook: Handbook, units: Mapping[int, int] | None = None) -> bool:
    """The office that claimed the handbook, or HR of the unit where the
    person is now. `units` saves the query."""
    if claims_for(user, handbook.claim.organisation):
        return True
    unit = (units_of([handbook]) if units is None else units).get(handbook.professional_id)
    return any(seat.organisation_id == unit for seat in user.seats_as(Role.HR))


def handed_out_by(user: User) -> QuerySet[Handbook]:
    """Those for which `hands_out` says yes."""
    offices = [office.pk for office in claiming_offices(user)]
    units = [seat.organisation_id for seat in user.seats_as(Role.HR)]
    present = Employment.objects.current().filter(organisation__in=units)
    mine = Q(claim__organisation__in=offices) | Q(professional__in=present.values("professional"))
    return Handbook.objects.filter(mine)


def may_report_loss(user: User, handbook: Handbook) -> bool:
    return is_self(user, handbook.professional) or hands_out(user, handbook)


def may_reissue(user: User, handbook: Handbook) -> bool:
    """The provincial office, never for oneself."""
    return user.has_role(Role.PROVINCE) and not is_self(user, handbook.professional)


def is_their_hr(user: User, person: Professional) -> bool:
    """HR of the unit where the person is now."""
    place = current_employment(person)
    return place is not None and is_hr_of(user, place.organisation)
