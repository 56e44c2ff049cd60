"""The year 2019 as people of the demo register it: declared, confirmed by HR, locked by the department."""

from datetime import date

from cejc.errors import Refused
from certification.demo.people import Cast
from registry.activities.services import activity_review
from registry.enums import RegistrationState
from registry.models import Activity, AnnualRegistration, User
from registry.yearly.services import registration
from registry.yearly.services.registration_arrangement import arrange

YEAR = 2019


def register(cast: Cast, busy: set[int]) -> None:
    """Everybody with records of the year declares it; HR and departments confirm a part."""
    for department, officer in cast.departments:
        arrange(actor=officer, organisation=department, year=YEAR, closes_on=date(2020, 7, 31))
    people = [user for user in cast.people if user.pk not in busy]
    for user in people:
        if Activity.objects.filter(professional=user.professional_id, awards__year=YEAR).exists():
            registration.declare(actor=user, year=YEAR)
    for order, row in enumerate(_of(people).filter(state=RegistrationState.DECLARED)):
        if order % 3:
            _confirm(cast, row, further=order % 3 == 2)


def _of(people: list[User]):
    keys = [user.professional_id for user in people]
    rows = AnnualRegistration.objects.filter(professional__in=keys, year=YEAR)
    return rows.select_related("organisation", "professional").order_by("pk")


def _confirm(cast: Cast, row: AnnualRegistration, *, further: bool) -> None:
    """HR approves what waits and confirms the year; the department too, where nothing of its own waits."""
    clerk, officer = cast.hr_of(row.organisation), cast.department_over(row.organisation)
    waiting = Activity.objects.filter(
        professional=row.professional, state="submitted", is_professional_subject=True
    )
    try:
        for activity in waiting:
            activity_review.approve(actor=clerk, activity=activity)
        registration.confirm(actor=clerk, registration=row)
        if further:
            registration.confirm(actor=officer, registration=row)
    except Refused:
        return  # the clerk's own year, or papers that wait for the department
