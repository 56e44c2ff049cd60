"""Which passwords are refused, and why; those that must be changed after a time and do not come back."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from registry.models import UsedPassword, User
from tests.factories import (
    PASSWORD,
    employee_of,
    make_employment,
    make_professional,
    make_user,
    resident_number,
)

CHANGE = "/accounts/password/change/"
FRESH = [
    "资水东来-湘江-2021",
    "沅水西去-常德-2022",
    "澧水北上-张家界里-23",
    "洞庭秋月-岳阳楼前-24",
    "衡山南岳-祝融峰顶-25",
    "韶峰耸翠-凤凰寺外-26",
]


def refused(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as fault:
        return " ".join(fault.messages)
    return ""


@pytest.fixture
def lina(world):
    """A person whose number, birthday and unit are known."""
    person = make_professional("李晓娜", number=resident_number(7), phone="13873112345")
    make_employment(person, world.employer)
    return make_user("lixiaona", professional=person)


def test_eleven_characters_are_too_few_and_twelve_enough(db):
    assert "12" in refused("zu.8;kKq4#w")
    assert refused("zu.8;kKq4#wT") == ""


@pytest.mark.parametrize(
    "password",
    [
        "Woaini5201314!",
        "Password@2020",
        "Admin@123456!",
        "1qaz2wsx3edc",
        "Qwerty123456..",
        "5201314520520",
        "aaaaaaaaaaaab",
        "我爱你我爱你12345678",
        "Ｗｏａｉｎｉ１３１４５２０",
        "jixujiaoyu2020",
        "Zhongguo-2021-!",
    ],
)
def test_common_words_and_numbers_are_refused(db, password):
    assert "常见" in refused(password)


@pytest.mark.parametrize(
    "password",
    [
        "lixiaona-2020-!",
        "Lixn19850307..",
        "lxn85030719850307",
        "李晓娜李晓娜@2021年",
        "nihao13873112345",
        "430102198503ab!",
        "湖南省水利水电勘测设计院88",
        "hnsslsdkcsjy2020",
    ],
)
def test_what_a_colleague_knows_is_refused(lina, password):
    assert "熟悉您的人" in refused(password, lina) or "常见" in refused(password, lina)


@pytest.mark.parametrize(
    "password", ["Xiangjiang-2020", "橘子洲头-湘江北去-浪遏", "correct horse battery", PASSWORD, *FRESH]
)
def test_words_that_nobody_expects_pass(lina, password):
    assert refused(password, lina) == ""


def test_new_account_is_refused_its_owners_name_and_birthday(client, world):
    answer = client.post(
        reverse("registry:activate"),
        {
            "name": "王建国",
            "identity_type": "resident_card",
            "number": resident_number(9),
            "code": "AAAAAAAAAA",
            "email": "",
            "username": "wjg12345",
            "password1": "wangjianguo1985",
            "password2": "wangjianguo1985",
        },
    )

    assert "熟悉您的人" in str(answer.context["form"].errors["password1"])


def change(client, old, new):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


def test_without_profile_a_password_stays_and_nothing_is_kept(client, alice):
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    change(client, PASSWORD, FRESH[0])

    with time_machine.travel(timezone.now() + timedelta(days=400)):
        client.post("/accounts/login/", {"login": "alice", "password": FRESH[0]})
        assert client.get(reverse("registry:profile")).status_code == 200
    assert not UsedPassword.objects.exists()


@pytest.fixture
def rotation(settings):
    settings.CEJC_PASSWORD_DAYS, settings.CEJC_PASSWORDS_KEPT = 90, 5
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"change_password": ""}


@pytest.mark.parametrize(("days", "owed"), [(89, False), (91, True)])
def test_password_of_ninety_days_is_changed_first(client, world, rotation, days, owed):
    employee_of(world.employer, "dan", password_set_at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        client.post("/accounts/login/", {"login": "dan", "password": PASSWORD})
        answer = client.get(reverse("registry:profile"))
        assert (answer.status_code == 302) is owed
        if owed:
            assert "90天" in client.get(answer.url).content.decode()
            change(client, PASSWORD, FRESH[0])
            assert client.get(reverse("registry:profile")).status_code == 200


def test_last_five_do_not_come_back_and_the_sixth_may(client, alice, rotation):
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    used = [PASSWORD, *FRESH]
    for old, new in pairwise(used[:6]):
        assert change(client, old, new).status_code == 302

    refusal = change(client, used[5], used[1])

    assert "最近5次" in str(refusal.context["form"].errors["password1"])
    assert User.objects.get(pk=alice.pk).check_password(used[5])
    assert change(client, used[5], used[6]).status_code == 302
    assert change(client, used[6], used[0]).status_code == 302
    assert UsedPassword.objects.filter(user=alice).count() == 5
