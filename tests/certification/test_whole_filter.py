"""The lists of notices, of batches and of slips: each filter and order, and what is taken home of them."""

import pytest
from django.urls import reverse

from certification.models import Batch, Case, Notice
from certification.services import batch as batches
from credits.services import load_calendar
from registry.models import Letter
from tests import factories
from tests.certification.rows import issue, make_case, object_to, on, publish
from tests.many import sheet, take

pytestmark = pytest.mark.django_db
NOTICES, BATCHES, SLIPS = (
    reverse(f"certification:{name}") for name in ("notice-list", "batch-list", "slip-list")
)


@pytest.fixture
def hospital(world):
    """Another unit of the department with a branch of its own, and HR at both."""
    unit = factories.make_employer("别家医院", parent=world.department)
    branch = factories.make_employer("河西分院", parent=unit)
    return unit, branch


def person(unit, name):
    return factories.employee_of(unit, f"u-{name}", name).professional


@pytest.fixture
def notices(world, bob, hospital):
    """甲 of Bob's unit hangs until 8 June, 乙 of the hospital until 15 June with an objection, 丙 of its branch
    is of 2019 and closed."""
    load_calendar(years=[2020])
    unit, branch = hospital
    made = []
    for day, place, name, year in (
        ("2020-06-01", world.employer, "甲", 2020),
        ("2020-06-08", unit, "乙", 2020),
        ("2020-05-06", branch, "丙", 2019),
    ):
        officer = bob if place == world.employer else factories.hr_of(place)
        with on(f"{day} 09:00"):
            case = make_case(person(place, f"人{name}"), state="notice", application_year=year)
            made.append(publish(officer, [case], title=f"公示{name}"))
    Notice.objects.filter(pk=made[2].pk).update(state="closed")
    with on("2020-06-08 10:00"):
        object_to(made[1].entries.get())
        yield made


def titles(client, query=""):
    return [one.title for one in client.get(f"{NOTICES}?{query}").context["page"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["公示丙", "公示乙", "公示甲"]),
        ("sort=due", ["公示甲", "公示乙", "公示丙"]),
        ("q=乙", ["公示乙"]),
        ("state=open&sort=due", ["公示甲", "公示乙"]),
        ("state=closed", ["公示丙"]),
        ("year=2019", ["公示丙"]),
        ("objections=open", ["公示乙"]),
        ("objections=none", ["公示丙", "公示甲"]),
        ("due=1", ["公示甲"]),
        ("due=7&sort=due", ["公示甲", "公示乙"]),
        ("unit=别家医院", ["公示丙", "公示乙"]),
        ("unit=分院", ["公示丙"]),
    ],
)
def test_notices_are_found_and_put_in_order(login, dora, notices, asked, found):
    assert titles(login(dora), asked) == found


def test_hr_with_one_unit_is_not_asked_for_it(login, bob, notices):
    page = login(bob).get(NOTICES).content.decode()

    assert "单位（含下属）" not in page
    assert titles(login(bob)) == ["公示甲"]


def test_sheet_of_notices_is_what_the_filter_finds(login, dora, notices):
    client = login(dora)

    head, *lines = sheet(take(client, client.get(f"{NOTICES}?state=open&sort=due"), "导出所选", all="1"))

    assert head[:4] == ["标题", "单位", "申报年度", "人数"]
    assert [line[0] for line in lines] == ["公示甲", "公示乙"]
    assert [line[3:7] for line in lines] == [[1, 0, 0, "公示中"], [1, 0, 1, "公示中"]]
    assert "给所选人员发消息" not in client.get(NOTICES).content.decode()


def test_nothing_that_fits_is_said_otherwise_than_nothing_at_all(login, dora, notices):
    client = login(dora)

    assert "没有符合条件的公示" in client.get(f"{NOTICES}?q=没有").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_narrowed_notices(login, bob, dora, world, django_assert_num_queries, count):
    load_calendar(years=[2020])
    with on("2020-06-08 09:00"):
        for number in range(count):
            case = make_case(person(world.employer, f"人{number}"), state="notice")
            publish(bob, [case], title=f"公示{number}")
        client = login(dora)
        client.get(NOTICES)

        with django_assert_num_queries(11):
            page = client.get(f"{NOTICES}?unit={world.employer.name}&objections=none&due=7&sort=due")
    assert len(page.context["page"]) == count


@pytest.fixture
def filed(world, dora):
    """One filed and one in the making, of Dora's department."""
    made = []
    for name, year in (("第一批", 2020), ("第二批", 2019)):
        state = {"state": "filing", "application_year": year, "reached_province": False}
        case = make_case(person(world.employer, f"人{name}"), **state)
        made.append(batches.make_batch(actor=dora, organisation=world.department, cases=[case], name=name))
    Batch.objects.filter(pk=made[0].pk).update(state="filed", filed_at="2020-07-20T01:00:00Z")
    return made


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["第二批", "第一批"]),
        ("sort=filed", ["第一批", "第二批"]),
        ("sort=unit", ["第二批", "第一批"]),
        ("state=filed", ["第一批"]),
        ("state=draft", ["第二批"]),
        ("year=2019", ["第二批"]),
        ("q=一", ["第一批"]),
        ("unit=没有的单位", []),
    ],
)
def test_batches_are_found_and_put_in_order(login, dora, filed, asked, found):
    with on("2020-07-21 09:00"):
        page = login(dora).get(f"{BATCHES}?{asked}")

    assert [one.name for one in page.context["page"]] == found


def test_province_finds_what_a_department_filed_by_its_name(login, petra, world, filed):
    client = login(petra)

    page = client.get(f"{BATCHES}?unit={world.department.name}")
    assert [one.name for one in page.context["page"]] == ["第一批"]
    head, *lines = sheet(take(client, page, "导出所选", chosen=[str(filed[0].public_id)]))

    assert head == ["名称", "报送单位", "认定渠道", "申报年度", "人数", "状态", "报送时间"]
    assert [line[0] for line in lines] == ["第一批"]
    assert [line[4:6] for line in lines] == [[1, "已报送"]]


def test_draft_of_a_department_is_in_no_sheet_of_the_province(login, petra, filed):
    address = reverse("registry:take", args=["batches", "sheet"])

    answer = login(petra).post(address, {"chosen": [str(filed[1].public_id)]}, follow=True)

    assert "列表中没有所选的内容" in answer.content.decode()


def test_unit_that_files_no_batches_takes_none(login, bob, filed):
    assert (
        login(bob).post(reverse("registry:take", args=["batches", "sheet"]), {"all": "1"}).status_code == 404
    )


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_narrowed_batches(login, dora, world, django_assert_num_queries, count):
    for number in range(count):
        state = {"state": "filing", "reached_province": False}
        case = make_case(person(world.employer, f"人{number}"), **state)
        batches.make_batch(actor=dora, organisation=world.department, cases=[case], name=f"批{number}")
    client = login(dora)
    client.get(BATCHES)

    with django_assert_num_queries(12):
        page = client.get(f"{BATCHES}?unit={world.department.name}&state=draft&sort=filed&q=批")
    assert len(page.context["page"]) == count


@pytest.fixture
def papers(world, petra):
    people = [person(world.employer, name) for name in ("周三", "安一", "李二")]
    with on("2020-07-06 09:00"):
        made = [issue(petra, one) for one in people]
        Case.objects.filter(pk=made[0].case_id).update(title_level="intermediate")
        yield made


def names(client, query=""):
    return [one.content["name"] for one in client.get(f"{SLIPS}?{query}").context["page"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["李二", "安一", "周三"]),
        ("sort=first", ["周三", "安一", "李二"]),
        ("sort=name", ["安一", "李二", "周三"]),
        ("sort=unit", ["李二", "安一", "周三"]),
        ("level=intermediate", ["周三"]),
        ("year=2020&q=安", ["安一"]),
    ],
)
def test_slips_are_found_and_put_in_order(login, petra, papers, asked, found):
    assert names(login(petra), asked) == found


def test_sheet_of_slips_and_message_to_their_people(login, petra, papers):
    client = login(petra)
    page = client.get(f"{SLIPS}?sort=name")

    head, *lines = sheet(take(client, page, "导出所选", all="1"))
    assert head[:4] == ["编号", "姓名", "证件号码", "工作单位"]
    assert [line[1] for line in lines] == ["安一", "李二", "周三"]
    assert lines[0][2] == papers[1].professional.identity_masked
    asked = take(client, page, "给所选人员发消息", cases=[str(papers[0].public_id)]).url
    client.post(asked, {"subject": "请领取认定单", "text": "{姓名}您好"})
    assert [one.place.professional.name for one in Letter.objects.all()] == ["周三"]


def test_person_s_own_list_has_no_bar(login, papers):
    client = login(papers[0].professional.users.get())

    page = client.get(SLIPS).content.decode()

    assert "导出所选" not in page
    assert client.post(reverse("registry:take", args=["slips", "sheet"]), {"all": "1"}).status_code == 404
