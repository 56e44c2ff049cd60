"""An identity number is never part of an address: it is searched by POST, or not at all."""

import pytest
from django.urls import reverse

from cejc.lib.writing.identity import holds_number

FIND, PEOPLE = reverse("registry:find"), reverse("registry:people")


@pytest.mark.parametrize(
    "text",
    [
        "430102198503070018",
        "43010219850307001x",
        "430102 19850307 0018",
        "430102-19850307-0018",
        "４３０１０２１９８５０３０７００１８",
        "找430102850307001",
    ],
)
def test_number_is_seen_however_it_is_typed(text):
    assert holds_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "张伟", "13873112345", "0731-84512345", "91430000183764483Y", "430102999999990018", "2020-000001"],
)
def test_other_numbers_may_stand_in_an_address(text):
    assert not holds_number(text)


@pytest.mark.parametrize(
    "name", ["registry:people", "certification:desk", "registry:handbooks", "registry:missing-hours"]
)
def test_address_with_a_number_is_refused_and_leads_to_the_search_by_post(login, bob, alice, name):
    number = str(alice.professional.identity_number)

    answer = login(bob).get(reverse(name), {"q": number, "page": "2"}, follow=True)

    (first, _status), *_more = answer.redirect_chain
    assert first.startswith(FIND)
    assert number not in first
    assert answer.status_code == 200
    assert number not in answer.content.decode()
    assert "证件号码不写入网址" in answer.content.decode()


def test_person_is_found_by_number_and_the_address_names_the_key_alone(login, bob, alice):
    number = str(alice.professional.identity_number)

    answer = login(bob).post(FIND, {"number": f" {number[:6]} {number[6:]}", "to": PEOPLE}, follow=True)

    (address, _status), *_more = answer.redirect_chain
    assert number not in address
    assert str(alice.professional.public_id) in address
    assert alice.professional.name in answer.content.decode()


def test_somebody_elses_person_is_as_absent_as_nobody(login, bob, charlie):
    client = login(bob)
    answers = [
        client.post(FIND, {"number": number, "to": PEOPLE})
        for number in (str(charlie.professional.identity_number), "430102198003070018")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.context["form"].errors["number"][0] for answer in answers] == [
        "在您可以查看的人员中没有这个证件号码，请核对，或改用姓名查找。"
    ] * 2


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example", "people"])
def test_search_leads_nowhere_else(login, bob, alice, to):
    answer = login(bob).post(FIND, {"number": str(alice.professional.identity_number), "to": to})

    assert answer["Location"].startswith(PEOPLE)


def test_stranger_is_told_and_the_number_goes_no_further(client, db):
    answer = client.get("/notices/", {"q": "430102198503070018"}, follow=True)

    assert answer.redirect_chain == [("/notices/", 302)]
    assert "请不要在查找框和网址中填写证件号码" in answer.content.decode()
