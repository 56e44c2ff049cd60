"""Pages that are kept for strangers: given out only as long as they are true, and to strangers only."""

import re

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.test import Client
from django.urls import reverse

from cejc.lib import shelf as shelves
from cejc.lib.shelf import shelf
from certification.models import Recheck
from certification.services.notices import notice as notices
from certification.services.slips import slip as slips
from registry.people.services import organisation as organisations
from tests import factories
from tests.certification.rows import issue, make_case, on, publish, revoke

pytestmark = pytest.mark.django_db
LOGIN, RULES, FRONT = reverse("account_login"), reverse("certification:rules"), reverse("home")
LIST, CATALOGUE = reverse("certification:public-notice-list"), reverse("registry:catalogue")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')


@pytest.fixture
def paper(petra, alice):
    with on("2020-07-06 09:00"):
        yield issue(petra, alice.professional)


@pytest.fixture
def notice(bob, alice, world):
    other = factories.employee_of(world.employer, "worker", "甲人")
    with on("2020-05-11 09:00"):
        yield publish(bob, [make_case(one.professional, state="notice") for one in (alice, other)])


def by_qr(paper):
    return reverse("certification:verify-slip", args=[paper.year, paper.sequence, paper.check_code])


def page_of(notice):
    return reverse("certification:public-notice", args=[notice.public_id])


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("address", "queries"), [(LOGIN, 0), (RULES, 1), (FRONT, 3), (LIST, 2), (CATALOGUE, 7)]
)
def test_second_stranger_costs_the_rows_that_the_page_rests_on(
    address, queries, django_assert_num_queries, notice
):
    first = Client().get(address)

    with django_assert_num_queries(queries):
        second = Client().get(address)

    assert (
        TOKEN.sub("", text_of(second)).split("x-csrftoken")[0]
        == (TOKEN.sub("", text_of(first)).split("x-csrftoken")[0])
    )


def test_slip_and_notice_cost_one_query_each(paper, bob, world, django_assert_num_queries):
    other = factories.employee_of(world.employer, "worker", "甲人")
    published = publish(bob, [make_case(other.professional, state="notice")])
    for address in (by_qr(paper), page_of(published)):
        Client().get(address)
        with django_assert_num_queries(1):
            assert Client().get(address).status_code == 200


def test_revoked_slip_is_revoked_for_the_next_who_asks(paper, petra, paul):
    assert "目前有效" in text_of(Client().get(by_qr(paper)))

    revoke(petra, paul, paper, reason="结业证书系他人证书。")

    assert "目前有效" not in text_of(Client().get(by_qr(paper)))
    assert "结业证书系他人证书。" in text_of(Client().get(by_qr(paper)))


def test_replaced_slip_names_the_new_one_to_the_next_who_asks(paper, petra, paul):
    Client().get(by_qr(paper))

    action = slips.propose_action(
        actor=petra, slip=paper, kind="reissue", reason="更正名称。", changes={"title_name": "工程师"}
    )
    slips.decide_action(actor=paul, action=action, approve=True)

    assert "湘继教认〔2020〕000002号" in text_of(Client().get(by_qr(paper)))


def test_slip_in_question_says_so_at_once(paper):
    Client().get(by_qr(paper))

    Recheck.objects.create(slip=paper, reason="佐证材料被撤回", path=[])

    assert "待重核" in text_of(Client().get(by_qr(paper)))


def test_struck_person_is_struck_for_the_next_who_asks(notice, bob, alice):
    assert "本人申请撤下" not in text_of(Client().get(page_of(notice)))
    entry = notice.entries.get(case__professional=alice.professional)

    notices.strike_entry(actor=bob, notice=notice, entry=entry, reason="本人申请撤下")

    assert "本人申请撤下" in text_of(Client().get(page_of(notice)))


def test_withdrawn_notice_and_renamed_unit_are_seen_at_once(notice, bob, admin):
    addresses = (LIST, FRONT, page_of(notice))
    assert all(notice.title in text_of(Client().get(address)) for address in addresses)
    organisations.update(actor=admin, organisation=notice.organisation, name="湖南省水利规划院")
    assert "湖南省水利规划院" in text_of(Client().get(LIST))

    notices.withdraw_notice(actor=bob, notice=notice, reason="名单有误。")

    assert not any(notice.title in text_of(Client().get(address)) for address in addresses)
    assert Client().get(page_of(notice)).status_code == 404


def test_new_day_is_a_new_page(notice):
    assert "还有7天" in text_of(Client().get(page_of(notice)))

    with on("2020-05-12 00:00"):
        assert "还有6天" in text_of(Client().get(page_of(notice)))
    with on("2020-05-19 00:00"):
        assert Client().get(page_of(notice)).status_code == 404


def test_languages_large_type_and_hosts_are_kept_apart(stranger):
    assert "登录" in text_of(Client().get(LOGIN))
    assert "Log in" in text_of(stranger.get(LOGIN))
    large = Client()
    large.cookies["large_text"] = "1"
    assert 'class="large-text"' in text_of(large.get(LOGIN))
    assert 'class="large-text"' not in text_of(Client().get(LOGIN))
    kept = len(shelf)

    Client().get(LOGIN, headers={"host": "localhost"})

    assert len(shelf) == kept + 1
    assert Client().get(LOGIN, headers={"host": "evil.example"}).status_code == 400


def test_no_two_visitors_share_a_token_and_each_one_s_works(alice):
    alice.set_password("Xiangjiang-2020")
    alice.save()
    Client().get(LOGIN)
    visitors = [Client(enforce_csrf_checks=True) for _each in range(2)]
    pages = [text_of(one.get(LOGIN)) for one in visitors]
    tokens = [TOKEN.findall(page) for page in pages]
    values = {"login": "alice", "password": "Xiangjiang-2020"}

    assert not set(tokens[0]) & set(tokens[1])
    stolen = visitors[1].post(LOGIN, values | {"csrfmiddlewaretoken": tokens[0][0]})
    assert stolen.status_code == 403
    own = visitors[0].post(LOGIN, values | {"csrfmiddlewaretoken": tokens[0][0]})
    assert (own.status_code, own.wsgi_request.user) == (302, alice)


def test_kept_page_is_confirmed_without_its_body():
    visitor = Client()
    first = visitor.get(RULES)
    again = visitor.get(RULES, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert first["Cache-Control"] == "private, no-cache"
    # Another visitor's tokens are of another secret: what the first one's browser has is not theirs.
    assert Client().get(RULES, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_changed_page_is_sent_again(notice, bob, alice):
    visitor = Client()
    tag = visitor.get(page_of(notice))["ETag"]
    entry = notice.entries.get(case__professional=alice.professional)
    notices.strike_entry(actor=bob, notice=notice, entry=entry, reason="本人申请撤下")

    assert visitor.get(page_of(notice), headers={"if-none-match": tag}).status_code == 200


def test_head_of_a_kept_page_is_bare_and_names_its_length():
    page, bare = Client().get(LOGIN), Client().head(LOGIN)

    assert (bare.status_code, bare.content) == (200, b"")
    assert bare["Content-Length"] == str(len(page.content))


def test_headers_of_safety_stand_on_a_kept_page():
    drawn, kept = Client().get(LOGIN), Client().get(LOGIN)

    for name in (
        "Content-Security-Policy",
        "X-Frame-Options",
        "X-Content-Type-Options",
        "Permissions-Policy",
    ):
        assert kept[name] == drawn[name], name
    assert set(kept["Vary"].split(", ")) == {"Accept-Language", "Cookie"}


def test_who_is_logged_in_neither_gets_a_kept_page_nor_leaves_one(login, alice):
    answer = login(alice).get(RULES)

    assert str(alice) in text_of(answer)
    assert len(shelf) == 0
    Client().get(RULES)
    assert str(alice) in text_of(login(alice).get(RULES))


def test_sentence_that_waits_is_shown_once_and_to_its_visitor_alone(rf):
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.http import HttpResponse

    Client().get(RULES)
    store, answer = CookieStorage(rf.get("/")), HttpResponse()
    store.add(constants.INFO, "您已退出登录。")
    store.update(answer)
    visitor = Client()
    visitor.cookies[f"{settings.COOKIE_PREFIX}messages"] = answer.cookies["messages"].value

    assert "您已退出登录。" in text_of(visitor.get(RULES))
    assert "您已退出登录。" not in text_of(visitor.get(RULES))
    assert "您已退出登录。" not in text_of(Client().get(RULES))


def test_demo_keeps_no_page_for_its_clock_is_on_each(settings):
    settings.CEJC_DEMO = True

    Client().get(RULES)

    assert len(shelf) == 0


def test_shelf_is_bounded_and_what_was_asked_for_last_stays(monkeypatch):
    Client().get(LOGIN)
    size = next(iter(shelf)).size
    monkeypatch.setattr(shelves, "MOST_BYTES", 3 * size)

    for number in range(6):
        Client().get(LOGIN, {"next": f"/{number}"})
        Client().get(LOGIN)

    assert len(shelf) <= 3
    assert shelf.get(("testserver", "http", LOGIN, "zh-hans", False))
    assert not shelf.get(("testserver", "http", f"{LOGIN}?next=%2F0", "zh-hans", False))
