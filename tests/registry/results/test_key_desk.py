"""What keepers of keys have to sign, and what a base owes by 10 March, where they see it."""

from datetime import date

import pytest
from django.urls import reverse

from registry.models import Message
from registry.results.queries.key_desk import waiting_results
from registry.results.services import completion_batch
from registry.results.services.completion import receive
from tests.certification.rows import on
from tests.registry.results import completion_factories as make
from tests.registry.training import training_factories as training

pytestmark = pytest.mark.django_db


@pytest.fixture
def trained(db):
    found = training.base_world("JD09")
    found.base.platform_name = "湘学网"
    found.base.save()
    return found


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-01-31", None),
        ("2020-02-01", "还有38天"),
        ("2020-03-10", "今天"),
        ("2020-03-11", "当年网络培训结果不予认可"),
    ],
)
@pytest.mark.parametrize("name", ["base-home", "base"])
def test_days_to_10_march_stand_on_the_pages_of_the_base(trained, client, name, day, said):
    address = reverse(f"registry:{name}", args=[trained.base.public_id] if name == "base" else [])
    with on(f"{day} 09:00"):
        client.force_login(trained.staff)
        page = client.get(address).content.decode()

    assert ("秘钥B" in page) is (said is not None)
    assert said is None or said in page


def test_base_without_a_platform_owes_no_key(trained, client):
    trained.base.platform_name = ""
    trained.base.save()
    with on("2020-03-05 09:00"):
        client.force_login(trained.staff)

        assert "秘钥" not in client.get(reverse("registry:base-home")).content.decode()


def test_key_b_in_time_leaves_only_key_a_to_be_asked_for(trained, client):
    make.make_key(trained.base, "B", "2020-03-02")
    with on("2020-03-12 09:00"):
        client.force_login(trained.staff)
        page = client.get(reverse("registry:base-home")).content.decode()

    assert "秘钥A尚未登记" in page
    assert "不予认可（四(五)）" not in page


def test_batch_stands_with_whoever_has_to_sign_it_next(alice, client):
    base = make.make_base("JD09")
    course = make.recognised_course(base)
    with on("2020-06-03 09:00"):
        said = make.reported(alice.professional, course_code=course.code, passed_on=date(2020, 6, 1))
        receive(actor=None, base=base, reported=[said])
        batch = make.frozen_batch(base)
        keepers = {"A": batch.key_a.custodian, "B": batch.key_b.custodian}
        before = {part: _waits(client, user) for part, user in keepers.items()}
        completion_batch.sign(
            actor=keepers["A"],
            batch=batch,
            seen=batch.sha256,
            signature=make.signature_of(batch, batch.key_a),
        )
        after = {part: _waits(client, user) for part, user in keepers.items()}

    assert before == {"A": True, "B": False}
    assert after == {"A": False, "B": True}


def _waits(client, user):
    client.force_login(user)
    return "待您签署的证书批次" in client.get(reverse("registry:bases")).content.decode()


def test_a_key_b_that_came_late_does_not_take_the_warning_of_its_year_away(trained, client):
    """H6: 10 June 2021, the province brings the key of 2021; the year never counts all the same."""
    with on("2021-06-10 09:00"):
        officer = make.province_login()
        client.force_login(officer)
        keys = reverse("registry:keys-of-base", args=[trained.base.public_id])
        page = client.get(keys).content.decode()
        places = [page.index(f'id="y-{year}"') for year in (2021, 2022)]
        make_page = client.get(
            reverse("registry:key-make", args=[trained.base.public_id, 2021, "B"])
        ).content.decode()
        answer = client.post(
            reverse("registry:key-make", args=[trained.base.public_id, 2021, "B"]),
            {"passphrase": "一句足够长的口令 2021 B", "again": "一句足够长的口令 2021 B"},
            follow=True,
        )
        after = client.get(keys).content.decode()
        client.force_login(trained.staff)
        home = client.get(reverse("registry:base-home")).content.decode()
        body = Message.objects.get(recipient=trained.staff, kind="platform_key_deposited").body

    assert places == sorted(places)
    assert "登记2021年秘钥B" in page
    assert "现已逾期。登记以后，2021年网络培训结果仍不予认可" in make_page
    assert (
        "2021年的秘钥B已登记。因未在2021年3月10日前交省人社厅，该年网络培训结果仍不予认可"
        in answer.content.decode()
    )
    for shown in (after, home):
        assert "2021年的秘钥B未在2021年3月10日前交省人社厅" in shown
    assert "2021年网络培训结果不予认可" in body


def test_a_key_b_in_time_is_registered_without_a_word_of_lateness(trained, client):
    with on("2021-03-09 09:00"):
        client.force_login(make.province_login())
        answer = client.post(
            reverse("registry:key-make", args=[trained.base.public_id, 2021, "B"]),
            {"passphrase": "一句足够长的口令 2021 B", "again": "一句足够长的口令 2021 B"},
            follow=True,
        )

    assert "2021年的秘钥B已登记。" in answer.content.decode()
    assert "不予认可" not in answer.content.decode().split("main", 1)[1].split("四(五)")[0]


def test_results_of_another_base_wait_there_and_not_here(alice, charlie):
    here, there = make.make_base("JD09"), make.make_base("JD10")
    with on("2020-06-03 09:00"):
        for base, user in ((here, alice), (there, charlie)):
            code = make.recognised_course(base, f"KC{base.code}").code
            receive(actor=None, base=base, reported=[make.reported(user.professional, course_code=code)])

    assert [row.identity_index for row in waiting_results(here, 2020)] == [alice.professional.identity_index]
