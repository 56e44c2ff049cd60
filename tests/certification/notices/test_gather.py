"""Composing a notice or a batch: who is on it, who is not and why, put on and taken off."""

import pytest
from django.urls import reverse

from cejc.errors import Refused
from certification.models import Case, Notice
from certification.services.notices import notice_draft as drafts
from tests import factories
from tests.certification.rows import make_case, on
from tests.certification.stages import cast, drafted
from tests.outcome import outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-06-15 09:00"):
        yield cast()


def one_more(people, login_name, name, state="notice", **more):
    user = factories.employee_of(people.employer, login_name, name)
    return make_case(user.professional, state=state, reached_province=False, **more)


@pytest.fixture
def draft(people):
    first = make_case(people.person.professional, state="notice", reached_province=False)
    return drafted(people, first)


def page_of(client, notice, **query):
    return client.get(reverse("certification:notice", args=[notice.public_id]), query)


def press(client, notice, way, data, query=""):
    address = reverse("certification:notice-people", args=[notice.public_id, way])
    return client.post(f"{address}?{query}", data, follow=True)


def beside(page):
    return {row["case"].professional.name: row["why"] for row in page.context["beside"]}


def test_who_is_not_on_the_draft_is_named_with_the_reason(people, draft, login):
    one_more(people, "free", "贝贝")
    one_more(people, "early", "程诚", state="initial_review")
    other = one_more(people, "twice", "戴岱")
    second = drafted(people, other)
    Notice.objects.filter(pk=second.pk).update(title="另一份")
    make_case(people.hr.professional, state="notice", reached_province=False)
    make_case(people.outsider.professional, state="notice", reached_province=False)

    found = beside(page_of(login(people.hr), draft, part="out"))

    assert found == {
        "贝贝": "",
        "程诚": "待初审",
        "戴岱": "已列入拟稿“另一份”",
        people.hr.professional.name: "您本人的申请，由同事列入",
    }
    assert next(iter(found)) == "贝贝"


def test_people_are_found_by_name_and_put_on_and_taken_off(people, draft, login):
    case, client = one_more(people, "free", "贝贝"), login(people.hr)

    outcome(
        press(client, draft, "extend", {"cases": [str(case.public_id)]}, "part=out&q=贝"),
        "名单已加入1人。",
        lambda: draft.entries.filter(case=case).exists(),
    )
    shown = page_of(client, draft, q="贝贝")
    assert [row["case"] for row in shown.context["rows"]] == [case]
    outcome(
        press(client, draft, "reduce", {"cases": [str(case.public_id)]}),
        "名单已移出1人。",
        lambda: not draft.entries.filter(case=case).exists(),
    )


def test_all_that_the_filter_finds_are_put_on_and_no_other(people, draft, login):
    wanted = one_more(people, "a", "贝一"), one_more(people, "b", "贝二")
    other = one_more(people, "c", "程诚")
    early = one_more(people, "d", "贝三", state="initial_review")

    press(login(people.hr), draft, "extend", {"all": "1"}, "part=out&q=贝")

    on_it = set(draft.entries.values_list("case", flat=True))
    assert {case.pk for case in wanted} < on_it
    assert not {other.pk, early.pk} & on_it


def test_nobody_is_put_on_when_one_of_the_ticked_went_on_and_he_is_named(people, draft, login):
    stays, gone = one_more(people, "a", "贝一"), one_more(people, "b", "贝二", state="initial_review")
    ids = [str(stays.public_id), str(gone.public_id)]

    answer = press(login(people.hr), draft, "extend", {"cases": ids})

    said = [str(one) for one in answer.context["messages"]]
    assert said == ["贝二的情况刚刚发生变化，名单没有改动。请核对后再次勾选。"]
    assert draft.entries.count() == 1


def test_nothing_ticked_is_said_and_changes_nothing(people, draft, login):
    answer = press(login(people.hr), draft, "reduce", {})

    assert [str(one) for one in answer.context["messages"]] == ["请先勾选人员。"]
    assert draft.entries.count() == 1


def test_taken_off_twice_is_once(people, draft):
    cases = Case.objects.filter(notice_entries__notice=draft)

    first = drafts.take_from_notice(actor=people.hr, notice=draft, cases=list(cases))
    second = drafts.take_from_notice(actor=people.hr, notice=draft, cases=list(cases))

    assert (first, second) == (1, 0)


def test_a_list_changed_by_a_colleague_is_not_published_unseen(people, draft, login):
    seen = Notice.objects.get(pk=draft.pk).edit
    drafts.add_to_notice(actor=people.hr, notice=draft, cases=[one_more(people, "a", "贝一")])

    answer = login(people.hr).post(
        reverse("certification:notice-publish", args=[draft.public_id]), {"edit": seen}
    )

    draft.refresh_from_db()
    assert answer.status_code == 422
    assert draft.state == "draft"


@pytest.mark.parametrize("who", ["department", "province", "outsider", "person", "admin"])
def test_the_list_is_changed_by_its_unit_alone(people, draft, login, who):
    address = reverse("certification:notice-people", args=[draft.public_id, "reduce"])

    assert login(getattr(people, who)).post(address, {"all": "1"}).status_code == 404
    assert draft.entries.count() == 1


@pytest.mark.parametrize("way", ["", "publish", "extend/x"])
def test_no_other_way_is_known(people, draft, login, way):
    address = reverse("certification:notice", args=[draft.public_id])

    assert login(people.hr).post(f"{address}people/{way}/", {"all": "1"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("part", "number"), [("in", 18), ("out", 19)])
def test_queries_of_a_draft_do_not_grow(people, draft, login, django_assert_num_queries, count, part, number):
    made = [one_more(people, f"n{key}", f"贝{key}") for key in range(count * 2)]
    drafts.add_to_notice(actor=people.hr, notice=draft, cases=made[:count])
    client = login(people.hr)
    page_of(client, draft, part=part)

    with django_assert_num_queries(number):
        page_of(client, draft, part=part)


def test_of_many_who_stand_on_another_draft_the_first_are_named_with_how_many(people, draft, monkeypatch):
    monkeypatch.setattr(drafts, "NAMED", 2)
    rows = [one_more(people, f"n{key}", f"贝{key}") for key in range(3)]
    drafted(people, *rows)

    with pytest.raises(Refused, match="贝0、贝1等3人已在另一份公示拟稿中"):
        drafts.add_to_notice(actor=people.hr, notice=draft, cases=rows)

    assert draft.entries.count() == 1
