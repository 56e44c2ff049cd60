"""The list of records at a reviewer's desk: each filter, each order, and what is taken home or written from it."""

import pytest
from django.urls import reverse

from cejc.errors import Refused
from registry.activities.queries.given import given
from registry.activities.services import activity_review as services
from registry.activities.services.activity import submit
from registry.activities.services.given import give
from registry.models import Activity, Letter, RecordGiven, TakenList
from tests import factories
from tests.certification.rows import on
from tests.many import button, confirm, listed, sheet, take
from tests.outcome import outcome
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
LANE, BULK = reverse("registry:review-lane"), reverse("registry:review-bulk")
AWARD = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def queue(world, alice, bob):
    """Alice's award waits longest; Carol of another department has one begun; Dan one of 2018."""
    carol = factories.employee_of(world.employer, "carol", "蔡蓉")
    carol.professional.employments.update(position="财务处 会计")
    dan = factories.employee_of(world.employer, "dan", "丁旦")
    dan.professional.employments.update(position="规划处 处长")
    dan.professional.title_level = "senior_full"
    dan.professional.save()
    made = [
        make_submitted(alice, "award", facts=AWARD, title="甲奖"),
        make_submitted(carol, "award", facts=AWARD, title="乙奖"),
        make_submitted(dan, "award", facts=AWARD | {"date": "2018-11-11"}, title="丙奖"),
    ]
    for day, row in enumerate(made, 1):
        Activity.objects.filter(pk=row.pk).update(submitted_at=f"2020-06-0{day}T01:00:00Z")
    Activity.objects.filter(pk=made[1].pk).update(state="begun")
    return made


def titles(client, query=""):
    return [one["title"] for one in client.get(f"{LANE}?{query}").context["rows"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["甲奖", "乙奖", "丙奖"]),
        ("sort=name", ["乙奖", "丙奖", "甲奖"]),
        ("sort=unit", ["甲奖", "乙奖", "丙奖"]),
        ("department=规划", ["甲奖", "丙奖"]),
        ("department=财务", ["乙奖"]),
        ("state=begun", ["乙奖"]),
        ("state=submitted", ["甲奖", "丙奖"]),
        ("year=2018", ["丙奖"]),
        ("level=senior_full", ["丙奖"]),
        ("kind=paper", []),
        ("person=蔡", ["乙奖"]),
        ("doubt=clean", ["甲奖", "乙奖", "丙奖"]),
        ("doubt=doubt", []),
        ("department=规划&year=2018&sort=name", ["丙奖"]),
    ],
)
def test_each_filter_and_order(login, bob, queue, asked, found):
    client = login(bob)

    assert titles(client, asked) == found


def test_only_those_without_doubt_leaves_out_same_files_and_courses_nobody_looked_for(
    login, bob, alice, queue
):
    carol = queue[1].professional.users.get()
    make_submitted(alice, "paper", title="同一论文甲", label="同一份")
    make_submitted(carol, "paper", title="同一论文乙", label="同一份")
    course = {"date": "2020-05-01", "subject": "professional", "minutes": "1000"}
    make_submitted(carol, "online", facts=course, title="没有的课程")
    client = login(bob)

    assert titles(client, "doubt=doubt") == ["同一论文甲", "同一论文乙", "没有的课程"]
    assert titles(client, "doubt=clean") == ["甲奖", "乙奖", "丙奖"]


def test_department_finds_a_unit_with_what_is_below_it(login, dora, world, queue):
    other = factories.make_employer("别家医院", parent=world.department)
    below = factories.make_employer("别家医院分院", parent=other)
    public = {"lines": [{"date": "2019-05-07", "slot": "morning", "subject": "public"}]}
    users = [
        factories.employee_of(unit, f"u{number}", name)
        for number, (unit, name) in enumerate([(other, "李一"), (below, "李二"), (world.employer, "李三")])
    ]
    for user in users:
        make_submitted(user, "training", facts=public, title=user.professional.name)
    client = login(dora)
    shown = titles(client)
    assert "李一" in shown
    assert "李三" in shown

    narrowed = titles(client, f"unit={other.public_id}")

    assert narrowed == [one for one in shown if one in ("李一", "李二")]


def test_filters_go_on_from_record_to_record(login, bob, queue):
    client = login(bob)
    first = client.get(f"{LANE}?department=规划&sort=name").context["rows"][0]["url"]

    page = client.get(first)

    assert "department=%E8%A7%84%E5%88%92" in first
    assert page.context["left"] == 2


def test_sheet_says_hours_and_what_is_in_doubt(login, bob, alice, queue):
    make_submitted(alice, "paper", title="同一论文甲", label="同一份")
    make_submitted(queue[1].professional.users.get(), "paper", title="同一论文乙", label="同一份")
    client = login(bob)
    page = client.get(f"{LANE}?sort=name").content.decode()

    answer = client.post(button(page, "导出所选"), {"all": "1"})

    head, *rows = sheet(answer)
    assert head == [
        "姓名",
        "证件号码",
        "单位",
        "记录",
        "继续教育形式",
        "学时",
        "提交时间",
        "状态",
        "办理人",
        "待核对事项",
    ]
    said = {row[3]: row for row in rows}
    assert [row[3] for row in rows] == titles(client, "sort=name")
    assert said["同一论文甲"][9] == "有相同材料待核对"
    assert said["乙奖"][7:] == ["审核中", None, None]
    assert said["丙奖"][5].startswith("2018年")
    assert "学时" in said["丙奖"][5]


def test_people_of_ticked_records_are_written_to_once_each(login, bob, alice, queue):
    make_submitted(alice, "paper", title="又一篇")
    client = login(bob)
    page = client.get(LANE).content.decode()
    ticked = [
        f"{one.public_id}:{one.edit}" for one in Activity.objects.filter(professional=alice.professional)
    ]

    asked = client.post(button(page, "给所选人员发消息"), {"chosen": ticked}).url
    client.post(asked, {"subject": "请补材料", "text": "{姓名}您好"})

    assert [one.place.professional for one in Letter.objects.all()] == [alice.professional]


def test_record_approved_meanwhile_is_in_the_sheet_that_was_asked_for(bob, queue, run_jobs, login):
    client = login(bob)
    answer = client.post(reverse("registry:take", args=["review", "paper"]), {"all": "1"})
    Activity.objects.filter(pk=queue[0].pk).update(state="approved")

    run_jobs()

    row = TakenList.objects.get()
    assert row.gone == 0
    assert client.get(answer.url).status_code == 200


@pytest.fixture
def beth(world):
    return factories.hr_of(world.employer, "beth", "白同事")


def test_records_are_given_to_a_colleague_by_list_and_found_by_whose_they_are(login, bob, beth, queue):
    client = login(bob)
    asked = listed(client, f"{BULK}?department=规划", {"decision": "give", "all": "1"})
    assert "将指派给同事：2条" in asked.content.decode()
    outcome(
        confirm(client, asked, to=beth.pk),
        "已全部完成。",
        lambda: set(given().filter(to=beth).values_list("activity__title", flat=True)) == {"甲奖", "丙奖"},
    )

    assert titles(client, f"who={beth.public_id}") == ["甲奖", "丙奖"]
    assert titles(client, "who=none") == ["乙奖"]
    assert titles(login(beth), "who=me") == ["甲奖", "丙奖"]
    assert client.get(LANE).content.decode().count("已指派给白同事") == 2
    lines = sheet(take(client, client.get(LANE), "导出所选", all="1"))
    assert [line[8] for line in lines[1:]] == ["白同事", None, "白同事"]

    again = listed(client, BULK, {"decision": "give", "chosen": [str(queue[0].public_id)]})
    outcome(confirm(client, again, to=""), "已全部完成。", lambda: given().get().activity == queue[2])


def test_record_that_came_in_anew_is_nobody_s(bob, beth, alice, queue):
    give(actor=bob, activity=queue[0], to=beth)
    assert given().count() == 1
    back = services.return_(actor=bob, activity=queue[0], text="请更正")
    assert not given().exists()

    submit(actor=alice, activity=back, edit=back.edit)

    assert not given().exists()
    assert RecordGiven.objects.count() == 1


def test_record_is_given_only_to_who_sits_there_and_by_who_has_it(bob, beth, dora, hana, queue):
    for actor, to, why in (
        (bob, dora, "不在本机构办理"),
        (hana, hana, "不在您的办理范围"),
        (bob, hana, "不在本机构办理"),
    ):
        with pytest.raises(Refused, match=why):
            give(actor=actor, activity=queue[0], to=to)
    own = make_submitted(beth, "paper")
    with pytest.raises(Refused, match="本人的记录"):
        give(actor=bob, activity=own, to=beth)
    assert not RecordGiven.objects.exists()


def test_what_waits_here_no_more_is_left_out_and_named(login, bob, beth, queue):
    client = login(bob)
    asked = listed(client, BULK, {"decision": "give", "all": "1"})
    services.return_(actor=bob, activity=queue[0], text="请更正")

    page = outcome(
        confirm(client, asked, to=beth.pk),
        "已指派记录2条；另有1条没有办理，原因逐一列在下面。",
        lambda: given().count() == 2,
    )
    assert "目前不在您的办理范围，不能指派" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_narrowed_list(login, alice, bob, django_assert_num_queries, rows):
    for kind in ("award", "paper", "patent")[:rows]:
        make_submitted(alice, kind)
    client = login(bob)
    client.get(LANE)

    with django_assert_num_queries(17):
        page = client.get(f"{LANE}?doubt=clean&department=规划&state=submitted&sort=name")
    assert len(page.context["rows"]) == rows
