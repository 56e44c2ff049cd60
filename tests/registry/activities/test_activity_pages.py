import io
import re
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from registry.activities.services import activity as services
from registry.activities.services import activity_review as review
from registry.enums import ActivityState
from registry.models import Activity, Message
from tests import factories
from tests.many import confirm, listed
from tests.outcome import outcome
from tests.registry.activities.activity_factories import (
    FACTS,
    lines_on,
    make_draft,
    make_evidence,
    make_submitted,
    png,
    upload,
)

pytestmark = pytest.mark.django_db


def fields_of(activity, **more):
    """The fields that the edit page of a stored draft posts."""
    from registry.activities.forms.activity import data_of

    return data_of(activity) | {"edit": str(activity.edit), "do": "save"} | more


def edit_url(activity):
    return reverse("registry:activity-edit", args=[activity.public_id])


@pytest.mark.parametrize("kind", FACTS)
def test_the_form_of_every_kind_gives_back_what_was_stored(alice, login, kind):
    activity = make_draft(alice, kind)

    answer = login(alice).post(edit_url(activity), fields_of(activity))

    assert answer.status_code == 302
    assert Activity.objects.get(pk=activity.pk).facts == FACTS[kind]


@pytest.mark.parametrize("kind", FACTS)
def test_submit_through_the_form_of_every_kind(alice, login, kind):
    activity = make_draft(alice, kind)
    make_evidence(alice, activity)

    answer = login(alice).post(edit_url(activity), fields_of(activity, do="submit"))

    assert answer["Location"] == reverse("registry:activity", args=[activity.public_id])
    assert Activity.objects.get(pk=activity.pk).state == ActivityState.SUBMITTED


@pytest.mark.parametrize("kind", FACTS)
def test_an_empty_form_of_every_kind_is_refused_beside_its_fields_and_kept(alice, login, kind):
    activity = services.create_draft(actor=alice, kind=kind)

    answer = login(alice).post(edit_url(activity), {"edit": "0", "do": "submit"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写" in page
    assert 'id="error-summary"' in page
    assert Activity.objects.get(pk=activity.pk).state == ActivityState.DRAFT


def test_what_cannot_be_read_is_shown_again_and_kept(alice, login):
    activity = make_draft(alice, "paper")

    answer = login(alice).post(edit_url(activity), fields_of(activity, do="submit", fact_author_rank="第一"))

    assert answer.status_code == 422
    assert 'value="第一"' in answer.content.decode()
    assert Activity.objects.get(pk=activity.pk).facts["author_rank"] == "第一"


def test_full_width_figures_and_written_dates_are_read(alice, login):
    activity = make_draft(alice, "paper")

    login(alice).post(
        edit_url(activity), fields_of(activity, fact_author_rank="２", fact_date="2018年9月1日")
    )

    facts = Activity.objects.get(pk=activity.pk).facts
    assert (facts["author_rank"], facts["date"]) == (2, "2018-09-01")


def test_the_form_says_in_which_state_the_record_is(alice, bob, login):
    activity = make_submitted(alice)
    review.return_(actor=bob, activity=activity, text="缺页。")
    client = login(alice)

    new = client.get(reverse("registry:activity-create", args=["paper"])).content.decode()
    returned = client.get(edit_url(activity)).content.decode()

    assert re.search(r'class="state state-draft">.*?草稿</span>\s*</h1>', new, re.S)
    assert re.search(r'class="state state-returned">.*?已退回</span>\s*</h1>', returned, re.S)


def test_stale_form_keeps_its_text_on_the_page_and_changes_nothing(alice, login):
    activity = make_draft(alice, "award", title="最初")
    old = fields_of(activity, title="旧页的名称")
    services.save_draft(
        actor=alice, activity=activity, title="新页", note="", facts=activity.facts, edit=activity.edit
    )

    answer = login(alice).post(edit_url(activity), old)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已在另一个页面改动过" in page
    assert 'value="旧页的名称"' in page
    assert Activity.objects.get(pk=activity.pk).title == "新页"


def test_add_line_and_remove_line_without_scripts(alice, login):
    activity = make_draft(alice, facts=lines_on("2019-05-06", "2019-05-07"))
    client = login(alice)

    more = client.post(edit_url(activity), fields_of(activity, do="add-line")).content.decode()
    client.post(edit_url(activity), fields_of(activity, do="remove-line:0"))

    assert 'name="line2-date"' in more
    assert Activity.objects.get(pk=activity.pk).facts == lines_on("2019-05-07")


def test_expand_writes_whole_days_and_leaves_what_is_there(alice, login):
    activity = make_draft(alice, facts=lines_on("2019-05-07", slot="morning"))
    span = {
        "do": "expand",
        "span_from": "2019-05-06",
        "span_to": "2019-05-08",
        "span_subject": "professional",
    }

    login(alice).post(edit_url(activity), fields_of(activity, **span))

    lines = Activity.objects.get(pk=activity.pk).facts["lines"]
    assert [(line["date"], line["slot"]) for line in lines] == [
        ("2019-05-06", "day"),
        ("2019-05-07", "morning"),
        ("2019-05-08", "day"),
    ]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2019-05-08", "2019-05-06", "早于"),
        ("2019-01-01", "2019-12-31", "365天"),
        ("", "2019-05-06", "起止日期"),
    ],
)
def test_expand_refused_with_the_reason(alice, login, first, last, said):
    activity = make_draft(alice)

    answer = login(alice).post(
        edit_url(activity), fields_of(activity, do="expand", span_from=first, span_to=last)
    )

    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("button", ["save", "submit"])
def test_days_that_were_not_listed_yet_are_listed_before_anything_else(alice, login, button):
    activity = make_draft(alice)
    span = {"span_from": "2019-05-06", "span_to": "2019-05-07", "span_subject": "professional"}

    outcome(
        login(alice).post(edit_url(activity), fields_of(activity, do=button, **span)),
        "起止日期已按全天逐日列出，草稿已保存。请核对各行，再提交。",
        lambda: (
            [line["date"] for line in Activity.objects.get(pk=activity.pk).facts["lines"]]
            == ["2019-05-06", "2019-05-07"]
        ),
    )

    assert Activity.objects.get(pk=activity.pk).state == "draft"


@pytest.mark.parametrize(("facts", "place"), [({"subject": "public"}, "department"), ({}, "unit")])
def test_owner_reads_at_which_office_the_record_waits(alice, login, facts, place):
    typed = {"date": "2019-06-01", "subject": "professional", "approved_hours": "3", "minutes": "135"}
    row = make_submitted(alice, "online", facts=typed | facts)

    page = login(alice).get(reverse("registry:activity", args=[row.public_id])).content.decode()

    unit = row.organisation
    waits_at = {"department": unit.supervisor, "unit": unit}[place]
    assert f"等待{waits_at}办理“" in page


def test_upload_keeps_what_was_typed_and_the_file(alice, login):
    activity = make_draft(alice, "award", title="旧")
    more = {"do": "upload", "title": "新", "document_kind": "award_certificate", "files": upload("甲")}

    answer = login(alice).post(edit_url(activity), fields_of(activity, **more), follow=True)

    assert "已上传" in answer.content.decode()
    assert Activity.objects.get(pk=activity.pk).title == "新"
    assert activity.evidence.get().document_kind == "award_certificate"


def test_upload_of_a_forged_file_says_so_and_keeps_the_other(alice, login):
    activity = make_draft(alice, "award")
    bad = upload("乙", "坏.pdf")
    more = {"do": "upload", "document_kind": "award_certificate", "files": [bad, upload("甲", "好.png")]}

    page = login(alice).post(edit_url(activity), fields_of(activity, **more), follow=True).content.decode()

    assert "“坏.pdf”没有上传" in page
    assert [one.file_name for one in activity.evidence.all()] == ["好.png"]


def test_preview_shows_hours_clause_and_names_the_conflict(alice, login):
    make_submitted(alice, title="甲班", facts=lines_on("2019-05-06"))
    draft = make_draft(alice, title="乙班", facts=lines_on("2019-05-07"))
    address = reverse("registry:activity-preview", args=[draft.public_id])
    client = login(alice)

    good = client.post(address, fields_of(draft)).content.decode()
    clash = client.post(address, fields_of(draft, **{"line0-date": "2019-05-06"})).content.decode()

    assert "附二1" in good
    assert re.search(r"<b>10</b>", good)
    assert "“甲班”（2019年5月6日）" in clash
    assert "“乙班”" in clash


def test_preview_stores_nothing(alice, login):
    draft = make_draft(alice, "award", title="原名")

    login(alice).post(
        reverse("registry:activity-preview", args=[draft.public_id]), fields_of(draft, title="别名")
    )

    assert Activity.objects.get(pk=draft.pk).title == "原名"


def test_autosave_answers_with_the_next_number(alice, login):
    draft = make_draft(alice, "award")

    answer = login(alice).post(
        reverse("registry:activity-autosave", args=[draft.public_id]), fields_of(draft, title="改过")
    )

    assert answer.json() == {"edit": draft.edit + 1}


def test_autosave_of_a_stale_form_is_a_conflict(alice, login):
    draft = make_draft(alice, "award")

    answer = login(alice).post(
        reverse("registry:activity-autosave", args=[draft.public_id]),
        fields_of(draft, title="改过", edit="0"),
    )

    assert answer.status_code == 409
    assert "另一个页面" in answer.json()["sentence"]


def test_second_press_of_submit_lands_on_the_record(alice, login):
    activity = make_draft(alice, "award")
    make_evidence(alice, activity)
    client, fields = login(alice), fields_of(activity, do="submit")

    first, second = client.post(edit_url(activity), fields), client.post(edit_url(activity), fields)

    assert first["Location"] == second["Location"]
    assert activity.versions.count() == 1


HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}=cmd|' /C calc'!A1"


def test_markup_in_every_text_is_text_on_every_page(alice, bob, login):
    activity = make_draft(alice, "paper", title=HOSTILE, facts=FACTS["paper"] | {"work": HOSTILE[:90]})
    make_evidence(alice, activity)
    services.submit(actor=alice, activity=activity, edit=activity.edit)
    client = login(alice)
    pages = [client.get(reverse(name)) for name in ("registry:home", "registry:activities")]
    pages.append(client.get(reverse("registry:activity", args=[activity.public_id])))
    pages.append(login(bob).get(reverse("registry:review-item", args=[activity.public_id])))

    for page in pages:
        assert page.status_code == 200
        assert "<img src=x" not in page.content.decode()
        assert "&lt;img src=x" in page.content.decode()


def test_nul_and_invisible_characters_never_reach_the_row(alice, login):
    activity = make_draft(alice, "award")

    login(alice).post(edit_url(activity), fields_of(activity, title="获\x00奖\u200b\u202e证"))

    assert Activity.objects.get(pk=activity.pk).title == "获奖证"


# URL name -> (method, who -> code). Owner alice, colleague with rights bob, outsiders hana and charlie.
OWN_ONLY = {"alice": 200, "bob": 404, "hana": 404, "charlie": 404, "petra": 404}


@pytest.mark.parametrize("name", ["activity-edit", "activity-discard"])
@pytest.mark.parametrize(("who", "code"), OWN_ONLY.items())
def test_draft_pages_for_every_role(alice, login, request, name, who, code):
    activity = make_draft(alice, "award")

    answer = login(request.getfixturevalue(who)).get(reverse(f"registry:{name}", args=[activity.public_id]))

    assert answer.status_code == code


@pytest.mark.parametrize(
    "name",
    ["activity-edit", "activity-preview", "activity-autosave", "activity-withdraw", "activity-discard"],
)
@pytest.mark.parametrize("who", ["bob", "hana", "charlie", "petra", "admin"])
def test_posts_to_another_s_record_find_nothing(alice, login, request, name, who):
    activity = make_submitted(alice, "award")

    answer = login(request.getfixturevalue(who)).post(
        reverse(f"registry:{name}", args=[activity.public_id]), {"edit": "1"}
    )

    assert answer.status_code == 404
    assert Activity.objects.get(pk=activity.pk).state == ActivityState.SUBMITTED


@pytest.mark.parametrize(
    ("who", "code"),
    {"alice": 200, "bob": 200, "dora": 200, "hana": 404, "charlie": 404, "petra": 404}.items(),
)
def test_a_submitted_record_for_every_role(alice, login, request, who, code):
    activity = make_submitted(alice, "award")

    answer = login(request.getfixturevalue(who)).get(reverse("registry:activity", args=[activity.public_id]))

    assert answer.status_code == code


@pytest.mark.parametrize(
    ("who", "code"), {"alice": 404, "bob": 200, "dora": 404, "hana": 404, "petra": 404}.items()
)
def test_the_lane_s_item_for_every_role(alice, login, request, who, code):
    activity = make_submitted(alice, "award")

    answer = login(request.getfixturevalue(who)).get(
        reverse("registry:review-item", args=[activity.public_id])
    )

    assert answer.status_code == code


@pytest.mark.parametrize("verb", ["approve", "return"])
@pytest.mark.parametrize("who", ["alice", "hana", "petra", "charlie"])
def test_decisions_on_another_desk_s_record_find_nothing(alice, login, request, who, verb):
    activity = make_submitted(alice, "award")
    address = reverse(f"registry:review-{verb}", args=[activity.public_id])

    answer = login(request.getfixturevalue(who)).post(address, {"edit": activity.edit, "text": "理由"})

    assert answer.status_code == 404
    assert Activity.objects.get(pk=activity.pk).state == ActivityState.SUBMITTED


def test_an_id_that_does_not_exist_is_as_absent_as_another_s(alice, login):
    assert login(alice).get(reverse("registry:activity", args=[uuid4()])).status_code == 404


def test_opening_in_the_lane_begins_nothing_and_approving_goes_on_to_the_next(alice, bob, login):
    first, second = make_submitted(alice, "award"), make_submitted(alice, "paper")
    client = login(bob)

    client.get(reverse("registry:review-item", args=[first.public_id]))
    read = Activity.objects.get(pk=first.pk)
    client.post(reverse("registry:review-begin", args=[first.public_id]))
    begun = Activity.objects.get(pk=first.pk)
    answer = client.post(reverse("registry:review-approve", args=[first.public_id]), {"edit": read.edit})

    assert (read.state, begun.state) == (ActivityState.SUBMITTED, ActivityState.BEGUN)
    assert answer["Location"] == reverse("registry:review-item", args=[second.public_id])
    assert Activity.objects.get(pk=first.pk).state == ActivityState.APPROVED


def test_reading_a_record_leaves_it_with_its_owner(alice, bob, login):
    activity = make_submitted(alice, "award")

    login(bob).get(reverse("registry:review-item", args=[activity.public_id]))
    login(alice).post(reverse("registry:activity-withdraw", args=[activity.public_id]))

    assert Activity.objects.get(pk=activity.pk).state == ActivityState.DRAFT


@pytest.mark.parametrize("act", ["begin", "approve", "return"])
def test_one_s_own_draft_has_no_place_in_the_queue_and_no_fault_page(bob, login, act):
    own = make_draft(bob, "award")

    answer = login(bob).post(reverse(f"registry:review-{act}", args=[own.public_id]), {"edit": own.edit})

    assert answer.status_code in (302, 422)
    assert Activity.objects.get(pk=own.pk).state == ActivityState.DRAFT


def test_one_s_own_record_in_the_lane_has_no_button_and_is_not_begun(bob, login):
    own = make_submitted(bob, "award")

    page = login(bob).get(reverse("registry:review-item", args=[own.public_id])).content.decode()

    assert "本人的记录" in page
    assert "data-lane-approve" not in page
    assert Activity.objects.get(pk=own.pk).state == ActivityState.SUBMITTED


def test_the_slower_reviewer_gets_a_sentence(alice, bob, world, login):
    activity = make_submitted(alice, "award")
    hugo = factories.hr_of(world.employer, "hugo", "胡戈")
    review.approve(actor=hugo, activity=activity)

    answer = login(bob).post(
        reverse("registry:review-return", args=[activity.public_id]),
        {"edit": activity.edit, "text": "请更正"},
        follow=True,
    )

    assert "刚刚已由其他人办理" in answer.content.decode()
    assert Activity.objects.get(pk=activity.pk).state == ActivityState.APPROVED


def test_return_without_a_reason_is_shown_again(alice, bob, login):
    activity = make_submitted(alice, "award")

    answer = login(bob).post(
        reverse("registry:review-return", args=[activity.public_id]), {"edit": activity.edit}
    )

    assert answer.status_code == 422
    assert "请选择退回理由" in answer.content.decode()
    assert Activity.objects.get(pk=activity.pk).state == ActivityState.SUBMITTED


def test_bulk_lists_first_then_does_exactly_that(alice, bob, login):
    good, own = make_submitted(alice, "award", title="甲奖"), make_submitted(bob, "paper", title="乙文")
    client = login(bob)
    chosen = [f"{row.public_id}:{row.edit}" for row in (good, own)]

    before = listed(client, reverse("registry:review-bulk"), {"decision": "approve", "chosen": chosen})
    page = before.content.decode()
    untouched = Activity.objects.get(pk=good.pk).state
    answer = confirm(client, before)

    after = outcome(
        answer,
        "已认可1条；另有1条没有办理，原因逐一列在下面。",
        lambda: Activity.objects.get(pk=good.pk).state == ActivityState.APPROVED,
    )
    assert "已全部完成" not in after.content.decode()  # one of the two was left out, and is named again
    assert [row["label"] for row in after.context["left"]] == ["毕明：乙文"]
    assert "将认可所选记录：1条" in page
    assert "不在其内：1条" in page
    assert "本人的记录" in page
    assert untouched == ActivityState.SUBMITTED
    assert Activity.objects.get(pk=good.pk).state == ActivityState.APPROVED
    assert Activity.objects.get(pk=own.pk).state == ActivityState.SUBMITTED


def test_bulk_passes_over_ids_of_other_desks_and_nonsense(alice, hana, login):
    activity = make_submitted(alice, "award")

    ticked = {"decision": "approve", "chosen": [f"{activity.public_id}:1", "x:y", ""]}
    page = listed(login(hana), reverse("registry:review-bulk"), ticked).content.decode()

    assert "请先勾选要办理的记录" in page
    assert Activity.objects.get(pk=activity.pk).state == ActivityState.SUBMITTED


def test_several_are_returned_with_one_reason_that_each_reads(alice, bob, world, login):
    carol = factories.employee_of(world.employer, "many", "蔡蓉")
    rows = [make_submitted(one, "award", title=title) for one, title in ((alice, "甲奖"), (carol, "乙奖"))]
    client = login(bob)
    ticked = {"decision": "return", "chosen": [f"{row.public_id}:{row.edit}" for row in rows]}

    before = listed(client, reverse("registry:review-bulk"), ticked)
    without = client.post(before.wsgi_request.get_full_path(), {})
    answer = confirm(client, before, text="证书看不清，请重新扫描。")

    assert without.status_code == 422
    outcome(
        answer,
        "已退回记录：2条",
        lambda: set(Activity.objects.values_list("state", flat=True)) == {ActivityState.RETURNED},
    )
    for one in (alice, carol):
        assert "证书看不清" in Message.objects.get(recipient=one, kind="activity_returned").body


def test_one_that_changed_meanwhile_is_left_out_of_the_return_and_named(alice, bob, login):
    row = make_submitted(alice, "award", title="甲奖")
    client = login(bob)
    before = listed(
        client,
        reverse("registry:review-bulk"),
        {"decision": "return", "chosen": [f"{row.public_id}:{row.edit}"]},
    )
    Activity.objects.filter(pk=row.pk).update(edit=row.edit + 1)

    page = client.get(confirm(client, before, text="请更正。").url)

    assert [one["label"] for one in page.context["left"]] == ["欧阳晓𬱖：甲奖"]
    assert Activity.objects.get(pk=row.pk).state == ActivityState.SUBMITTED


def test_all_that_the_filter_finds_are_decided_and_no_other(alice, bob, world, login):
    carol = factories.employee_of(world.employer, "many", "蔡蓉")
    wanted, other = make_submitted(alice, "award", title="甲奖"), make_submitted(carol, "award", title="乙奖")
    client = login(bob)
    address = f"{reverse('registry:review-bulk')}?person={alice.professional.name}"

    confirm(client, listed(client, address, {"decision": "approve", "all": "1"}))

    assert Activity.objects.get(pk=wanted.pk).state == ActivityState.APPROVED
    assert Activity.objects.get(pk=other.pk).state == ActivityState.SUBMITTED


@pytest.mark.parametrize("decision", ["", "discard", "approve "])
def test_no_other_decision_is_known(alice, bob, login, decision):
    row = make_submitted(alice, "award")
    ticked = {"decision": decision, "chosen": [f"{row.public_id}:{row.edit}"]}

    assert login(bob).post(reverse("registry:review-bulk"), ticked).status_code == 404


def test_the_list_filters_by_year_kind_state_and_words(alice, login):
    make_submitted(alice, "award", title="甲奖")
    make_draft(alice, "paper", title="乙文")
    client, address = login(alice), reverse("registry:activities")

    def titles(query):
        page = client.get(f"{address}?{query}")
        return [row["title"] for row in page.context["rows"]]

    assert titles("") == ["乙文", "甲奖"]
    assert titles("year=2016") == ["甲奖"]
    assert titles("kind=paper") == ["乙文"]
    assert titles("state=submitted") == ["甲奖"]
    assert titles("q=乙") == ["乙文"]
    assert titles("order=title") == ["乙文", "甲奖"]


def test_a_garbled_filter_is_said_and_filters_nothing(alice, login):
    make_draft(alice, "paper", title="乙文")

    answer = login(alice).get(reverse("registry:activities") + "?year=xx&kind=%00&page=zz")

    assert answer.status_code == 200
    assert "筛选条件有误" in answer.content.decode()
    assert "乙文" in answer.content.decode()


def test_the_export_is_what_the_filter_shows_and_no_formula(alice, login):
    make_submitted(alice, "award", title="=1+1")
    make_draft(alice, "paper", title="乙文")

    answer = login(alice).get(reverse("registry:activity-export") + "?kind=award")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == 1
    assert sheet["A2"].data_type == "s"
    assert rows[0][0].lstrip("'") == "=1+1"
    assert rows[0][6] == 60  # a number: Excel adds it up


def test_home_shows_bars_shortage_deadline_and_the_returned_first(alice, bob, login):
    returned = make_submitted(alice, "award", title="科技奖")
    review.return_(actor=bob, activity=returned, text="请更正")
    paper = make_submitted(alice, "paper")
    review.approve(actor=bob, activity=paper)
    make_submitted(alice, "project")

    answer = login(alice).get(reverse("registry:home"))

    bars = {row["year"]: row for row in answer.context["years"]}
    professional = {one["kind"]: one for one in bars[2018]["segments"]}["professional"]
    assert list(bars) == [2015, 2016, 2017, 2018, 2019]
    assert (professional["hours"], professional["pending"]) == (10, 90)
    assert {"year": 2018, "words": "公需科目30", "unit": "学时（分）"} in answer.context["missing"]
    assert "2020年7月31日" in answer.content.decode()
    assert answer.context["returned"][0]["title"] == "科技奖"


def test_home_span_follows_degree_and_level(world, login):
    doctor = factories.make_user("doctor", professional=factories.make_professional("博文", degree="doctor"))

    answer = login(doctor).get(reverse("registry:home") + "?level=senior_associate")

    assert [row["year"] for row in answer.context["years"]] == [2018, 2019]


def test_home_without_a_confirmed_unit_says_what_to_do(world, login):
    nomad = factories.make_person("nomad")

    page = login(nomad).get(reverse("registry:home")).content.decode()

    assert "没有经单位确认的任职信息" in page


def test_home_of_a_login_without_a_person_does_not_exist(world, login):
    assert login(factories.make_user("office")).get(reverse("registry:home")).status_code == 404


# Literal query counts: the same for 1 and for 3 rows.
COUNTS = {"registry:home": 17, "registry:activities": 8}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_queries_of_a_person_s_pages(alice, login, django_assert_num_queries, name, count, rows):
    for kind in ("award", "paper", "book")[:rows]:
        make_submitted(alice, kind)
    client = login(alice)
    client.get(reverse(name))

    with django_assert_num_queries(count):
        client.get(reverse(name))


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_lane(alice, bob, login, django_assert_num_queries, rows):
    for kind in ("award", "paper", "book")[:rows]:
        make_submitted(alice, kind)
    client = login(bob)
    client.get(reverse("registry:review-lane"))

    with django_assert_num_queries(16):
        client.get(reverse("registry:review-lane"))


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_a_record(alice, login, django_assert_num_queries, rows):
    activity = make_submitted(alice, "award")
    for kind in ("paper", "book", "patent")[:rows]:
        make_submitted(alice, kind)
    client = login(alice)

    with django_assert_num_queries(13):
        client.get(reverse("registry:activity", args=[activity.public_id]))


def test_the_picture_of_the_factories_is_a_picture():
    assert png("甲") != png("乙")
