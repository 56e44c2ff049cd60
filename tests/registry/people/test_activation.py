"""Taking over an account with a code from HR."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cejc.errors import Refused
from registry.models import ActivationCode, AuditEntry, User
from registry.people.services import activation
from tests.factories import employee_of, make_employment, make_professional

PASSWORD = "橘子洲头-2020-夏天"


@pytest.fixture
def place(world):
    """A person on the employer's list without a login."""
    return make_employment(make_professional("爱新觉罗·毓𬱖"), world.employer)


def take(place, code, **changes):
    person = place.professional
    values = {
        "name": person.name,
        "identity_type": person.identity_type,
        "number": str(person.identity_number),
        "code": code,
        "username": "yulu",
        "password": PASSWORD,
    } | changes
    return activation.activate(**values)


def test_activation_opens_the_account(bob, place):
    code = activation.issue(actor=bob, employment=place)

    user = take(place, code)

    assert user.professional == place.professional
    assert user.check_password(PASSWORD)
    assert AuditEntry.objects.filter(action="account.activated", subject=str(user.public_id)).exists()


def test_activation_by_the_page_logs_in(client, bob, place):
    code = activation.issue(actor=bob, employment=place)
    person = place.professional

    client.post(
        "/activate/",
        {
            "name": "爱新觉罗•毓𬱖",
            "identity_type": person.identity_type,
            "number": str(person.identity_number).lower(),
            "code": f"{code[:5]} {code[5:]}".lower(),
            "username": "yulu",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    assert client.session["_auth_user_id"] == str(User.objects.get(username="yulu").pk)


def test_code_is_kept_as_a_hash(bob, place):
    code = activation.issue(actor=bob, employment=place)

    row = ActivationCode.objects.get()
    assert code not in (row.code_hash, str(row.__dict__))
    assert not AuditEntry.objects.filter(after__icontains=code).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "AAAAAAAAAA"},
        {"name": "别人"},
        {"number": "11010519491231002X"},
        {"identity_type": "passport", "number": "E12345678"},
    ],
)
def test_what_does_not_fit_gets_none_and_opens_nothing(bob, place, wrong):
    code = activation.issue(actor=bob, employment=place)

    assert take(place, **({"code": code} | wrong)) is None
    assert not User.objects.filter(username="yulu").exists()


def test_page_says_the_same_whatever_is_wrong(client, bob, place):
    code = activation.issue(actor=bob, employment=place)
    person = place.professional
    right = {
        "name": person.name,
        "identity_type": person.identity_type,
        "number": str(person.identity_number),
        "code": code,
        "username": "yulu",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }

    said = {
        str(client.post("/activate/", right | wrong).context["form"].errors)
        for wrong in ({"code": "AAAAAAAAAA"}, {"name": "别人"}, {"number": "11010519491231002X"})
    }

    assert len(said) == 1
    assert "姓名、证件或激活码有误" in said.pop()


def test_five_wrong_attempts_spend_the_code(bob, place):
    code = activation.issue(actor=bob, employment=place)
    for _ in range(5):
        take(place, "AAAAAAAAAA")

    assert take(place, code) is None


def test_four_wrong_attempts_leave_the_code(bob, place):
    code = activation.issue(actor=bob, employment=place)
    for _ in range(4):
        take(place, "AAAAAAAAAA")

    assert take(place, code) is not None


def test_code_ends_after_thirty_days(bob, place):
    code = activation.issue(actor=bob, employment=place)

    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1)):
        assert take(place, code) is None
    with time_machine.travel(timezone.now() + timedelta(days=29, hours=23)):
        assert take(place, code) is not None


def test_code_serves_once(bob, place):
    code = activation.issue(actor=bob, employment=place)
    take(place, code)

    assert take(place, code, username="again") is None


def test_new_code_ends_the_earlier_one(bob, place):
    first = activation.issue(actor=bob, employment=place)
    second = activation.issue(actor=bob, employment=place)

    assert take(place, first) is None
    assert take(place, second) is not None


def test_code_refused_for_a_person_with_an_account(bob, world):
    user = employee_of(world.employer)

    with pytest.raises(Refused, match="已开通账号"):
        activation.issue(actor=bob, employment=user.professional.employments.get())


def test_code_refused_to_hr_of_another_unit(hana, place):
    with pytest.raises(Refused):
        activation.issue(actor=hana, employment=place)


def test_sheet_of_codes_is_shown_once_and_never_stored(login, bob, place):
    client = login(bob)

    page = client.post("/people/bulk/codes/", {"chosen": [str(place.public_id)]})

    assert page.status_code == 200
    ((_place, code),) = page.context["rows"]
    assert code[:5] in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_sheet_leaves_out_another_units_people(login, hana, place):
    client = login(hana)

    client.post("/people/bulk/codes/", {"chosen": [str(place.public_id)]})

    assert not ActivationCode.objects.exists()
