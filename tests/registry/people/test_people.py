"""HR's list of people and the page of one person."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.models import AuditEntry, Employment
from tests.factories import PASSWORD, make_employment, make_professional

LIST = "/people/"


@pytest.fixture
def three(world):
    names = ("张伟", "曾国强", "欧阳晓𬱖")
    return [make_employment(make_professional(name), world.employer) for name in names]


def shown(page):
    return [place.professional.name for place in page.context["page"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("晓𬱖", ["欧阳晓𬱖"]),
        ("zhangwei", ["张伟"]),
        ("zhang wei", ["张伟"]),
        ("zeng", ["曾国强"]),
        ("oyx", ["欧阳晓𬱖"]),
        ("国强", ["曾国强"]),
        ("没有", []),
    ],
)
def test_search_by_characters_and_pinyin(login, bob, three, query, found):
    page = login(bob).get(LIST, {"q": query})

    assert shown(page) == found


def test_list_is_sorted_by_pinyin(login, bob, three):
    page = login(bob).get(LIST)

    assert shown(page) == ["毕明", "欧阳晓𬱖", "曾国强", "张伟"]


@pytest.mark.parametrize(("asked", "filtered"), [({"sort": "-name"}, False), ({"q": "张"}, True)])
def test_order_is_no_filter_to_clear(login, bob, three, asked, filtered):
    text = login(bob).get(LIST, asked).content.decode()

    assert ("清除条件" in text, "筛选条件（已设定）" in text) == (filtered, filtered)


def test_list_shows_masked_numbers_only(login, bob, three):
    text = login(bob).get(LIST).content.decode()

    for place in three:
        assert str(place.professional.identity_number) not in text
        assert place.professional.identity_masked in text


def test_list_holds_no_one_of_another_unit(login, hana, three):
    assert shown(login(hana).get(LIST)) == ["何娜"]


def test_list_costs_the_same_queries_for_any_number(login, bob, world):
    client = login(bob)
    client.get(LIST)
    costs = []

    for more in (0, 2, 57):
        for _ in range(more):
            make_employment(make_professional(), world.employer)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        costs.append(len(captured))

    assert costs == [costs[0]] * 3
    assert costs[0] == 13


def test_export_is_the_list_as_filtered_with_text_cells(login, bob, world):
    make_employment(make_professional("张伟"), world.employer, position="=HYPERLINK(1)")
    make_employment(make_professional("李雷"), world.employer)

    answer = login(bob).get("/people/export/", {"q": "张伟"})

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["姓名", "张伟"]
    assert rows[1][4] == "=HYPERLINK(1)"
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert (sheet["E2"].data_type, sheet["J2"].is_date) == ("s", True)
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")


@pytest.mark.parametrize("value", ["' OR 1=1 --", "%", "\x00", "<script>", "李" * 500])
def test_odd_searches_are_searches(login, bob, three, value):
    assert login(bob).get(LIST, {"q": value}).status_code == 200


def test_person_of_another_unit_is_404(login, hana, alice):
    assert login(hana).get(reverse("registry:person", args=[alice.professional.public_id])).status_code == 404


def test_department_sees_the_person_without_phone_and_buttons(login, dora, alice):
    person = alice.professional
    person.phone = "13812345678"
    person.save()

    text = login(dora).get(reverse("registry:person", args=[person.public_id])).content.decode()

    assert person.identity_masked in text
    assert "13812345678" not in text
    assert "办理离职" not in text


def test_hr_sees_the_phone(login, bob, alice):
    person = alice.professional
    person.phone = "13812345678"
    person.save()

    assert (
        "13812345678" in login(bob).get(reverse("registry:person", args=[person.public_id])).content.decode()
    )


def test_reveal_asks_for_the_password_and_is_on_record(client, bob, alice):
    address = reverse("registry:person-reveal", args=[alice.professional.public_id])
    client.post("/accounts/login/", {"login": "bob", "password": PASSWORD})

    asked = client.get(address)
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert not AuditEntry.objects.filter(action="identity.revealed").exists()

    client.post(asked.url, {"password": PASSWORD})
    page = client.post(address, {"reason": "核对原件"})
    assert str(alice.professional.identity_number) in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    entry = AuditEntry.objects.get(action="identity.revealed")
    assert (entry.actor, entry.subject) == (str(bob.public_id), str(alice.professional.public_id))
    assert str(alice.professional.identity_number) not in str(entry.__dict__)


def test_reveal_refused_to_a_department(client, dora, alice):
    client.force_login(dora)

    assert (
        client.get(reverse("registry:person-reveal", args=[alice.professional.public_id])).status_code == 404
    )


def test_own_profile_changes_only_what_is_ones_own(login, alice):
    client = login(alice)

    client.post(
        "/profile/",
        {
            "degree": "doctor",
            "title_series": "engineering",
            "title_level": "senior_associate",
            "phone": "0731-85480000",
            "email": "new@example.org",
            "name": "别名",
            "identity_number": "x",
        },
    )

    alice.refresh_from_db()
    alice.professional.refresh_from_db()
    assert alice.professional.degree == "bachelor"  # the register's since her unit confirmed her (R17)
    assert alice.professional.title_level == "senior_associate"
    assert alice.professional.name == "欧阳晓𬱖"
    assert alice.email == "new@example.org"
    entry = AuditEntry.objects.get(action="professional.updated")
    assert "0731-85480000" not in str(entry.after)


def test_adding_a_person_by_the_form(login, bob, employer):
    from tests.factories import resident_number

    client = login(bob)
    client.post(
        "/people/add/",
        {
            "name": "赵六",
            "identity_type": "resident_card",
            "number": resident_number(777),
            "position": "水文处",
            "degree": "bachelor",
            "title_level": "junior",
            "valid_from": "2019-07-01",
        },
    )

    place = Employment.objects.get(professional__name="赵六")
    assert (place.organisation, place.state, f"{place.valid_from}") == (employer, "confirmed", "2019-07-01")
