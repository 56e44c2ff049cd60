"""Entering an activity, as a person goes about it: from the list of kinds by links and forms alone."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cejc import clock
from registry.activities.services import activity as services
from registry.enums import ActivityState
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import Activity
from tests.registry.activities.activity_factories import (
    FACTS,
    lines_on,
    make_draft,
    make_evidence,
    make_submitted,
)
from tests.registry.activities.test_activity_pages import fields_of

pytestmark = pytest.mark.django_db
KINDS = "/activities/new/"


def links_of(page):
    """(address, words) of every link of the page."""
    found = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', page, flags=re.S)
    return [(url.replace("&amp;", "&"), re.sub(r"<[^>]+>|\s+", "", words)) for url, words in found]


def link(client, address, words):
    """The address behind the first link whose words contain `words`."""
    page = client.get(address).content.decode()
    return next(url for url, said in links_of(page) if words in said)


def hidden_of(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def text_of(page):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize("kind", FACTS)
def test_looking_at_a_form_makes_no_draft(alice, login, kind):
    client = login(alice)

    answer = client.get(f"{KINDS}{kind}/")

    assert answer.status_code == 200
    assert not Activity.objects.exists()
    page = client.get("/mine/").content.decode()
    assert "草稿尚未提交" not in page


def test_the_draft_is_born_with_the_first_word_and_only_once(alice, login):
    client = login(alice)
    page = client.get(link(client, KINDS, "登记发表论文")).content.decode()
    url = re.search(r'data-autosave-url="([^"]+)"', page)[1]
    data = hidden_of(page)

    nothing = client.post(url, data)
    assert (nothing.status_code, Activity.objects.count()) == (204, 0)

    first = client.post(url, data | {"title": "堤"})
    again = client.post(url, data | {"title": "堤"})  # the answer was lost on the way
    draft = Activity.objects.get()
    assert (first.json()["url"], first.json()["edit"]) == (f"/activities/{draft.public_id}/edit/", draft.edit)
    assert again.json()["edit"] == draft.edit

    client.post(
        re.search(r'<form class="record-form" method="post" action="([^"]+)"', page)[1],
        data
        | {
            "title": "堤防渗流研究",
            "edit": str(draft.edit),
            "do": "save",
        },
    )
    assert Activity.objects.get().title == "堤防渗流研究"


def test_the_page_of_another_person_gives_nobody_a_draft(alice, charlie, login):
    theirs = make_draft(charlie, "paper", title="别人的")

    login(alice).post(
        f"{KINDS}paper/", {"draft": str(theirs.public_id), "title": "我的", "edit": "0", "do": "save"}
    )

    theirs.refresh_from_db()
    assert theirs.title == "别人的"
    assert Activity.objects.get(professional=alice.professional).title == "我的"


@pytest.mark.parametrize("do", ["save", "submit", "add-line", "remove-line:0"])
def test_no_button_of_an_empty_form_makes_a_draft(alice, login, do):
    answer = login(alice).post(f"{KINDS}training/", {"edit": "0", "do": do})

    assert not Activity.objects.exists()
    if do == "submit":
        page = answer.content.decode()
        assert answer.status_code == 422
        assert '<a href="#id_title">' in page
        assert '<a href="#id_line0-date">' in page


def test_drafts_without_content_are_not_counted_and_old_ones_go(alice, login):
    empty = services.create_draft(actor=alice, kind="paper")
    services.save_draft(actor=alice, activity=empty, title="", note="", facts={}, edit=0)
    kept = make_draft(alice, "paper", title="有内容")
    client = login(alice)

    assert "1条草稿尚未提交" in text_of(client.get("/mine/").content.decode())
    assert "未命名的记录" not in client.get("/activities/").content.decode()

    forget_kind("untouched_drafts")
    assert Activity.objects.count() == 2  # of today
    Activity.objects.update(created_at=timezone.now() - timedelta(days=2))
    forget_kind("untouched_drafts")
    assert list(Activity.objects.all()) == [kept]


def test_five_years_of_a_public_course_are_copies(alice, login):
    first = make_submitted(
        alice,
        "online",
        title="公需科目学习",
        facts={
            "date": "2019-06-01",
            "subject": "public",
            "approved_hours": "30",
            "attributed_year": 2015,
        },
    )
    client = login(alice)
    page = client.get(link(client, f"/activities/{first.public_id}/", "照这条再登记一条")).content.decode()

    assert 'value="公需科目学习"' in page
    assert re.search(r'value="30"', page)
    assert re.search(r'name="fact_subject" value="public"[^>]*checked', page)
    assert "2019-06-01" not in page
    assert 'value="2015"' not in page
    assert "材料未" in text_of(page) or "还缺" in text_of(page)
    assert Activity.objects.count() == 1
    assert link(client, KINDS, "照“公需科目学习”再登记一条") == f"{KINDS}online/?from={first.public_id}"


def test_a_copy_of_a_training_keeps_its_parts_without_dates(alice, login):
    first = make_draft(alice, facts=lines_on("2019-05-06", "2019-05-07", slot="morning", subject="public"))

    page = login(alice).get(f"{KINDS}training/?from={first.public_id}").content.decode()

    assert page.count('<option value="morning" selected>') == 2
    assert "2019-05-06" not in page


def test_nobody_copies_the_record_of_another(alice, charlie, login):
    theirs = make_draft(charlie, "paper", title="别人的")

    assert login(alice).get(f"{KINDS}paper/?from={theirs.public_id}").status_code == 404


def test_the_public_subject_is_named_first_and_chosen_by_its_link(alice, login):
    client = login(alice)
    words = text_of(client.get(KINDS).content.decode())
    page = client.get(link(client, KINDS, "登记公需科目网络课程")).content.decode()

    assert words.index("公需科目网络课程") < words.index("培训班、研修班、进修班")
    assert re.search(r'name="fact_subject" value="public"[^>]*checked', page)
    assert "我手上有：" in words
    assert "参加培训班、研修班、进修班。" not in words


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("paper", {"fact_author_rank": "0"}, "作者排名：不能小于1"),
        ("paper", {"fact_author_rank": "一"}, "作者排名：请只填数字"),
        ("online", {"fact_attributed_year": "2015年"}, "补学年度：请只填数字"),
        ("paper", {"fact_date": "2999-01-01"}, "年之间"),
        ("paper", {"fact_date": "TOMORROW"}, "在今天之后"),
        (
            "training",
            {"line0-date": "TOMORROW", "line0-slot": "day", "line0-subject": "professional"},
            "第1行：",
        ),
        ("degree_course", {"fact_date": "1951-01-01"}, "年满十六周岁"),
    ],
)
def test_the_preview_speaks_of_a_wrong_value_at_once(alice, login, kind, typed, said):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    typed = {name: value.replace("TOMORROW", tomorrow) for name, value in typed.items()}
    answer = login(alice).post(f"{KINDS}{kind}/preview/", {"edit": "0", "title": "某"} | typed)

    words = text_of(answer.content.decode())
    assert said in words
    assert "可折算" not in words


def test_a_number_used_twice_is_told_to_change_the_number(alice, login):
    make_submitted(alice, "paper", title="论文甲")
    draft = make_draft(alice, "paper", title="论文乙", facts=FACTS["paper"] | {"work": "doi:10.1000/182"})

    page = login(alice).post(f"/activities/{draft.public_id}/preview/", fields_of(draft)).content.decode()

    assert "请核对编号" in page
    assert "请更正日期" not in page


def test_every_sentence_of_a_refused_form_leads_to_its_place(alice, login):
    make_submitted(alice, "paper", title="论文甲")
    draft = make_draft(alice, "paper", title="论文乙", facts=FACTS["paper"] | {"work": "doi:10.1000/182"})

    page = (
        login(alice)
        .post(
            f"/activities/{draft.public_id}/edit/",
            fields_of(draft, do="submit", title="", fact_author_rank=""),
        )
        .content.decode()
    )

    summary = re.search(r'id="error-summary".*?</ul>', page, flags=re.S)[0]
    assert summary.count("<li>") == summary.count('<a href="#')
    assert {"#id_title", "#id_fact_author_rank", "#evidence"} <= set(re.findall(r'href="([^"]+)"', summary))
    assert 'id="id_title_error"' in page


def test_the_same_name_and_date_are_confirmed_by_a_box(alice, bob, login):
    make_submitted(alice, "award", title="科技进步奖")
    draft = make_draft(alice, "award", title="科技进步奖")
    make_evidence(alice, draft)
    client = login(alice)

    answer = client.post(f"/activities/{draft.public_id}/edit/", fields_of(draft, do="submit"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_distinct">' in page
    assert 'name="distinct"' in page

    client.post(f"/activities/{draft.public_id}/edit/", fields_of(draft, do="submit", distinct="on"))
    draft.refresh_from_db()
    assert draft.state == ActivityState.SUBMITTED
    seen = text_of(login(bob).get(reverse("registry:review-item", args=[draft.public_id])).content.decode())
    assert "与本条形式、名称、日期相同" in seen
    assert "本人提交时确认：不是同一项" in seen


def test_an_untouched_form_is_told_nothing_wrong(alice, login):
    client = login(alice)
    for kind in FACTS:
        page = client.get(f"{KINDS}{kind}/").content.decode()
        assert "更正以上内容" not in page
        assert "slot、subject" not in page


def test_a_draft_of_tomorrow_earns_nothing_in_the_list(alice, login):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    draft = make_draft(alice, facts=lines_on(tomorrow))

    assert not draft.awards.exists()
