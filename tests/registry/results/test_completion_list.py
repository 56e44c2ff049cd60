"""The list of reported results: each filter and order, who may ask what, and what is taken home of it."""

import pytest
from django.urls import reverse

from registry.enums import Role, TitleLevel
from registry.models import Completion, Letter, Reminding
from registry.results.services.completion import receive
from tests import factories
from tests.certification.rows import on
from tests.many import button, sheet, take
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
LIST = reverse("registry:completions")


@pytest.fixture
def base(world):
    return make.make_base()


@pytest.fixture
def clerk(base):
    user = factories.make_person("clerk", "柯教务")
    factories.make_membership(user, base.organisation, Role.BASE)
    return user


def held(person, base, code, day="2020-06-01", **values):
    """An unfiled training of `person`."""
    session = make.make_session(base, code=code)
    lines = make.lines((day, "day", "public"))
    said = make.reported(person, "R1", lines=lines, passed_on=factories.day(day), **values)
    receive(actor=None, session=session, reported=[said])
    return Completion.objects.get(session=session)


@pytest.fixture
def results(world, base, alice):
    """安 of Alice's unit (财务处), 白 of another unit (规划处, senior), and one whose number nobody has."""
    other = factories.make_employer("别家医院", parent=world.department)
    an = factories.employee_of(world.employer, "an", "安平").professional
    bai = factories.employee_of(other, "bai", "白露").professional
    an.employments.update(position="财务处 会计")
    bai.employments.update(position="规划处 处长")
    bai.title_level = TitleLevel.SENIOR_FULL
    bai.save()
    nobody = {"name": "曹无档", "identity_number": factories.resident_number(990)}
    reports = ((an, "2020-06-01", {}), (bai, "2019-06-01", {}), (an, "2020-05-01", nobody))
    rows = []
    for number, (person, day, values) in enumerate(reports, 1):
        with on(f"2020-07-0{number} 09:00"):
            rows.append(held(person, base, f"BC{number}", day, **values))
    return rows


def names(client, query=""):
    return [one["row"].name for one in client.get(f"{LIST}?{query}").context["rows"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["曹无档", "白露", "安平"]),
        ("sort=waited", ["安平", "白露", "曹无档"]),
        ("sort=passed", ["安平", "曹无档", "白露"]),
        ("year=2019", ["白露"]),
        ("code=unfiled&sort=waited", ["安平", "白露"]),
        ("code=no_person", ["曹无档"]),
        ("code=conflict", []),
        ("unit=别家", ["白露"]),
        ("department=财务", ["安平"]),
        ("level=senior_full", ["白露"]),
        ("q=安", ["安平"]),
    ],
)
def test_each_filter_and_order(login, petra, results, asked, found):
    assert names(login(petra), asked) == found


def test_base_is_not_told_where_people_work(login, clerk, results):
    client = login(clerk)
    page = client.get(LIST).content.decode()

    assert "工作单位（含下属）" not in page
    assert "所在部门和岗位" not in page
    assert len(names(client, "unit=别家&department=财务&level=senior_full")) == 3


def test_office_finds_nobody_by_the_department_of_another_office(login, world, dora):
    base = make.make_base("JD09", parent=world.department)
    outsider = factories.employee_of(factories.make_employer("外系统单位"), "out", "外人").professional
    insider = factories.employee_of(world.employer, "inside", "内人").professional
    for number, person in enumerate((outsider, insider)):
        person.employments.update(position="规划处 主任")
        held(person, base, f"BC{number}")
    client = login(dora)

    assert set(names(client)) == {"外人", "内人"}
    assert names(client, "department=规划") == ["内人"]
    assert names(client, "unit=外系统") == []


def test_sheet_is_the_workbook_of_the_list_for_what_the_filter_finds(login, clerk, results):
    client = login(clerk)

    answer = take(client, client.get(f"{LIST}?year=2020&sort=waited"), "导出所选", all="1")

    head, *lines = sheet(answer)
    assert head[:4] == ["施教机构", "课程或班次", "姓名", "证件号码"]
    assert [line[2] for line in lines] == ["安平", "曹无档"]
    assert sheet(client.get(f"{reverse('registry:completion-export')}?year=2020&sort=waited"))[1:] == lines


def test_ticked_results_alone_are_taken(login, clerk, results):
    client = login(clerk)

    answer = take(client, client.get(LIST), "导出所选", chosen=[str(results[1].public_id)])

    assert [line[2] for line in sheet(answer)[1:]] == ["白露"]


def test_base_writes_to_nobody_and_the_province_to_those_with_a_file(login, clerk, petra, results):
    page = login(clerk).get(LIST)
    assert "给所选人员发消息" not in page.content.decode()
    client = login(petra)

    asked = client.post(button(client.get(LIST), "给所选人员发消息"), {"all": "1"}).url
    client.post(asked, {"subject": "请核对学时", "text": "{姓名}您好"})

    assert {one.place.professional.name for one in Letter.objects.all()} == {"安平", "白露"}
    assert ["没有对应的人员档案，没有列入", "1条"] in Reminding.objects.get().asked


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_narrowed_list(login, petra, world, base, django_assert_num_queries, count):
    for number in range(count):
        named = f"周{'甲乙丙'[number]}"
        person = factories.employee_of(world.employer, f"n{number}", named).professional
        person.employments.update(position="规划处")
        held(person, base, f"BC{number}")
    client = login(petra)
    client.get(LIST)

    with django_assert_num_queries(12):
        page = client.get(f"{LIST}?department=规划&unit={world.employer.name}&year=2020&sort=name")
    assert len(page.context["rows"]) == count
