"""The demo's other routes: a city with its county, a personnel-file
agency, a university and a central unit."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from certification.demo import records
from certification.demo.given import given
from certification.demo.people import credit_code, staff
from certification.demo.small_people import person_at
from certification.models import Case
from certification.services import allotment, bureau, record, review
from certification.services import case as cases
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services.slips import slip
from credits.engine import Policy, span_for
from registry.choices import whole_place
from registry.enums import Degree, OrganisationKind, Role, Route
from registry.models import Organisation, Professional, User
from registry.people.services import organisation


@dataclass
class Elsewhere:
    """Who does what on the other routes."""

    bureau: Organisation
    officers: list[User]
    county: list[User]
    clerks: dict[str, list[User]] = field(default_factory=dict)
    people: dict[str, list[User]] = field(default_factory=dict)


def gather(dice: random.Random, number: Iterator[str]) -> Elsewhere:
    """Offices, units and people, as an administrator and HR would enter them."""
    known = given("elsewhere")
    there, whole = known["region"], whole_place()
    city = _unit(60, known["city"], None, OrganisationKind.BUREAU, Route.CITY, there)
    county = _unit(61, known["county"], city, OrganisationKind.COUNTY, Route.CITY, there)
    education = _unit(62, known["education"], None, OrganisationKind.DEPARTMENT, Route.PROVINCIAL, whole)
    found = Elsewhere(
        city,
        [
            staff(city, Role.BUREAU, f"bureau{n}", name, next(number))
            for n, name in ((1, "石敬业"), (2, "文思远"))
        ],
        [staff(county, Role.COUNTY, "county1", "龙在田", next(number))],
    )
    staff(education, Role.DEPARTMENT, "dept3", "江流", next(number))
    above = {Route.CITY: county, Route.LOCAL: city, Route.UNIVERSITY: education, Route.CENTRAL: None}
    for order, one in enumerate(known["units"]):
        route, login = Route(one["route"]), one["login"]
        region = there if route in (Route.CITY, Route.LOCAL) else whole
        unit = _unit(63 + order, one["name"], above[route], one["kind"], route, region)
        clerks = [
            staff(unit, Role.HR, f"{login}hr{n}", shown, next(number))
            for n, shown in ((1, "毕为公"), (2, "殷勤"))
        ]
        found.clerks[login] = clerks
        found.people[login] = [
            person_at(clerks[0], unit, person, next(number), f"{login}{n}", one["series"], dice)
            for n, person in enumerate(one["people"], 1)
        ]
    return found


def _unit(
    code: int, name: str, above: Organisation | None, kind: str, route: str, region: str
) -> Organisation:
    return organisation.create(
        actor=None,
        name=name,
        credit_code=credit_code(code),
        supervisor=above,
        kind=kind,
        region=region,
        route=route,
        contact=f"人事科，{given('numbers')['phone']}{code:07d}",
    )


def record_years(found: Elsewhere, policy: Policy, dice: random.Random) -> None:
    """Whole spans of everybody; of the one who applies for an intermediate title five years."""
    for people in found.people.values():
        for order, user in enumerate(people):
            for year in _span(policy, _level(user)):
                kind = records.PROFESSIONAL[(order + year) % len(records.PROFESSIONAL)]
                records.a_good_year(user, policy, year, kind, dice)


def _level(user: User) -> str:
    return "intermediate" if user.username == "city4" else "senior_associate"


def _span(policy: Policy, level: str) -> range:
    span = span_for(policy, level=level, degree=Degree.DOCTOR, series="engineering")
    return range(span.first, span.last + 1)


def settle(found: Elsewhere, province: User) -> None:
    """The city settles its year and claims numbers; the province grants them."""
    bureau.settle(
        actor=found.officers[0],
        organisation=found.bureau,
        application_year=2020,
        edit=0,
        county_review=True,
        notice=False,
        notice_days=5,
    )
    claimed = allotment.claim(actor=found.officers[0], organisation=found.bureau, year=2020, count=50)
    allotment.grant(actor=province, allotment=claimed, count=40)


def submit(found: Elsewhere) -> None:
    for people in found.people.values():
        for user in people:
            person = Professional.objects.get(users=user)
            level = _level(user)
            case = cases.open_case(
                actor=user,
                application_year=2020,
                title_series=person.title_series,
                title_level=level,
                degree=Degree.DOCTOR,
            )
            cases.submit_case(actor=user, case=case)


def review_all(found: Elsewhere) -> None:
    """Every unit reviews; of the city's four the third still waits."""
    for login, clerks in found.clerks.items():
        for case in _cases(found.people[login]):
            if case.professional.name != "粟裕华":
                review.pass_case(actor=clerks[0], case=case)


def publish(found: Elsewhere) -> None:
    """The university and the central unit hang out their notices."""
    for login in ("faculty", "central"):
        ready, clerk = _cases(found.people[login]), found.clerks[login][0]
        unit = ready[0].organisation
        made = drafts.compose_notice(
            actor=clerk,
            organisation=unit,
            cases=ready,
            contact=unit.contact,
            title=f"{unit.name}2020年度继续教育合格人员名单公示",
        )
        notices.publish_notice(actor=clerk, notice=made)


def finish(found: Elsewhere) -> None:
    """The county passes, the city verifies; one slip is issued, one intermediate title recorded."""
    for case in _cases(found.people["city"]):
        if case.state == "county_review":
            review.pass_case(actor=found.county[0], case=case)
    first, *_rest = _cases(found.people["city"])
    review.pass_case(actor=found.officers[0], case=first)
    slip.issue_slip(actor=found.officers[1], case=first)
    last = _cases(found.people["city"])[-1]
    review.pass_case(actor=found.officers[0], case=last)
    record.record_case(actor=found.officers[1], case=last)


def _cases(users: list[User]) -> list[Case]:
    people = [user.professional_id for user in users]
    rows = Case.objects.filter(professional__in=people).select_related("organisation", "professional")
    return list(rows.order_by("pk"))
