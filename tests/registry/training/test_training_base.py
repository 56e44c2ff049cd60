"""Bases: registered by the province alone, their personnel office as
the notice names it, their staff's home."""

from datetime import date

import pytest
from django.urls import reverse

from cejc.errors import Refused, Stale
from registry.enums import OrganisationKind, Role
from registry.models import AuditEntry, Message, Organisation, TrainingBase
from registry.people.services import membership
from registry.training.services import training_base as services
from tests import factories
from tests.certification.rows import on
from tests.registry.training import training_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2020():
    with on("2020-03-02 09:00"):
        yield


@pytest.fixture
def officer():
    return factories.province_of(factories.make_province(), "petra", "彭悦")


@pytest.fixture
def department():
    return factories.make_department("湖南省水利厅")


def _establish(officer, unit, **values):
    known = {"code": "slpx", "name": "湖南省水利职工培训中心", "credit_code": factories.credit_code(901)}
    return services.establish(actor=officer, supervising_unit=unit, **(known | values))


def test_establish_makes_a_unit_under_the_supervisor_that_is_nobodys_employer(officer, department):
    base = _establish(officer, department)

    assert (base.code, base.personnel_office, base.organisation.supervisor) == (
        "SLPX",
        department,
        department,
    )
    assert base.organisation.kind == OrganisationKind.BASE
    assert base.organisation not in Organisation.objects.employers()
    entry = AuditEntry.objects.get(action="training_base.established")
    assert entry.after["office"] == "湖南省水利厅"


def test_established_base_is_told_to_its_personnel_office(officer, department):
    clerk = factories.department_of(department, "dora", "杜若")

    base = _establish(officer, department)

    message = Message.objects.get(recipient=clerk)
    assert message.kind == "base_established"
    assert base.organisation.name in f"{message.subject}{message.body}"


def test_establish_refused_for_anybody_but_the_province(department):
    clerk = factories.department_of(department, "dora", "杜若")

    with pytest.raises(Refused, match="专技处"):
        _establish(clerk, department)

    assert not TrainingBase.objects.exists()


def test_establish_refused_when_the_code_is_taken_leaves_no_unit_behind(officer, department):
    _establish(officer, department)

    with pytest.raises(Refused, match="基地代码"):
        _establish(officer, department, name="另一中心", credit_code=factories.credit_code(902))

    assert not Organisation.objects.filter(name="另一中心").exists()


def test_college_is_its_own_base_and_convenes_its_own_experts(officer):
    college = factories.make_organisation("湘江大学", kind=OrganisationKind.UNIVERSITY)

    base = _establish(officer, college, organisation=college, code="XJ")

    assert base.organisation == base.personnel_office == college
    assert college in Organisation.objects.employers()


def test_unit_that_the_administrator_made_is_registered_once(officer, department, client):
    unit = factories.make_organisation("水利培训学校", parent=department, kind=OrganisationKind.BASE)
    client.force_login(officer)
    sent = {
        "code": "SLXX",
        "supervising_unit": department.public_id,
        "organisation": unit.public_id,
        "approved_on": "2020-01-02",
    }

    first = client.post(reverse("registry:base-new"), sent)
    second = client.post(reverse("registry:base-new"), sent | {"code": "OTHER"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert TrainingBase.objects.get().organisation == unit


def test_city_unit_is_overseen_by_the_city_bureau(officer):
    bureau = factories.make_organisation("长沙市人社局", kind=OrganisationKind.BUREAU)
    unit = factories.make_employer("长沙市职工大学", parent=bureau)

    base = _establish(officer, unit)

    assert base.personnel_office == bureau


def test_office_of_the_province_supervises_no_base(officer):
    with pytest.raises(Refused, match="不能作为基地的主管单位"):
        _establish(officer, Organisation.objects.get(kind=OrganisationKind.PROVINCE))


def test_role_of_base_staff_is_refused_at_an_employer(officer, department):
    user = factories.make_person("clerk", "柯教务")

    with pytest.raises(Refused, match="继续教育基地"):
        membership.grant(user=user, organisation=factories.make_employer(parent=department), role=Role.BASE)


def test_hr_is_refused_at_a_base(officer, department):
    base, user = _establish(officer, department), factories.make_person("clerk", "柯教务")

    with pytest.raises(Refused, match="只能设在"):
        membership.grant(user=user, organisation=base.organisation, role=Role.HR)


def test_update_by_a_stale_form_changes_nothing(officer, department):
    base = _establish(officer, department)
    services.update(actor=officer, base=base, edit=0, supervising_unit=department, contact="教务科")

    with pytest.raises(Stale):
        services.update(actor=officer, base=base, edit=0, supervising_unit=department, contact="别的")

    base.refresh_from_db()
    assert base.contact == "教务科"


def test_close_keeps_the_reason_and_takes_the_base_out_of_the_catalogue(officer, department, client):
    base = _establish(officer, department)
    make.make_course(base)

    services.close(actor=officer, base=base, last_day=date(2020, 3, 2), reason="机构改革")

    assert AuditEntry.objects.get(action="training_base.closed").reason == "机构改革"
    with on("2020-03-03 09:00"):
        assert client.get(reverse("registry:catalogue")).context["found"] == 0
        assert (
            "最后一天为2020年3月2日"
            in client.get(reverse("registry:catalogue-base", args=["SLPX"])).content.decode()
        )


def test_close_refused_without_reason_and_before_the_base_existed(officer, department):
    base = _establish(officer, department, approved_on=date(2020, 1, 1))

    with pytest.raises(Refused, match="理由"):
        services.close(actor=officer, base=base, last_day=date(2020, 3, 2), reason=" ")
    with pytest.raises(Refused, match="设立日期"):
        services.close(actor=officer, base=base, last_day=date(2019, 12, 31), reason="改革")


def test_expert_is_listed_once_and_never_by_himself(officer):
    user = factories.make_person("xavier", "谢专家")
    services.appoint_expert(actor=officer, user=user, base=None)

    with pytest.raises(Refused, match="已在专家名单中"):
        services.appoint_expert(actor=officer, user=user, base=None)
    with pytest.raises(Refused, match="本人"):
        services.appoint_expert(actor=officer, user=officer, base=None)


def test_new_base_page_names_every_fault(officer, department, client):
    client.force_login(officer)

    page = client.post(reverse("registry:base-new"), {"code": "！", "credit_code": "123"})

    assert page.status_code == 422
    assert {"code", "supervising_unit", "name", "approved_on", "credit_code"} <= set(
        page.context["form"].errors
    )


def test_staff_meets_the_home_of_the_base(client):
    world = make.base_world()
    make.make_course(world.base, title="课" * 200)
    client.force_login(world.staff)

    page = client.get("/", follow=True)

    assert page.redirect_chain[-1][0] == reverse("registry:base-home")
    assert "课" * 200 in page.content.decode()


def test_base_of_another_house_is_absent(client):
    mine, other = make.base_world("JD01"), make.base_world("JD02")
    client.force_login(mine.staff)

    assert client.get(reverse("registry:base", args=[mine.base.public_id])).status_code == 200
    assert client.get(reverse("registry:base", args=[other.base.public_id])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_base_list_costs_the_same_for_any_number(count, officer, client, django_assert_num_queries):
    for number in range(count):
        make.make_course(make.base_world(f"JD{number}").base)
    client.force_login(officer)
    client.get(reverse("registry:bases"))

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(reverse("registry:bases"))

    assert page.context["found"] == count


LIST_QUERIES = 10


@pytest.mark.parametrize("count", [1, 3])
def test_expert_list_costs_the_same_for_any_number(count, officer, client, django_assert_num_queries):
    for number in range(count):
        make.make_expert(f"x{number}", base=make.base_world(f"JD{number}").base)
    client.force_login(officer)
    client.get(reverse("registry:experts"))

    with django_assert_num_queries(EXPERT_QUERIES):
        page = client.get(reverse("registry:experts"))

    assert len(page.context["page"].object_list) == count


EXPERT_QUERIES = 10


def test_close_gives_back_the_base_with_its_last_day(officer, department):
    base = _establish(officer, department)

    closed = services.close(actor=officer, base=base, last_day=date(2020, 3, 2), reason="机构改革")

    assert (closed, closed.closed_on) == (base, date(2020, 3, 2))
