"""The offices' pages of notices and objections."""

import pytest
from django.urls import reverse

from certification.models import Notice, NoticeEntry
from certification.services.notices import notice as notices
from credits.models import CalendarDay
from tests.certification.rows import make_case, object_to, on, publish
from tests.certification.stages import cast, drafted

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "合格人员名单公示",
    "text": "如有异议，请反映。",
    "contact": "人事部",
    "working_days": "5",
    "whom": "all:2020",
}
NEW = "/office/notices/new/"


@pytest.fixture
def people():
    with on("2020-06-15 09:00"):
        yield cast()


@pytest.fixture
def waiting(people):
    return [
        make_case(one.professional, state="notice", reached_province=False)
        for one in (people.person, people.colleague)
    ]


def at(name, row):
    return reverse(f"certification:{name}", args=[row.public_id])


def keys(*cases):
    return [str(case.public_id) for case in cases]


def test_compose_counts_those_who_wait_and_nobody_else(people, waiting, login):
    make_case(people.outsider.professional, state="notice", reached_province=False)

    page = login(people.hr).get(NEW)

    assert page.context["waiting"] == 2
    assert "2020年度待公示的2人，全部列入" in page.content.decode()
    assert "不少于5个工作日" in page.content.decode()


def test_who_stands_on_a_draft_is_found_from_the_page_of_a_new_one(people, waiting, login):
    client = login(people.hr)
    client.post(NEW, WORDS)
    draft = Notice.objects.get()

    page = client.get(NEW).content.decode()

    assert at("notice", draft) in page
    assert "待公示的人员都已列入上面的拟稿" in page
    assert "2人" in page


def test_taken_out_people_are_counted_apart_everywhere(people, waiting, login, client):
    notice = publish(people.hr, waiting)
    NoticeEntry.objects.filter(case=waiting[0]).update(taken_out_at=notice.published_at)

    listed = login(people.hr).get(reverse("certification:notice-list")).content.decode()
    public = client.get(reverse("certification:public-notice", args=[notice.public_id])).content.decode()

    assert "1人（已移出1人）" in listed
    assert "合格人员名单（共1人）" in public
    assert "序号为公示发布时的名单序号" in public


def test_compose_then_publish_after_a_page_that_says_how_many_and_until_when(people, waiting, login):
    client = login(people.hr)
    client.post(NEW, WORDS)
    draft = Notice.objects.get()

    asked = client.get(at("notice-publish", draft)).content.decode()
    client.post(at("notice-publish", draft), {"edit": draft.edit})

    draft.refresh_from_db()
    for text in ("名单共2人", "2020年6月22日", "周一", "复审确认"):
        assert text in asked
    assert draft.state == "open"


@pytest.mark.parametrize(
    "values",
    [
        {"working_days": "4"},
        {"working_days": "0"},
        {"working_days": "99999999999999999999"},
        {"title": ""},
        {"contact": ""},
        {"title": "长" * 201},
    ],
)
def test_compose_with_bad_values_is_422_and_keeps_what_was_typed(people, waiting, login, values):
    answer = login(people.hr).post(NEW, WORDS | values)

    assert answer.status_code == 422
    assert "如有异议，请反映。" in answer.content.decode()
    assert not Notice.objects.exists()


def test_compose_leaves_out_who_went_on_meanwhile_and_says_how_many_are_in(people, waiting, login):
    type(waiting[0]).objects.filter(pk=waiting[0].pk).update(state="returned")

    answer = login(people.hr).post(NEW, WORDS, follow=True)

    assert "拟稿已保存，列入1人，请核对名单后发布。" in [str(one) for one in answer.context["messages"]]
    assert list(Notice.objects.get().entries.values_list("case", flat=True)) == [waiting[1].pk]


@pytest.mark.parametrize("whom", ["", "all:2019", "all", "none:", "someone:2020"])
def test_compose_of_a_group_that_does_not_wait_is_refused_in_words(people, waiting, login, whom):
    answer = login(people.hr).post(NEW, WORDS | {"whom": whom})

    assert answer.status_code == 422
    assert not Notice.objects.exists()


def test_compose_with_nobody_yet_begins_an_empty_draft_that_cannot_be_published(people, waiting, login):
    client = login(people.hr)
    client.post(NEW, WORDS | {"whom": "none:2020"})
    draft = Notice.objects.get()

    page = client.get(at("notice", draft)).content.decode()
    answer = client.post(at("notice-publish", draft), {"edit": draft.edit})

    assert "名单上还没有人员" in page
    assert at("notice-publish", draft) not in page
    assert "公示名单为空" in answer.content.decode()


def test_draft_changed_in_two_tabs_is_kept_as_the_first_saved_it(people, waiting, login):
    draft = drafted(people, *waiting)
    client = login(people.hr)
    client.post(at("notice-edit", draft), WORDS | {"edit": draft.edit, "title": "第一次"})

    answer = client.post(at("notice-edit", draft), WORDS | {"edit": draft.edit, "title": "第二次"})

    draft.refresh_from_db()
    assert answer.status_code == 422
    assert 'value="第二次"' in answer.content.decode()
    assert draft.title == "第一次"


def test_publish_without_a_calendar_shows_the_sentence_and_no_button(people, waiting, login):
    draft = drafted(people, *waiting)
    CalendarDay.objects.all().delete()

    page = login(people.hr).get(at("notice-publish", draft)).content.decode()

    assert "工作日历尚未载入" in page
    assert "btn-official" not in page


def test_withdraw_wants_a_reason_and_lets_the_people_wait_again(people, waiting, login):
    notice = publish(people.hr, waiting)
    client = login(people.hr)

    without = client.post(at("notice-withdraw", notice), {"edit": notice.edit, "reason": " "})
    client.post(at("notice-withdraw", notice), {"edit": notice.edit, "reason": "漏列一人"})

    notice.refresh_from_db()
    assert without.status_code == 422
    assert notice.state == "withdrawn"
    assert notices.Case.objects.filter(state="notice").count() == 2


def test_discard_asks_first(people, waiting, login):
    draft = drafted(people, *waiting)
    client = login(people.hr)

    asked = client.get(at("notice-discard", draft))
    assert Notice.objects.exists()
    client.post(at("notice-discard", draft), {"edit": draft.edit})

    assert asked.status_code == 200
    assert not Notice.objects.exists()


def test_print_is_a_pdf_of_a_published_notice_only(people, waiting, login, run_jobs):
    draft = drafted(people, waiting[0])
    notice = publish(people.hr, waiting[1:])
    client = login(people.hr)

    before = client.get(at("notice-print", notice)).content.decode()
    run_jobs()
    answer = client.get(at("notice-print", notice))

    assert "正在生成张贴的名单" in before
    assert client.get(at("notice-print", draft)).status_code == 404
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["notice-edit", "notice-publish", "notice-withdraw", "notice-discard"])
def test_acts_on_a_notice_are_absent_for_all_but_its_unit(people, waiting, login, name):
    notice = publish(people.hr, waiting)

    for who in (people.department, people.province, people.outsider, people.person):
        assert login(who).post(at(name, notice), {"edit": notice.edit, "reason": "x"}).status_code == 404

    notice.refresh_from_db()
    assert notice.state == "open"


def test_objection_is_on_the_department_s_and_the_unit_s_pages_and_not_on_the_person_s(
    people, waiting, login
):
    notice = publish(people.hr, waiting)
    objection = object_to(notice.entries.get(case=waiting[0]))

    for who in (people.hr, people.department):
        page = login(who).get(reverse("certification:objection-list")).content.decode()
        assert str(objection.public_id) in page
        shown = login(who).get(at("objection", objection)).content.decode()
        assert objection.text in shown
        assert "唐守正" not in shown  # the department asks for it by a button, which is on record
    for who in (people.person, people.outsider, people.province):
        assert login(who).get(at("objection", objection)).status_code == 404


def test_objection_against_oneself_is_not_seen_as_an_officer_either(people, login):
    second = cast_second_hr(people)
    notice = publish(second, [make_case(people.hr.professional, state="notice")])
    objection = object_to(notice.entries.get())

    page = login(people.hr).get(at("notice", notice)).content.decode()

    assert objection.text not in page
    assert login(people.hr).get(at("objection", objection)).status_code == 404


def cast_second_hr(people):
    from tests import factories

    return factories.hr_of(people.employer, "bill", "毕亮")


@pytest.mark.parametrize(("upheld", "state"), [("no", "dismissed"), ("yes", "upheld")])
def test_answer_needs_conclusion_and_reason(people, waiting, login, upheld, state):
    objection = object_to(publish(people.hr, waiting).entries.get(case=waiting[0]))
    client = login(people.department)
    address = at("objection-answer", objection)

    bare = client.post(address, {"answer": "经查属实"})
    silent = client.post(address, {"upheld": upheld})
    client.post(address, {"upheld": upheld, "answer": "经查属实"})

    objection.refresh_from_db()
    assert (bare.status_code, silent.status_code) == (422, 422)
    assert "经查属实" in bare.content.decode()
    assert objection.state == state


def test_markup_in_an_objection_is_shown_as_text(people, waiting, login):
    objection = object_to(publish(people.hr, waiting).entries.first(), text="<img src=x onerror=alert(1)>")

    page = login(people.hr).get(at("objection", objection)).content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize("count", [1, 2])
def test_queries_of_the_notice_pages_do_not_grow(people, waiting, login, django_assert_num_queries, count):
    notice = publish(people.hr, waiting[:count])
    for entry in notice.entries.all():
        object_to(entry)
    client = login(people.hr)
    counts = {"notice-list": 13, "objection-list": 10}
    for name, number in counts.items():
        client.get(reverse(f"certification:{name}"))
        with django_assert_num_queries(number):
            client.get(reverse(f"certification:{name}"))
    with django_assert_num_queries(16):
        client.get(at("notice", notice))
