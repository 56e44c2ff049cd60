"""Conditions of a list kept under a name: one's own, of a list of the portal, without identity numbers."""

import pytest
from django.urls import reverse

from cejc.errors import Refused
from registry.models import KeptFilter
from registry.people.services import kept_filter as filters
from tests import factories
from tests.outcome import outcome

pytestmark = pytest.mark.django_db
LIST = "/people/?q=张&state=confirmed"
HERE = reverse("registry:filters")


def kept(user, name="确认的", address=LIST):
    return filters.keep_filter(actor=user, address=address, name=name)


def test_conditions_are_kept_under_a_name_and_lead_back_to_the_list(bob, login):
    client = login(bob)
    page = client.get("/people/", {"q": "张", "page": "2"}).content.decode()
    assert f"{HERE}?at=/people/%3Fq%3D" in page or f"{HERE}?at=%2Fpeople%2F" in page

    outcome(
        client.post(f"{HERE}?at={LIST.replace('?', '%3F').replace('&', '%26')}", {"name": "姓张的"}),
        "已保存为“姓张的”，在列表的“常用筛选”中可以再次使用。",
        lambda: KeptFilter.objects.get(user=bob).address == "/people/?q=%E5%BC%A0&state=confirmed",
    )
    listed = client.get(HERE, {"at": "/people/"}).content.decode()
    assert 'href="/people/?q=%E5%BC%A0&amp;state=confirmed"' in listed
    assert client.get(KeptFilter.objects.get().address).status_code == 200


def test_same_name_on_the_same_list_is_written_anew_and_on_another_beside(bob):
    kept(bob)
    kept(bob, address="/people/?q=李")
    kept(bob, address="/registrations/?q=李")

    assert [one.query for one in KeptFilter.objects.filter(path="/people/")] == ["q=%E6%9D%8E"]
    assert KeptFilter.objects.count() == 2


def test_page_of_the_list_is_no_condition(bob):
    assert kept(bob, address="/people/?q=张&page=7").query == "q=%E5%BC%A0"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/people/?q=1",
        "//example.org/people/?q=1",
        "/no/such/list/?q=1",
        "javascript:alert(1)",
        "/people/",
        "/people/?page=2",
        f"/people/?q={'长' * 400}",
        "",
    ],
)
def test_what_is_no_list_with_conditions_is_refused_and_nothing_is_kept(bob, login, address):
    with pytest.raises(Refused):
        kept(bob, address=address)
    login(bob).post(f"{HERE}?at={address}", {"name": "x"})

    assert not KeptFilter.objects.exists()


def test_identity_number_is_never_kept(bob):
    number = factories.resident_number(7)

    with pytest.raises(Refused, match="证件号码"):
        kept(bob, address=f"/people/?q={number}")

    assert not KeptFilter.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "长" * 41])
def test_name_that_cannot_be_kept_is_said_and_typed_text_stays(bob, login, name):
    answer = login(bob).post(f"{HERE}?at=/people/%3Fq%3D1", {"name": name})

    assert answer.status_code == 422
    assert not KeptFilter.objects.exists()


def test_more_than_fifty_of_one_list_are_refused_in_words(bob):
    for number in range(filters.MOST):
        kept(bob, name=f"第{number}组")

    with pytest.raises(Refused, match="最多保存50组"):
        kept(bob, name="再一组")
    kept(bob, name="第0组")  # an old name is no new one
    kept(bob, name="再一组", address="/registrations/?q=1")

    assert KeptFilter.objects.count() == filters.MOST + 1


def test_nobody_sees_or_forgets_another_s(bob, alice, login):
    row = kept(bob)
    address = reverse("registry:filter-forget", args=[row.public_id])
    client = login(alice)

    assert row.name not in client.get(HERE).content.decode()
    assert client.post(address).status_code == 404
    assert KeptFilter.objects.filter(pk=row.pk).exists()


def test_forgotten_twice_is_once(bob, login):
    row = kept(bob)

    outcome(
        login(bob).post(reverse("registry:filter-forget", args=[row.public_id])),
        "已删去“确认的”。",
        lambda: not KeptFilter.objects.exists(),
    )
    filters.forget_filter(actor=bob, kept=row)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(bob, login, django_assert_num_queries, count):
    for number in range(count):
        kept(bob, name=f"第{number}组")
    client = login(bob)
    client.get(HERE)

    with django_assert_num_queries(9):
        client.get(HERE)
