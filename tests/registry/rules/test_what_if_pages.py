"""The pages of a trial: who sees them, what stands on them, and one's own ledger under what is coming."""

import io

import openpyxl
import pytest
from django.urls import reverse

from credits.services import load_policy
from registry.enums import PolicyState
from registry.models import Job, WhatIf
from registry.rules.queries.policy_text import policy_in
from registry.rules.services import what_if, what_if_end
from tests import factories
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.rules.what_if_factories import DRAFT, checked, crowd, evenings, full_year, published

pytestmark = pytest.mark.django_db
MINE = reverse("registry:policy-change")


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def file(petra):
    return checked(petra)


@pytest.fixture
def done(file, petra, employer, run_jobs):
    """A run that is done, over three people."""
    crowd(employer, 3)
    row = what_if.start(actor=petra, file=file)
    run_jobs()
    row.refresh_from_db()
    return row


def page_of(row):
    return reverse("registry:what-if", args=[row.public_id])


def test_it_is_begun_from_the_page_of_the_file(file, petra, login):
    client, here = login(petra), reverse("registry:policy-file", args=[file.public_id])
    start = reverse("registry:what-if-start", args=[file.public_id])
    assert start in client.get(here).content.decode()

    outcome(
        client.post(start),
        "已开始试算，现行政策和各人的学时都不受影响。",
        lambda: Job.objects.filter(key=f"policy.whatif:{WhatIf.objects.get().public_id}").exists(),
    )


def test_while_it_works_it_says_how_far_it_is(file, petra, login):
    row = what_if.start(actor=petra, file=file)
    WhatIf.objects.filter(pk=row.pk).update(done=2000, total=10_000)

    page = login(petra).get(page_of(row)).content.decode()

    assert "已完成2000人，共10000人" in page
    assert f'hx-get="{page_of(row)}"' in page


def test_done_it_shows_who_loses_with_both_ledgers(done, petra, login):
    page = login(petra).get(page_of(done)).content.decode()

    for said in (
        "刘2",
        "110",
        "88",
        "公需科目30、专业科目80",
        "已达标",
        "还缺公需科目6",
        "附二1",
        "湖南省水利水电勘测设计院",
        "−22",
    ):
        assert said in page


def test_no_identity_number_stands_on_it(done, petra, login):
    people = [loss.person for loss in done.losses.all()]

    page = login(petra).get(page_of(done)).content.decode()

    for person in people:
        assert str(person.identity_number) not in page
        assert person.identity_masked not in page


def test_the_page_of_the_file_leads_to_it(done, petra, login):
    page = login(petra).get(reverse("registry:policy-file", args=[done.file.public_id])).content.decode()

    assert page_of(done) in page
    assert "涉及3人" in page


def test_a_draft_that_changes_nothing_says_so(petra, employer, login, run_jobs):
    full_year(factories.employee_of(employer, "anne", "安宁"))
    row = what_if.start(actor=petra, file=checked(petra, DRAFT.partition("slots =")[0]))
    run_jobs()

    assert "不改变任何人的学时" in login(petra).get(page_of(row)).content.decode()


def test_without_a_record_there_is_nobody_to_count(file, petra, login, run_jobs):
    row = what_if.start(actor=petra, file=file)
    run_jobs()

    assert "没有人受这份政策影响" in login(petra).get(page_of(row)).content.decode()


@pytest.mark.parametrize("reader", ["bob", "dora", "charlie", "admin"])
def test_for_everybody_else_it_does_not_exist(done, reader, login, request):
    client = login(request.getfixturevalue(reader))

    assert client.get(page_of(done)).status_code == 404
    assert client.get(reverse("registry:what-if-file", args=[done.public_id])).status_code == 404
    assert client.post(reverse("registry:what-if-start", args=[done.file.public_id])).status_code == 404


def test_a_bureau_sees_the_trials_of_its_own_drafts_alone(done, login):
    city = factories.make_organisation("长沙市人社局", kind="bureau", region="430100")
    bella = factories._seated(city, "bureau", "bella", "白兰")

    assert login(bella).get(page_of(done)).status_code == 404
    done.file.office = city
    done.file.save()
    page = login(bella).get(page_of(done)).content.decode()
    assert "姓名不显示" in page
    assert "刘2" not in page


def test_it_is_taken_home_as_a_workbook(done, petra, login):
    answer = login(petra).get(reverse("registry:what-if-file", args=[done.public_id]))

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["职称系列", "职称级别", "地区", "单位", "条款", "减少最多的人员"]
    assert [cell.value for cell in book["单位"][2]] == ["湖南省水利水电勘测设计院", 3, 0, 3, 0, 3, 300, 240]


def test_what_was_stopped_says_why(file, petra, login):
    row = what_if.start(actor=petra, file=file)
    what_if_end.halt(row, "试算期间政策文件有了改动，请重新检查后再试算。")

    assert "请重新检查后再试算" in login(petra).get(page_of(row)).content.decode()


def test_what_was_given_up_can_be_begun_again(file, petra, login):
    row = what_if.start(actor=petra, file=file)
    Job.objects.filter(key=f"policy.whatif:{row.public_id}").update(state="failed")
    assert "请回到政策文件重新试算" in login(petra).get(page_of(row)).content.decode()

    assert what_if.start(actor=petra, file=file) != row


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page_do_not_grow(
    file, petra, employer, count, login, run_jobs, django_assert_num_queries
):
    crowd(employer, count)
    row = what_if.start(actor=petra, file=file)
    run_jobs()
    client = login(petra)
    client.get(page_of(row))

    with django_assert_num_queries(14):
        client.get(page_of(row))


@pytest.fixture
def coming():
    """The notice of 2020 is in force, that of 2021 is published and begins next March."""
    published()
    load_policy(policy=policy_in(DRAFT), publish=True)


def test_a_person_sees_both_ledgers_and_the_clauses_that_change(coming, alice, login):
    full_year(alice)
    evenings(alice, 2)

    page = login(alice).get(MINE).content.decode()

    for said in ("湘人社函〔2021〕3号自2021年3月1日", "94", "78", "附二1", "−16", "变为不达标的年度：2019"):
        assert said in page


def test_home_leads_there_while_a_notice_is_coming(coming, alice, login):
    assert MINE in login(alice).get(reverse("registry:home")).content.decode()


def test_home_says_nothing_while_none_is(alice, login):
    assert MINE not in login(alice).get(reverse("registry:home")).content.decode()


def test_the_rules_that_are_coming_lead_there(coming, client):
    rules = reverse("certification:rules")

    assert MINE in client.get(f"{rules}?policy=hunan-2021").content.decode()
    assert MINE not in client.get(rules).content.decode()


def test_while_nothing_is_coming_the_page_says_so(alice, login):
    assert "目前没有即将执行的新规则" in login(alice).get(MINE).content.decode()


def test_whoever_has_no_record_has_no_change(coming, alice, login):
    assert "您的学时没有变化" in login(alice).get(MINE).content.decode()


def test_a_login_without_a_person_has_no_such_page(coming, world, login):
    assert login(factories.make_user("nobody")).get(MINE).status_code == 404


@pytest.mark.parametrize(("policy", "hours"), [("hunan-2020", "10"), ("hunan-2021", "8")])
def test_anyone_computes_under_any_notice_in_force(coming, client, policy, hours):
    line = {"line0-date": "2019-05-06", "line0-slot": "day", "line0-subject": "professional"}
    asked = {"policy": policy, "kind": "training", "count": "1", "line_count": "1", **line}
    answer = client.get(reverse("certification:rules-calculator"), asked)

    assert [str(award.hours) for award, _subject in answer.context["awards"]] == [hours]
    assert f'<option value="{policy}" selected>' in answer.content.decode()


def test_done_the_officer_may_propose(done):
    done.file.refresh_from_db()

    assert done.file.state == PolicyState.TRIED
