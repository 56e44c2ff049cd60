"""The pages of yearly figures: each number has as many people behind it
as it says, for everyone who may ask."""

import io
import re
import statistics
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from certification.queries.yearly.figure_columns import median
from certification.services import figures
from certification.views import figures as views
from registry.activities.services import activity_review
from registry.enums import RegistrationState, Role
from registry.models import AnnualRegistration, Employment
from tests import factories
from tests.certification import stages
from tests.certification.rows import issue, make_case, on, revoke
from tests.many import sheet
from tests.registry.activities.activity_factories import make_submitted
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
PAGE = reverse("certification:figures")
PEOPLE = reverse("certification:figure-people")
SHOWS = ("hours", "cases", "slips", "days")
OFFICES = ("bob", "dora", "petra")


@pytest.fixture(autouse=True)
def june():
    with on("2020-06-10 09:00"):
        yield


def approved(user, reviewer, year, subject, hours):
    facts = {"date": f"{year}-06-01", "subject": subject, "approved_hours": str(hours)}
    # Each under its own name: two of one kind, name and date are asked about (R5).
    sent = make_submitted(user, "online", title=f"{year}年{subject}{hours}学时", facts=facts)
    activity_review.approve(actor=reviewer, activity=sent)


@pytest.fixture
@remembered
def counted(world, alice, bob, dora, petra, paul, charlie, hana):
    """2019: alice has met her year, bob lacks 30 and 60, an engineer
    lacks 10 professional hours; two elsewhere."""
    approved(alice, bob, 2019, "professional", 60)
    approved(alice, dora, 2019, "public", 30)
    engineer = factories.employee_of(world.employer, "engineer", "周工")
    approved(engineer, bob, 2019, "professional", 50)
    approved(engineer, dora, 2019, "public", 30)
    for state in ("initial_review", "notice", "verification"):
        make_case(factories.employee_of(world.employer, state, f"在{state}").professional, state=state)
    issue(petra, factories.employee_of(world.other_employer, "issued").professional)
    revoke(petra, paul, issue(petra, factories.employee_of(world.employer, "revoked").professional))
    figures.count_everything()
    return engineer


def shown(client, **query):
    """Label of a row -> heading -> text, as the page has it; the total under its label."""
    context = client.get(PAGE, query).context
    rows = [*context["rows"], {"label": "合计", "cells": context["total"]}]
    return {row["label"]: {cell["label"]: cell["text"] for cell in row["cells"]} for row in rows}


def sheet_of(answer):
    body = b"".join(answer) if answer.streaming else answer.content
    return [
        [cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows()
    ]


def test_hours_of_a_year_are_counted_by_unit(login, counted, petra):
    rows = shown(login(petra), year=2019)

    # alice, bob, the engineer, three applicants, and one whose slip was revoked
    assert rows["湖南省水利厅"] == {
        "人数": "7",
        "已登记": "0",
        "合格": "1",
        "不足": "6",
        "公需不足": "5",
        "公需差额": "150",
        "专业不足": "6",
        "专业差额": "310",
    }
    assert rows["湖南省卫生健康委员会"]["合格"] == "1"  # by the slip
    assert rows["合计"]["人数"] == "10"


def test_unit_and_its_own_line_stand_beside_each_other(login, counted, world, dora):
    factories.employee_of(world.department, "clerk")
    figures.count_everything()

    rows = shown(login(dora), year=2019)

    assert list(rows) == ["湖南省水利厅（本级）", "湖南省水利水电勘测设计院", "合计"]
    assert rows["湖南省水利厅（本级）"]["人数"] == "1"
    assert rows["合计"]["人数"] == "8"


def test_person_who_moved_counts_at_the_last_employer_of_each_year(login, counted, world, alice, petra):
    Employment.objects.filter(professional=alice.professional).update(valid_until=date(2019, 3, 31))
    factories.make_employment(alice.professional, world.other_employer, valid_from=date(2019, 4, 1))
    figures.count_everything()

    client = login(petra)

    assert shown(client, year=2019)["湖南省水利厅"]["人数"] == "6"
    assert shown(client, year=2018)["湖南省水利厅"]["人数"] == "7"
    assert shown(client, year=2019)["湖南省卫生健康委员会"]["人数"] == "4"


def test_hr_sees_the_years_of_its_unit(login, counted, bob):
    rows = shown(login(bob))

    assert [label for label in rows if label != "合计"] == [f"{year}年" for year in range(2020, 2014, -1)]
    assert (rows["2019年"]["合格"], rows["2018年"]["合格"]) == ("1", "0")


@pytest.mark.parametrize("who", OFFICES)
@pytest.mark.parametrize("show", SHOWS)
def test_every_number_has_as_many_people_behind_it(request, login, counted, who, show):
    client, year = login(request.getfixturevalue(who)), 2019 if show == "hours" else 2020
    pages = [
        client.get(PAGE, {"show": show, "by": by, "year": year}).context for by in ("unit", "region", "year")
    ]
    # The first rows of each page: those of 2018 and before repeat themselves.
    cells = [cell for page in pages for row in page["rows"][:2] for cell in row["cells"]]
    cells += [cell for page in pages for cell in page["total"]]
    numbers = {
        cell["url"]: cell["text"] for cell in cells if cell["url"] and not cell["label"].endswith("差额")
    }

    for url, text in numbers.items():
        context = client.get(url).context
        listed = context["page"].paginator.count
        assert listed == len(context["rows"])
        assert listed + context["hidden"] == int(text), url
    assert bool(numbers) == (show != "days")
    assert all(cell["text"] in ("0", "—") for cell in cells if not cell["url"])


def test_days_at_a_stage_open_the_stays_longest_first(login):
    people = stages.cast()
    case = stages.at_state("filing", people)
    with on("2020-06-10 10:00"):
        figures.count_everything()
        client = login(people.hr)
        (row,) = client.get(PAGE, {"show": "days"}).context["rows"]
        days = {cell["label"]: cell["text"] for cell in row["cells"]}
        page = client.get(PEOPLE, {"what": "days-notice", "year": 2020})

    assert days["公示"] == "11"
    assert page.context["rows"][0][2][1].value == 11
    assert reverse("certification:case", args=[case.public_id]) in page.content.decode()


def test_province_counts_but_does_not_list_what_has_not_reached_it(login, counted, petra):
    page = login(petra).get(PEOPLE, {"what": "case-initial_review", "year": 2020})

    assert (page.context["page"].paginator.count, page.context["hidden"]) == (0, 1)
    assert "在initial_review" not in page.content.decode()


def test_names_lead_to_pages_that_open(login, counted, dora):
    client = login(dora)

    for what in ("people", "case-notice", "slip-revoked"):
        page = client.get(PEOPLE, {"what": what, "year": 2019 if what == "people" else 2020})
        urls = [cell.url for row in page.context["rows"] for _head, cell in row if cell.url]
        assert urls
        assert {client.get(url).status_code for url in urls} == {200}


@pytest.mark.parametrize(
    ("who", "own", "other"),
    [
        ("bob", "employer", "other_employer"),
        ("dora", "employer", "other_employer"),
        ("dora", "department", "other_department"),
        ("bob", "employer", "department"),
    ],
)
def test_unit_of_another_does_not_exist(request, login, counted, world, who, own, other):
    client = login(request.getfixturevalue(who))
    query = {"what": "people", "year": 2019}

    for address in ("figures", "figures-export", "figure-people", "figure-people-export"):
        url = reverse(f"certification:{address}")
        assert client.get(url, query | {"unit": getattr(world, own).public_id}).status_code == 200
        assert client.get(url, query | {"unit": getattr(world, other).public_id}).status_code == 404


@pytest.mark.parametrize("who", ["bob", "dora"])
def test_no_region_or_search_reaches_beyond_the_seat(request, login, counted, world, who):
    client = login(request.getfixturevalue(who))

    for query in ({"region": "430000"}, {"by": "region"}, {"q": "人民医院", "by": "unit"}):
        assert "湖南省人民医院" not in client.get(PAGE, query).content.decode()
    listed = client.get(PEOPLE, {"what": "people", "year": 2019, "region": "430000", "q": "人民医院"})
    assert listed.context["page"].paginator.count == 0


def test_auditor_reads_numbers_without_people(login, counted, world):
    auditor = factories.make_person("audrey", "沈鉴")
    factories.make_membership(auditor, world.province, Role.AUDITOR)
    client = login(auditor)

    page = client.get(PAGE, {"year": 2019})

    assert page.context["rows"]
    assert PEOPLE not in page.content.decode()
    assert client.get(PEOPLE, {"what": "people", "year": 2019}).status_code == 404
    assert PAGE in client.get(reverse("registry:audit")).content.decode()


@pytest.mark.parametrize("who", OFFICES)
def test_desk_leads_to_the_figures(request, login, world, who):
    desk = login(request.getfixturevalue(who)).get(reverse("certification:desk"))

    assert f'href="{PAGE}"' in desk.content.decode()


def test_regions_are_those_of_the_units(login, counted, petra):
    city = factories.make_organisation("株洲市中心医院", region="430200")
    factories.employee_of(city, "zhu")
    figures.count_everything()
    client = login(petra)

    rows = shown(client, by="region", year=2019)

    assert (rows["省本级"]["人数"], rows["株洲市"]["人数"]) == ("10", "1")
    assert list(shown(client, region="430200", year=2019)) == ["株洲市中心医院", "合计"]


def test_search_finds_units_at_any_depth(login, counted, petra):
    rows = shown(login(petra), q="医院", year=2019)

    assert rows == {"湖南省人民医院": rows["湖南省人民医院"], "合计": {}}
    assert rows["湖南省人民医院"]["人数"] == "3"


def test_search_is_by_unit_whatever_else_was_chosen(login, counted, petra):
    rows = shown(login(petra), q="医院", by="year", year=2019)

    assert list(rows) == ["湖南省人民医院", "合计"]


def test_workbook_of_a_search_holds_all_its_pages(login, counted, petra, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 1)
    query = {"q": "湖南省水利", "year": 2019}
    client = login(petra)

    rows = sheet_of(client.get(reverse("certification:figures-export"), query))

    assert [row[:2] for row in rows[1:]] == [["湖南省水利厅", 7], ["湖南省水利水电勘测设计院", 7]]
    assert len(client.get(PAGE, query).context["rows"]) == 1


def test_search_adds_nothing_up(login, counted, petra):
    context = login(petra).get(PAGE, {"q": "湖南省水利", "show": "cases", "year": 2020}).context

    assert len(context["rows"]) == 2
    assert (context["total"], context["chart"]["bars"]) == ([], [])


def test_rows_are_sorted_by_a_column(login, counted, petra):
    client = login(petra)

    down = list(shown(client, year=2019, sort="-people"))
    up = list(shown(client, year=2019, sort="people"))

    assert down[:2] == up[:2][::-1] == ["湖南省水利厅", "湖南省卫生健康委员会"]


def test_unit_opens_what_is_under_it_and_the_way_back(login, counted, world, petra):
    client = login(petra)
    top = client.get(PAGE, {"year": 2019}).context["rows"][0]

    under = client.get(top["url"]).context
    years = client.get(under["rows"][0]["url"]).context

    assert [row["label"] for row in under["rows"]] == ["湖南省水利水电勘测设计院"]
    assert years["rows"][0]["label"] == "2020年"
    assert [one["label"] for one in years["crumbs"]] == ["全省", "湖南省水利厅", "湖南省水利水电勘测设计院"]
    assert client.get(years["crumbs"][1]["url"]).context["place"] == "湖南省水利厅"


def test_table_as_a_workbook_holds_numbers_and_the_total(login, counted, petra):
    answer = login(petra).get(reverse("certification:figures-export"), {"year": 2019})

    rows = sheet_of(answer)

    assert rows[0] == [
        "单位",
        "人数",
        "已登记",
        "合格",
        "不足",
        "公需不足",
        "公需差额",
        "专业不足",
        "专业差额",
    ]
    assert rows[1] == ["湖南省水利厅", 7, 0, 1, 6, 5, 150, 6, 310]
    assert rows[-1][:2] == ["合计", 10]


def test_people_as_a_workbook_are_those_that_are_shown(login, counted, dora):
    client = login(dora)
    query = {"what": "short-professional", "year": 2019, "q": "周工"}

    rows = sheet(client.get(reverse("certification:figure-people-export"), query))

    assert rows[0][:4] == ["姓名", "工作单位", "公需学时", "公需差额"]
    assert rows[1:] == [["周工", "湖南省水利水电勘测设计院", 30, 0, 50, 10, "不足", "未登记"]]


def test_list_too_long_for_a_sheet_is_refused_with_a_way_out(login, counted, dora, monkeypatch):
    monkeypatch.setattr(views, "MOST_IN_SHEET", 3)
    query = {"what": "people", "year": 2019}

    answer = login(dora).get(reverse("certification:figure-people-export"), query, follow=True)

    assert answer.status_code == 200
    assert "超过3行" in answer.content.decode()


def test_formula_in_a_name_stays_text(login, counted, world, dora):
    factories.employee_of(world.employer, "evil", "=1+1")
    figures.drain()
    figures.count_everything()

    answer = login(dora).get(reverse("certification:figure-people-export"), {"what": "people", "year": 2019})

    book = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert {cell.data_type for row in book.iter_rows() for cell in row if "1+1" in str(cell.value)} == {"s"}


@pytest.mark.parametrize("who", OFFICES)
def test_any_query_is_answered(request, login, counted, who):
    client = login(request.getfixturevalue(who))

    for query in (
        "?year=abc",
        "?year=1",
        "?show=evil",
        "?by=evil",
        "?region=evil",
        "?sort=evil",
        "?page=-3",
        "?page=999",
        "?unit=evil",
        "?q=%00%27%25_",
        "?q=" + "长" * 300,
        "?own=1",
        "?own=1&by=region",
    ):
        assert client.get(PAGE + query).status_code == 200, query
        assert client.get(reverse("certification:figures-export") + query).status_code == 200, query


def test_list_of_what_is_no_figure_does_not_exist(login, counted, petra):
    client = login(petra)

    for query in (
        "",
        "?what=people",
        "?year=2019",
        "?what=evil&year=2019",
        "?what=case-&year=2019",
        "?what=slip-evil&year=2020",
        "?what=people&year=99999",
        "?what=people&year=2019&unit=evil",
        "?what=people&year=2019&unit=00000000-0000-0000-0000-000000000000",
    ):
        assert client.get(PEOPLE + query).status_code == 404, query


@pytest.mark.parametrize("show", SHOWS)
def test_without_people_the_page_says_so(login, world, petra, show):
    before = login(petra).get(PAGE, {"show": show}).content.decode()
    figures.count_everything()
    Employment.objects.all().delete()
    figures.count_everything()
    after = login(petra).get(PAGE, {"show": show}).content.decode()

    assert "还没有统计结果" in before
    assert "这一范围内还没有数字" in after


def test_chart_shows_the_share_that_has_met_the_year(login, counted, petra):
    chart = login(petra).get(PAGE, {"year": 2019}).context["chart"]

    assert chart["bars"][0]["share"] == "14.3%"
    assert [part["width"] for part in chart["bars"][0]["parts"]] == ["14.3%", "85.7%"]


def test_page_has_no_style_of_its_own(login, counted, petra):
    for show in SHOWS:
        assert not re.search(r"<[^>]+\sstyle=", login(petra).get(PAGE, {"show": show}).content.decode())


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("bob", 11), ("dora", 11), ("petra", 11)])
def test_figures_ask_the_same_number_of_queries(
    request, client, login, world, who, queries, rows, django_assert_num_queries
):
    user = request.getfixturevalue(who)
    for number in range(rows):
        factories.employee_of(
            factories.make_employer(f"第{number}设计院", parent=factories.make_department(f"第{number}厅"))
        )
        factories.employee_of(factories.make_employer(f"第{number}研究院", parent=world.department))
    figures.count_everything()
    login(user).get(PAGE)

    with django_assert_num_queries(queries):
        client.get(PAGE)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("what", "queries"), [("people", 10), ("case-notice", 11), ("slip-valid", 10)])
def test_people_ask_the_same_number_of_queries(
    client, login, world, dora, petra, what, queries, rows, django_assert_num_queries
):
    for number in range(rows):
        person = factories.employee_of(world.employer, f"worker{number}").professional
        issue(petra, person) if what == "slip-valid" else make_case(person, state="notice")
    figures.count_everything()
    query = {"what": what, "year": 2019 if what == "people" else 2020}
    login(dora).get(PEOPLE, query)

    with django_assert_num_queries(queries):
        assert len(client.get(PEOPLE, query).context["rows"]) == rows


def test_registered_is_who_is_locked_and_exempt_counts_as_met(login, counted, world, bob):
    for number, (state, reason) in enumerate(
        [
            (RegistrationState.LOCKED, "病假"),
            (RegistrationState.LOCKED, ""),
            (RegistrationState.CONFIRMED, "病假"),
        ]
    ):
        person = factories.employee_of(world.employer, f"registered{number}").professional
        row = AnnualRegistration.objects.create(
            professional=person,
            year=2018,
            organisation=world.employer,
            state=state,
            exempt_reason=reason,
            locked_at=None,
        )
        figures.mark([("registration.locked", row, None)])
    figures.drain()

    rows = shown(login(bob))

    assert (rows["2018年"]["已登记"], rows["2018年"]["合格"]) == ("2", "1")
    assert figures.count_everything() == []


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 9), min_size=1, max_size=8))
def test_median_of_a_histogram_is_that_of_its_days(histogram):
    days = [day for day, count in histogram.items() for _time in range(count)]

    assert median(histogram) == Decimal(str(statistics.median(days)))


def test_median_of_nothing_is_none():
    assert median({}) is None


def test_links_name_a_year_and_a_figure(login, counted, petra):
    cells = login(petra).get(PAGE, {"year": 2019}).context["rows"][0]["cells"]

    asked = [parse_qs(urlsplit(cell["url"]).query) for cell in cells if cell["url"]]

    assert {one["year"][0] for one in asked} == {"2019"}
    assert {one["what"][0] for one in asked} == {
        "people",
        "settled",
        "short",
        "short-public",
        "short-professional",
    }
