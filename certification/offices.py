"""Which organisation holds which office of a route for a case, and by which role somebody acts for it."""

from certification.models import Case
from registry.enums import Office, Role
from registry.models import Organisation

ROLE_OF_OFFICE = {
    Office.EMPLOYER: Role.HR,
    Office.UNIVERSITY: Role.HR,
    Office.AGENCY: Role.HR,
    Office.DEPARTMENT: Role.DEPARTMENT,
    Office.COUNTY: Role.COUNTY,
    Office.BUREAU: Role.BUREAU,
    Office.PROVINCE: Role.PROVINCE,
}


def office_of(case: Case, office: str) -> Organisation | None:
    """The organisation that holds `office` for this case; None for the province, which is one for all."""
    if office in (Office.EMPLOYER, Office.UNIVERSITY, Office.AGENCY):
        return case.organisation
    holders = {Office.DEPARTMENT: case.department, Office.COUNTY: case.county, Office.BUREAU: case.bureau}
    return holders.get(Office(office))
