"""Who has a case now, and who stands above them."""

from certification.models import Case
from certification.offices import ROLE_OF_OFFICE, office_of
from certification.queries.policy import table_of
from registry.enums import Office, Role
from registry.models import Membership, Organisation, User

# The office that is told when another lets a case lie: the next one above.
ABOVE = (Office.COUNTY, Office.BUREAU, Office.DEPARTMENT, Office.PROVINCE)


def office_now(case: Case) -> str:
    """The office of the stage that has the case; "" while it is with the person or has ended."""
    stage = table_of(case).stage(case.stage)
    return stage.office if stage else ""


def officers_now(case: Case) -> list[User]:
    """Everybody who sits where the case lies, its own person left out."""
    return _seated(case, office_now(case))


def officers_above(case: Case) -> list[User]:
    """Those of the nearest office above the one that has the case; the province's at the end."""
    here = office_now(case)
    start = ABOVE.index(Office(here)) + 1 if here in ABOVE else 0
    for office in ABOVE[start:]:
        if office == Office.PROVINCE or office_of(case, office):
            return _seated(case, office)
    return []


def holder_name(case: Case) -> str:
    """The name of the office that has the case, "" when nobody of an office has."""
    office = office_now(case)
    if not office:
        return ""
    unit = office_of(case, office)
    return unit.name if unit else str(Office(office).label)


def _seated(case: Case, office: str) -> list[User]:
    role = ROLE_OF_OFFICE.get(Office(office)) if office else None
    if role is None:
        return []
    seats = Membership.objects.in_force().filter(role=role, user__is_active=True).select_related("user")
    unit: Organisation | None = office_of(case, office)
    if role != Role.PROVINCE:
        seats = seats.filter(organisation=unit)
    own = case.professional_id
    return list({seat.user.pk: seat.user for seat in seats if seat.user.professional_id != own}.values())
