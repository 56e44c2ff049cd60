"""Notices as the public sees them: on the wall while they are open, absent before and afterwards (R24)."""

import pytest
from django.urls import reverse

from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from tests import factories
from tests.certification.rows import make_case, on, publish

pytestmark = pytest.mark.django_db
LIST = reverse("certification:public-notice-list")


def people_of(world, count):
    return [factories.employee_of(world.employer, f"worker{n}", f"甲{n}人") for n in range(count)]


def hang(bob, users, **values):
    return publish(bob, [make_case(one.professional, state="notice") for one in users], **values)


def page_of(notice):
    return reverse("certification:public-notice", args=[notice.public_id])


@pytest.fixture
def notice(alice, bob):
    with on("2020-05-11 09:00"):
        made = hang(bob, [alice])
    with on("2020-05-12 09:00"):
        yield made


def test_open_notice_is_listed_and_shows_name_unit_years_and_result_only(client, notice, alice):
    person = alice.professional

    listed, page = client.get(LIST).content.decode(), client.get(page_of(notice)).content.decode()

    assert notice.title in listed
    for text in (person.name, notice.organisation.name, "2015", "2019", "合格", "2020年5月18日"):
        assert text in page, text
    assert person.identity_number not in page
    assert person.identity_number[6:14] not in page
    assert client.get(page_of(notice))["X-Robots-Tag"] == "noindex, noarchive"


@pytest.mark.parametrize(
    ("moment", "status"), [("2020-05-18 23:59", 200), ("2020-05-19 00:00", 404), ("2021-01-01 09:00", 404)]
)
def test_notice_is_gone_at_the_midnight_after_its_last_day(client, notice, moment, status):
    with on(moment):
        assert client.get(page_of(notice)).status_code == status
        assert (notice.title in client.get(LIST).content.decode()) == (status == 200)


def test_draft_and_withdrawn_notices_are_absent(client, notice, bob, world):
    with on("2020-05-12 10:00"):
        other = make_case(factories.employee_of(world.employer, "dave", "丁武").professional, state="notice")
        draft = drafts.compose_notice(
            actor=bob, organisation=world.employer, cases=[other], title="拟稿", contact="人事部"
        )
        notices.withdraw_notice(actor=bob, notice=notice, reason="名单有误。")

        assert client.get(page_of(draft)).status_code == 404
        assert client.get(page_of(notice)).status_code == 404
        assert notice.title not in client.get(LIST).content.decode()


def test_what_changes_after_publication_does_not_reach_the_wall(client, notice, alice):
    alice.professional.name = "改名之后"
    alice.professional.save()

    page = client.get(page_of(notice)).content.decode()

    assert "改名之后" not in page


def test_markup_in_a_notice_is_text(client, alice, bob):
    with on("2020-05-11 09:00"):
        made = hang(bob, [alice], title="<script>alert(1)</script>")
        for address in (LIST, page_of(made)):
            page = client.get(address).content.decode()
            assert "<script>alert" not in page
            assert "&lt;script&gt;alert(1)" in page


def test_empty_wall_says_so(client, world):
    assert client.get(LIST).status_code == 200
    assert "目前没有" in client.get(LIST).content.decode()


@pytest.mark.parametrize("query", ["?page=abc", "?page=-1", "?page=9999", "?q=%00", "?q=" + "长" * 300])
def test_any_query_is_answered(client, notice, query):
    assert client.get(LIST + query).status_code == 200
    assert client.get(page_of(notice) + query).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_number_of_queries(client, world, bob, rows, django_assert_num_queries):
    with on("2020-05-11 09:00"):
        for one in people_of(world, rows):
            hang(bob, [one])
        whole = hang(
            bob, [factories.employee_of(world.employer, f"more{n}", f"乙{n}人") for n in range(rows)]
        )
        client.get(LIST)

        # With words to look for it is drawn anew each time.
        with django_assert_num_queries(2):
            client.get(LIST, {"q": ""})
        # One more than the page: what it rests on, for the next who asks (tests/cejc/test_shelf.py).
        with django_assert_num_queries(5):
            client.get(page_of(whole))
