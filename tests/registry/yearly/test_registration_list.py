"""The offices' list of registered years: each filter, each order, and what is taken home or done from it."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from registry.enums import TitleLevel
from registry.models import AnnualRegistration, Letter
from tests import factories
from tests.certification.rows import on
from tests.many import listed, sheet, take
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
LIST = reverse("registry:registrations")
AWARD = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


def year_of(user, year=2019, state="declared", **values):
    unit = user.professional.employments.get().organisation
    given = {
        "office": unit.supervisor,
        "summary": {"status": "met", "hours": {}},
        "declared_at": "2020-02-01T01:00:00Z",
    }
    return AnnualRegistration.objects.create(
        professional=user.professional, organisation=unit, year=year, state=state, **given | values
    )


@pytest.fixture
def people(world, bob):
    """Three of Bob's unit, by name: 安 (财务处), 白 (规划处, senior), 陈 (规划处)."""
    found = [
        factories.employee_of(world.employer, name, named)
        for name, named in (("an", "安平"), ("bai", "白露"), ("chen", "陈实"))
    ]
    for user, position in zip(found, ("财务处 会计", "规划处 处长", "规划处 科员"), strict=True):
        user.professional.employments.update(position=position)
    found[1].professional.title_level = TitleLevel.SENIOR_FULL
    found[1].professional.save()
    return found


@pytest.fixture
def years(people):
    an, bai, chen = people
    return [
        year_of(an, declared_at="2020-03-03T01:00:00Z", late_reason="随申请一并登记", case="x"),
        year_of(bai, declared_at="2020-01-01T01:00:00Z", late_reason="出差"),
        year_of(chen, state="confirmed", employer_at="2020-04-04T01:00:00Z"),
        year_of(chen, 2018, declared_at="2020-02-02T01:00:00Z", summary={"status": "short", "hours": {}}),
    ]


def rows(client, query=""):
    found = client.get(f"{LIST}?{query}").context["rows"]
    return [f"{one['row'].professional.name}{one['row'].year}" for one in found]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["安平2019", "白露2019", "陈实2019", "陈实2018"]),
        ("sort=waited", ["白露2019", "陈实2018", "安平2019", "陈实2019"]),
        ("sort=name", ["安平2019", "白露2019", "陈实2019", "陈实2018"]),
        ("year=2018", ["陈实2018"]),
        ("state=confirmed", ["陈实2019"]),
        ("state=mine", ["安平2019", "白露2019", "陈实2018"]),
        ("state=mine&year=2019&sort=waited", ["白露2019", "安平2019"]),
        ("department=规划", ["白露2019", "陈实2019", "陈实2018"]),
        ("level=senior_full", ["白露2019"]),
        ("q=陈实", ["陈实2019", "陈实2018"]),
        ("doubt=doubt", ["白露2019", "陈实2018"]),
        ("doubt=clean", ["安平2019", "陈实2019"]),
    ],
)
def test_each_filter_and_order(login, bob, years, asked, found):
    assert rows(login(bob), asked) == found


def test_year_with_a_record_that_waits_is_in_doubt(login, bob, people, years):
    make_submitted(people[0], "award", facts=AWARD)

    year_of(people[1], 2018, state="open", summary={}, declared_at=None)

    assert "安平2019" in rows(login(bob), "doubt=doubt")
    assert "白露2018" in rows(login(bob), "doubt=clean")
    assert "安平2019" not in rows(login(bob), "doubt=clean")


def test_office_finds_a_unit_with_what_is_below_it_and_hr_is_not_asked(login, bob, dora, world, years):
    hospital = factories.make_employer("别家医院", parent=world.department)
    branch = factories.make_employer("分院", parent=hospital)
    for number, unit in enumerate((hospital, branch)):
        year_of(factories.employee_of(unit, f"u{number}", f"李{number}"))
    client = login(dora)
    assert len(rows(client)) == 6

    assert rows(client, "unit=别家医院") == ["李02019", "李12019"]
    assert rows(client, "unit=分院") == ["李12019"]
    assert "单位（含下属）" in client.get(LIST).content.decode()
    assert "单位（含下属）" not in login(bob).get(LIST).content.decode()


def test_who_has_not_declared_is_narrowed_by_the_same_filters(login, bob, world, people):
    client = login(bob)

    def shown(query):
        page = client.get(f"{LIST}?state=missing&year=2019&{query}").context["page"]
        return [one.professional.name for one in page]

    factories.make_employment(factories.make_professional("董一"), world.employer, valid_from="2019-01-01")
    assert {"安平", "董一"} <= set(shown(""))
    assert shown("department=财务") == ["安平"]
    assert shown("level=senior_full") == ["白露"]
    assert shown("q=陈") == ["陈实"]


def test_all_that_waits_is_confirmed_of_what_the_filter_finds_and_nothing_else(login, bob, years):
    client = login(bob)

    page = listed(client, f"{reverse('registry:registration-bulk')}?year=2018", {"scope": "all"})

    assert "将确认年度登记：1人次" in page.content.decode()


def test_all_that_the_filter_finds_names_what_does_not_wait_for_the_reader(login, bob, years):
    client = login(bob)
    address = f"{reverse('registry:registration-bulk')}?department=规划"

    page = listed(client, address, {"decision": "confirm", "all": "1"}).content.decode()

    assert "将确认年度登记：2人次" in page
    assert "不在其内：1人次" in page
    assert "陈实 · 2019" in page


def test_sheet_holds_what_the_filter_finds_in_its_order(login, bob, years):
    client = login(bob)

    answer = take(client, client.get(f"{LIST}?department=规划&sort=waited"), "导出所选", all="1")

    head, *lines = sheet(answer)
    assert head == ["年度", "单位", "姓名", "证件号码", "学时", "状态", "补登理由"]
    assert [(line[2], line[0]) for line in lines] == [("白露", 2019), ("陈实", 2018), ("陈实", 2019)]
    assert lines[0][6] == "出差"
    assert [line[5] for line in lines] == ["待单位确认", "待单位确认", "待主管部门确认"]


def test_sheet_is_the_workbook_of_the_whole_list(login, bob, years):
    client = login(bob)

    assert sheet(take(client, client.get(LIST), "导出所选", all="1")) == sheet(
        client.get(reverse("registry:registration-export"))
    )


def test_long_list_is_exported_by_its_bar_alone(login, bob, years):
    page = login(bob).get(LIST)
    assert "导出为Excel" in page.content.decode()

    def drawn(found):
        said = {"form": page.context["form"], "export": "registry:registration-export", "export_most": 200}
        return render_to_string("ui/filter_bar.html", said | {"found": found}, request=page.wsgi_request)

    assert "导出为Excel" in drawn(200)
    assert "导出为Excel" not in drawn(201)


def test_department_writes_to_the_people_of_ticked_years(login, dora, years):
    client = login(dora)
    chosen = [f"{one.public_id}:{one.edit}" for one in years[2:]]

    asked = take(client, client.get(LIST), "给所选人员发消息", chosen=chosen).url
    client.post(asked, {"subject": "请核对年度登记", "text": "{姓名}您好"})

    assert [one.place.professional.name for one in Letter.objects.all()] == ["陈实"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_narrowed_list(login, bob, world, django_assert_num_queries, count):
    for number in range(count):
        user = factories.employee_of(world.employer, f"n{number}", f"周{number}")
        user.professional.employments.update(position="规划处")
        year_of(user)
    client = login(bob)
    client.get(LIST)

    with django_assert_num_queries(17):
        page = client.get(f"{LIST}?department=规划&doubt=clean&sort=waited")
    assert len(page.context["rows"]) == count
