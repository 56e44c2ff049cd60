"""The year-end sheet of a unit: each person's years as the records say, on paper and as a workbook alike."""

import io

import openpyxl
import pytest
from django.urls import reverse

from certification.services import figures
from registry.activities.services import activity_review
from tests import factories
from tests.certification.rows import issue, on
from tests.certification.test_figures import send

pytestmark = pytest.mark.django_db
PAGE = reverse("certification:year-sheet")
EXPORT = reverse("certification:year-sheet-export")


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def counted(alice, bob):
    activity_review.approve(actor=bob, activity=send(alice, 2019, "professional", 40))
    figures.count_everything()


def cells(answer, person):
    (line,) = (
        one for one in answer.context["lines"] if one["place"].professional_id == person.professional_id
    )
    return {cell["year"]: cell for cell in line["cells"]}


def sheet(answer):
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_person_stands_with_hours_and_what_is_missing(counted, alice, bob, login):
    answer = login(bob).get(PAGE, {"year": 2019, "count": 3})

    found = cells(answer, alice)
    assert list(found) == [2017, 2018, 2019]
    assert found[2019]["hours"] == "公需0 专业40"
    assert found[2019]["missing"] == "缺公需30 专业20"
    assert "2019年合格0人、不足2人" in answer.content.decode()


def test_certified_year_says_so_instead_of_hours(alice, bob, petra, login):
    issue(petra, alice.professional)
    figures.count_everything()

    found = cells(login(bob).get(PAGE), alice)

    assert (found[2019]["state"], found[2019]["hours"], found[2019]["missing"]) == ("以往认定单", "", "")


def test_workbook_says_the_same_as_the_page(counted, alice, bob, login):
    rows = sheet(login(bob).get(EXPORT, {"year": 2019, "count": 1}))

    head = next(row for row in rows if row[0] == "姓名")
    assert head[3:] == ["2019年公需", "2019年专业", "2019年结果", "校验码（只读）"]
    (line,) = (row for row in rows if row[0] == alice.professional.name)
    assert (float(line[3]), float(line[4]), line[5]) == (0, 40, "不足 缺公需30 专业20")


def test_sheet_is_the_units_own(counted, alice, hana, dora, charlie, login):
    assert alice.professional.name not in login(hana).get(PAGE).content.decode()
    for other in (dora, alice, charlie):
        assert login(other).get(PAGE).status_code == 404
        assert login(other).get(EXPORT).status_code == 404


def test_what_the_address_garbles_gives_the_usual_years(bob, login):
    for query in ({"year": "x", "count": "99"}, {}):
        assert login(bob).get(PAGE, query).context["years"] == [2015, 2016, 2017, 2018, 2019]


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_queries(count, world, bob, login, django_assert_num_queries):
    for number in range(count):
        factories.employee_of(world.employer, f"more{number}", "众人")
    figures.count_everything()
    client = login(bob)
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 14
