"""The desks: what waits for whom, in three parts, found, exported, and never another office's."""

import io

import openpyxl
import pytest
from django.urls import reverse

from tests import factories
from tests.certification.rows import make_case, on

pytestmark = pytest.mark.django_db
DESK = reverse("certification:desk")
# State in which a case waits for the desk of each of the people everybody knows.
WAITS = {"bob": "initial_review", "dora": "confirmation", "petra": "verification"}


def workers(world, count):
    return [factories.employee_of(world.employer, f"worker{n}", f"欧阳{n}𬱖") for n in range(count)]


def put(world, state, count=1, **values):
    return [
        make_case(
            one.professional, state=state, reached_province=state in ("verification", "issue"), **values
        )
        for one in workers(world, count)
    ]


@pytest.fixture(autouse=True)
def june():
    with on("2020-06-10 09:00"):
        yield


@pytest.mark.parametrize("who", list(WAITS))
def test_case_waits_on_the_desk_of_the_office_that_has_it_and_on_no_other(request, login, world, who):
    users = {name: request.getfixturevalue(name) for name in (*WAITS, "hana")}
    (case,) = put(world, WAITS[who])

    shown = {
        name
        for name, user in users.items()
        if case.professional.name in login(user).get(DESK).content.decode()
    }

    assert shown == {who}


@pytest.mark.parametrize("who", ["alice", "charlie", "admin"])
def test_desk_does_not_exist_for_those_without_an_office(request, login, who):
    assert login(request.getfixturevalue(who)).get(DESK).status_code == 404


@pytest.mark.parametrize("who", list(WAITS))
def test_empty_desk_says_so(request, login, who):
    for part in ("mine", "going", "done"):
        page = login(request.getfixturevalue(who)).get(DESK, {"part": part})
        assert page.status_code == 200
        assert page.context["page"].paginator.count == 0


def test_parts_are_mine_going_and_done(login, world, bob):
    for state, part in (("initial_review", "mine"), ("verification", "going"), ("issued", "done")):
        person = factories.employee_of(world.employer, state, f"在{part}的人")
        make_case(person.professional, state=state)

    for part in ("mine", "going", "done"):
        page = login(bob).get(DESK, {"part": part}).content.decode()
        assert [other for other in ("mine", "going", "done") if f"在{other}的人" in page] == [part]


@pytest.mark.parametrize("who", list(WAITS))
@pytest.mark.parametrize("rows", [1, 3])
def test_desk_asks_the_same_number_of_queries(
    request, client, login, world, who, rows, django_assert_num_queries
):
    user = request.getfixturevalue(who)
    put(world, WAITS[who], rows)
    login(user).get(DESK)

    with django_assert_num_queries(COUNTS[who]):
        client.get(DESK)


COUNTS = {"bob": 21, "dora": 20, "petra": 24}


@pytest.mark.parametrize(
    "query",
    ["?page=abc", "?page=-3", "?page=9999", "?part=evil", "?sort=evil", "?q=%00%27%25_", "?q=" + "长" * 300],
)
def test_any_query_is_answered(login, world, bob, query):
    put(world, "initial_review")

    assert login(bob).get(DESK + query).status_code == 200
    assert login(bob).get(reverse("certification:desk-export") + query).status_code == 200


def test_search_finds_name_and_unit_and_nothing_else(login, world, bob):
    put(world, "initial_review")

    for typed, found in (("欧阳0", True), ("𬱖", True), ("水利水电", True), ("无此人", False), ("%", False)):
        page = login(bob).get(DESK, {"q": typed})
        assert bool(page.context["page"].object_list) == found, typed


def test_export_is_what_is_shown_with_formulas_as_text(login, world, bob):
    put(world, "initial_review", title_name="=1+1")

    answer = login(bob).get(reverse("certification:desk-export"))

    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(answer) if answer.streaming else answer.content)
    ).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "欧阳0𬱖" in [cell.value for cell in cells]
    title = next(cell for cell in cells if "1+1" in str(cell.value))
    assert title.data_type != "f"


@pytest.mark.parametrize(
    ("who", "state", "address"),
    [
        ("bob", "initial_review", "lane"),
        ("bob", "notice", "notice-new"),
        ("dora", "filing", "batch-new"),
        ("dora", "filing", "batch-list"),
        ("petra", "issue", "issue"),
    ],
)
def test_work_that_waits_has_its_door_on_the_desk_with_the_number(request, login, world, who, state, address):
    put(world, state, 2)

    page = login(request.getfixturevalue(who)).get(DESK).content.decode()

    assert f'href="{reverse(f"certification:{address}")}"' in page
    assert '<span class="count">2</span>' in page


def test_junior_title_is_recorded_by_an_office_that_finds_the_page(login, world, dora):
    put(world, "record", route="provincial_basic", title_level="junior")

    page = login(dora).get(DESK).content.decode()

    assert f'href="{reverse("certification:record")}"' in page


def test_no_door_leads_to_work_that_never_comes(login, bob):
    page = login(bob).get(DESK).content.decode()

    assert reverse("certification:record") not in page
    assert login(bob).get(reverse("certification:record")).status_code == 404
    assert login(bob).get(reverse("certification:batch-list")).status_code == 404
