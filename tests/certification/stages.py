"""Bring a case to any state of the provincial route through the services, as people's clicks would."""

from types import SimpleNamespace

from django.utils import timezone

from certification.models import Case, Notice
from certification.services import batch as batches
from certification.services import case as cases
from certification.services import review
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services.slips import slip
from certification.workflow.table import table_for
from credits.queries import bundled
from credits.services import load_calendar
from registry.models import Activity, Membership, User
from tests import factories
from tests.certification.rows import make_case, on
from tests.registry.activities.activity_factories import make_submitted
from tests.remembered import remembered

# 2018 and 2019, the span of a doctor who applies for 副高 (三).
YEARS = (2018, 2019)
TABLE = table_for(bundled("hunan-2020").routes["provincial"])
PATH = (
    "draft",
    "initial_review",
    "initial_review.begun",
    "notice",
    "notice.open",
    "confirmation",
    "confirmation.begun",
    "filing",
    "verification",
    "verification.begun",
    "issue",
    "issued",
)
ASIDE = ("returned", "cancelled")


@remembered
def cast() -> SimpleNamespace:
    """Everybody who has to do with one case, and outsiders."""
    province = factories.make_province()
    department = factories.make_department("湖南省水利厅")
    employer = factories.make_employer("湖南省水利水电勘测设计院", parent=department)
    elsewhere = factories.make_employer(
        "湖南省人民医院", parent=factories.make_department("湖南省卫生健康委员会")
    )
    load_calendar(years=[2020, 2021])
    person = factories.employee_of(employer, "alice", "欧阳晓𬱖")
    person.professional.degree = "doctor"
    person.professional.save(update_fields=["degree"])
    return SimpleNamespace(
        person=person,
        hr=factories.hr_of(employer, "bob", "毕明"),
        department=factories.department_of(department, "dora", "杜若"),
        province=factories.province_of(province, "petra", "彭悦"),
        issuer=factories.province_of(province, "paul", "潘立"),
        colleague=factories.employee_of(employer, "carol", "蔡蓉"),
        outsider=factories.hr_of(elsewhere, "hana", "何娜"),
        admin=factories.admin_of(province, "admin", "安民"),
        employer=employer,
        department_unit=department,
        province_unit=province,
    )


@remembered
def complete_years(user: User, years=YEARS) -> list[Activity]:
    """30 public and 60 professional hours in each of `years`, submitted."""
    made = []
    for year in years:
        public = {"date": f"{year}-06-01", "subject": "public", "approved_hours": "30", "minutes": 1350}
        award = {"level": "prefectural", "rank": 3, "date": f"{year}-11-11"}
        made.append(make_submitted(user, "online", title=f"{year}年公需课程", facts=public))
        made.append(make_submitted(user, "award", title=f"{year}年科技奖", facts=award))
    return made


def open_case(user: User, **values) -> Case:
    values = {
        "application_year": 2020,
        "title_series": "engineering",
        "title_level": "senior_associate",
        "degree": "doctor",
        "title_name": "高级工程师",
    } | values
    return cases.open_case(actor=user, **values)


def at_state(state: str, people: SimpleNamespace, prepare=complete_years) -> Case:
    """A case of `people.person` at `state`; `prepare` makes the records of its years."""
    case = _begun(people, prepare)
    if state == "cancelled":
        with on("2020-05-06 10:00"):
            cases.cancel_case(actor=people.person, case=case)
    elif state == "returned":
        walk(case, "initial_review", people)
        with on("2020-05-09 10:00"):
            review.return_case(actor=people.hr, case=case, text="请换成清晰的扫描件。")
    else:
        walk(case, state, people)
    case.refresh_from_db()
    assert case.state == state
    return case


@remembered
def _begun(people: SimpleNamespace, prepare) -> Case:
    with on("2020-05-06 09:00"):
        prepare(people.person)
        return open_case(people.person)


def walk(case: Case, state: str, people: SimpleNamespace) -> None:
    for step in PATH[1 : PATH.index(state) + 1]:
        _step(step, case, people)


@remembered
def _step(step: str, case: Case, people: SimpleNamespace) -> None:
    moment, act = STEPS[step]
    with on(moment):
        act(case, people)


def _publish(case: Case, people: SimpleNamespace) -> Notice:
    notice = drafts.compose_notice(
        actor=people.hr, organisation=people.employer, cases=[case], title="公示", contact="组织人事部"
    )
    return notices.publish_notice(actor=people.hr, notice=notice)


def _file(case: Case, people: SimpleNamespace) -> None:
    batch = batches.make_batch(
        actor=people.department, organisation=people.department_unit, cases=[case], name="第一批"
    )
    batches.file_batch(actor=people.department, batch=batch)


STEPS = {
    "initial_review": ("2020-05-07 09:00", lambda case, p: cases.submit_case(actor=p.person, case=case)),
    "initial_review.begun": ("2020-05-08 09:00", lambda case, p: review.begin_review(actor=p.hr, case=case)),
    "notice": ("2020-05-08 10:00", lambda case, p: review.pass_case(actor=p.hr, case=case)),
    "notice.open": ("2020-05-11 09:00", _publish),
    "confirmation": ("2020-05-19 00:00", lambda case, p: notices.close_due()),
    "confirmation.begun": (
        "2020-05-20 09:00",
        lambda case, p: review.begin_review(actor=p.department, case=case),
    ),
    "filing": ("2020-05-20 10:00", lambda case, p: review.pass_case(actor=p.department, case=case)),
    "verification": ("2020-06-01 09:00", _file),
    "verification.begun": (
        "2020-06-02 09:00",
        lambda case, p: review.begin_review(actor=p.province, case=case),
    ),
    "issue": ("2020-06-02 10:00", lambda case, p: review.pass_case(actor=p.province, case=case)),
    "issued": ("2020-06-03 10:00", lambda case, p: slip.issue_slip(actor=p.issuer, case=case)),
}


def grant(user: User, organisation, role: str) -> None:
    Membership.objects.create(
        user=user, organisation=organisation, role=role, valid_from=timezone.now().date()
    )
    user.__dict__.pop("seats", None)


def drafted(people: SimpleNamespace, *cases: Case, **values) -> Notice:
    """A draft of the employer's notice with `cases`."""
    return drafts.compose_notice(
        actor=people.hr,
        organisation=people.employer,
        cases=list(cases),
        title="公示",
        contact="人事部",
        **values,
    )


def published(people: SimpleNamespace, moment: str, *persons: User) -> tuple[Notice, list[Case]]:
    """A notice published at `moment`, with a case of each of `persons` on it."""
    with on(moment):
        cases = [make_case(person.professional, state="notice") for person in persons or (people.person,)]
        return notices.publish_notice(actor=people.hr, notice=drafted(people, *cases)), cases
