"""Every route of a policy from its first entry to its end, with the
offices that it names, through the services."""

from datetime import datetime, timedelta
from types import SimpleNamespace

from cejc import clock
from certification.models import Case
from certification.queries.policy import table_of
from certification.services import allotment, bureau, record, review
from certification.services import batch as batches
from certification.services import case as cases
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services.slips import slip
from certification.workflow.table import ENDED
from credits.engine import Stage
from credits.services import load_calendar
from registry.enums import OrganisationKind, Role, Route
from registry.models import Organisation, User
from tests import factories
from tests.certification.rows import on
from tests.certification.stages import complete_years, open_case
from tests.registry.activities.activity_factories import png, upload
from tests.remembered import remembered

START = "2020-05-06 09:00"
FORMAT = "%Y-%m-%d %H:%M"
NAMES = {
    "bob": "毕明",
    "bert": "白桦",
    "dora": "杜若",
    "dina": "丁宁",
    "cora": "柯蓉",
    "cleo": "纪源",
    "bella": "贝珍",
    "bruno": "卜锐",
    "petra": "彭悦",
    "paul": "潘立",
    "zora": "左岸",
}


def office(organisation: Organisation, role: str, *names: str) -> list[User]:
    """Two officers of one role: nobody acts in two stages (R23)."""
    made = []
    for name in names:
        user = factories.make_person(name, NAMES.get(name, f"{name}员"))
        factories.make_membership(user, organisation, role)
        if role == Role.HR:
            factories.make_employment(user.professional, organisation)
        made.append(user)
    return made


def unit(kind: str, name: str, parent: Organisation | None = None, **values) -> Organisation:
    return factories.make_organisation(
        name, parent=parent, kind=kind, contact="人事处 0731-80000001", **values
    )


@remembered
def cast(route: str = Route.CITY, *, agency: bool = False, year: int = 2020) -> SimpleNamespace:
    """A person at a unit of `route`, with every office that any route
    can name, and outsiders of each kind."""
    load_calendar(years=[year, year + 1])
    province = unit(OrganisationKind.PROVINCE, "湖南省人力资源和社会保障厅专业技术人员管理处")
    department = unit(OrganisationKind.DEPARTMENT, "湖南省教育厅")
    city = unit(OrganisationKind.BUREAU, "长沙市人力资源和社会保障局", region="430100", route=Route.CITY)
    county = unit(
        OrganisationKind.COUNTY, "长沙县人力资源和社会保障局", city, region="430100", route=Route.CITY
    )
    other_city = unit(
        OrganisationKind.BUREAU, "株洲市人力资源和社会保障局", region="430200", route=Route.CITY
    )
    above = {Route.CITY: county, Route.LOCAL: city, Route.CENTRAL: None}.get(route, department)
    kinds = {Route.UNIVERSITY: OrganisationKind.UNIVERSITY, Route.CENTRAL: OrganisationKind.CENTRAL}
    kind = OrganisationKind.AGENCY if agency else kinds.get(route, OrganisationKind.EMPLOYER)
    home = unit(kind, "湘江大学附属单位", above, route=route)
    person = factories.employee_of(home, "alice", "欧阳晓𬱖")
    person.professional.degree = "doctor"
    person.professional.save(update_fields=["degree"])
    officers = {
        "employer": office(home, Role.HR, "bob", "bert"),
        "department": office(department, Role.DEPARTMENT, "dora", "dina"),
        "county": office(county, Role.COUNTY, "cora", "cleo"),
        "bureau": office(city, Role.BUREAU, "bella", "bruno"),
        "province": office(province, Role.PROVINCE, "petra", "paul"),
    }
    officers["university"] = officers["agency"] = officers["employer"]
    return SimpleNamespace(
        person=person,
        officers=officers,
        home=home,
        city=city,
        county=county,
        other_city=other_city,
        department=department,
        province=province,
        outsider=office(other_city, Role.BUREAU, "zora")[0],
    )


@remembered
def settle(people: SimpleNamespace, **values) -> None:
    """The bureau settles its year."""
    values = {"county_review": False, "notice": False, "notice_days": 5, "edit": 0} | values
    bureau.settle(
        actor=people.officers["bureau"][0], organisation=people.city, application_year=2020, **values
    )


@remembered
def stock(people: SimpleNamespace, count: int = 10) -> None:
    """The bureau claims numbers, the province grants them."""
    claimed = allotment.claim(
        actor=people.officers["bureau"][0], organisation=people.city, year=2020, count=count
    )
    allotment.grant(actor=people.officers["province"][0], allotment=claimed, count=count)


@remembered
def begin(people: SimpleNamespace, level: str = "senior_associate", year: int = 2020) -> Case:
    """A submitted case for a title of `level`."""
    with on(START):
        years = (2018, 2019) if level == "senior_associate" else range(year - 5, year)
        complete_years(people.person, years=years)
        case = open_case(people.person, title_level=level, application_year=year)
        cases.submit_case(actor=people.person, case=case)
    case.refresh_from_db()
    return case


def walk(case: Case, people: SimpleNamespace, until: str = "") -> list[str]:
    """Lead a submitted case on until `until` (or its end); the states that it came through."""
    seen = [case.state]
    while case.state not in ENDED and case.state != until:
        walk_one(case, people)
        seen.append(case.state)
    return seen


def walk_one(case: Case, people: SimpleNamespace) -> None:
    """The next act on the way of `case`, a day after the last one or when its window opens."""
    last = case.state_since.astimezone(clock.SHANGHAI).replace(tzinfo=None)
    step(case, table_of(case).stage(case.stage), people, last + timedelta(days=1))
    case.refresh_from_db()


def step(case: Case, stage: Stage, people: SimpleNamespace, moment: datetime) -> datetime:
    """One act at `stage` on or after `moment`; when it was done."""
    order = [one.id for one in table_of(case).stages].index(stage.id)
    actor = people.officers[stage.office][order % 2]
    if stage.kind == "notice" and case.state.endswith(".open"):
        moment += timedelta(days=14)
    if stage.window:
        opens = stage.window.opens or stage.window.closes
        moment = max(moment, datetime(opens.year, opens.month, opens.day, 9))
    _act(stage.kind, case, people, actor, moment)
    return moment


@remembered
def _act(kind: str, case: Case, people: SimpleNamespace, actor: User, moment: datetime) -> None:
    with on(moment.strftime(FORMAT)):
        ACTS[kind](case, people, actor)


def _review(case: Case, people: SimpleNamespace, actor: User) -> None:
    if case.state.endswith(".begun"):
        review.pass_case(actor=actor, case=case)
    else:
        review.begin_review(actor=actor, case=case)


def _notice(case: Case, people: SimpleNamespace, actor: User) -> None:
    if case.state.endswith(".open"):
        notices.close_due()
        return
    notice = drafts.compose_notice(
        actor=actor, organisation=people.home, cases=[case], title="公示", contact="组织人事部"
    )
    notices.publish_notice(actor=actor, notice=notice)


def _file(case: Case, people: SimpleNamespace, actor: User) -> None:
    unit_ = next(seat.organisation for seat in actor.seats)
    batch = batches.make_batch(actor=actor, organisation=unit_, cases=[case], name="第一批")
    if batches.material_of(case):
        batch = batches.attach_material(actor=actor, batch=batch, upload=upload("章", "公示材料.png"))
    batches.file_batch(actor=actor, batch=batch)


ACTS = {
    "review": _review,
    "notice": _notice,
    "filing": _file,
    "record": lambda case, people, actor: record.record_case(actor=actor, case=case),
    "issue": lambda case, people, actor: slip.issue_slip(actor=actor, case=case),
}
__all__ = ["ACTS", "begin", "cast", "clock", "png", "settle", "step", "stock", "walk"]
