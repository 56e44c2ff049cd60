"""The public catalogue: found by words, pinyin, subject, base, date and
place; what a course would count for me."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from registry.enums import SessionState
from registry.models import SessionSlot
from tests import factories
from tests.certification.rows import on
from tests.registry.activities.activity_factories import make_submitted
from tests.registry.results import completion_factories
from tests.registry.training import training_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2020():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def base():
    return make.base_world().base


def _run(course, *days, place="", code="BC01"):
    session = completion_factories.make_session(
        course.base, code=code, course=course, state=SessionState.PLANNED, place=place, parts=()
    )
    for day in days:
        SessionSlot.objects.create(
            session=session,
            date=day,
            slot="day",
            subject=course.subject,
            secret="s",
            begins="08:30",
            ends="17:00",
        )
    return session


def _titles(client, **wanted):
    page = client.get(reverse("registry:catalogue"), wanted)
    assert page.status_code == 200
    return {row["course"].title for row in page.context["rows"]}


def test_found_by_words_and_by_pinyin(base, client):
    make.make_course(base, "A", title="智慧水利")
    make.make_course(base, "B", title="工程伦理")

    assert _titles(client, q="水利") == {"智慧水利"}
    assert _titles(client, q="gongcheng") == {"工程伦理"}
    assert _titles(client, q="gcll") == {"工程伦理"}
    assert _titles(client, q="没有的") == set()


def test_found_by_subject_form_and_base(base, client):
    make.make_course(base, "A", title="面授")
    make.make_online_course(base, "B", title="网络", subject="professional", theme_year=None)
    make.make_course(make.base_world("JD02").base, "C", title="别家")

    assert _titles(client, subject="professional") == {"网络"}
    assert _titles(client, form="online") == {"网络"}
    assert _titles(client, base="JD02") == {"别家"}


def test_found_by_date_and_place_of_its_runs(base, client):
    course = make.make_course(base, "A", title="面授")
    _run(course, date(2020, 7, 1), place="长沙会议中心")
    make.make_online_course(base, "B", title="网络", live_on=date(2020, 6, 20))

    assert _titles(client, first_day="2020-07-01", last_day="2020-07-03") == {"面授", "网络"}
    assert _titles(client, last_day="2020-06-19") == set()
    assert _titles(client, place="会议中心") == {"面授"}


def test_what_is_not_understood_filters_nothing_and_is_said(base, client):
    make.make_course(base, "A", title="面授")

    page = client.get(reverse("registry:catalogue"), {"first_day": "昨天", "base": "X", "page": "-1"})

    assert page.context["found"] == 1
    assert set(page.context["form"].errors) == {"first_day", "base"}


def test_empty_catalogue_says_what_this_is(client):
    assert "目录中还没有课程" in client.get(reverse("registry:catalogue")).content.decode()


def test_visitor_reads_the_hours_by_the_rule(base, client):
    course = make.make_online_course(base, minutes=1350)

    page = client.get(reverse("registry:catalogue-course", args=[course.public_id]))

    assert [award.hours for award in page.context["worths"][0].awards] == [Decimal(30)]
    assert "审定结论尚未提交省人社厅" in page.content.decode()


def test_approved_hours_go_before_the_length(base, client):
    course = make.make_online_course(base, minutes=1350, hours=Decimal("24"))

    page = client.get(reverse("registry:catalogue-course", args=[course.public_id]))

    assert [award.hours for award in page.context["worths"][0].awards] == [Decimal(24)]


def test_reader_sees_what_the_year_still_lacks(base, client):
    course = make.make_online_course(base, minutes=1350)
    person = factories.employee_of(factories.make_employer(), "alice", "欧阳晓")
    make_submitted(
        person,
        "online",
        facts={"date": "2020-06-01", "subject": "public", "approved_hours": "12", "minutes": "540"},
    )
    client.force_login(person)

    page = client.get(reverse("registry:catalogue-course", args=[course.public_id]))

    (worth,) = page.context["worths"]
    assert (worth.year, worth.missing) == (2020, Decimal(18))
    assert "目前还缺18学时" in page.content.decode()


def test_run_is_weighed_by_its_timetable_beside_what_the_reader_has(base, client):
    course = make.make_course(base)
    _run(course, date(2020, 7, 1))

    page = client.get(reverse("registry:catalogue-course", args=[course.public_id]))

    (worth,) = page.context["worths"]
    assert [(award.hours, award.clause) for award in worth.awards] == [(Decimal(10), "附二1")]


@pytest.mark.parametrize(
    ("last", "said"),
    [(1, "长沙 · 2020年7月1日（周三）</p>"), (3, "长沙 · 2020年7月1日（周三）至2020年7月3日（周五）</p>")],
)
def test_run_names_its_days_without_gaps(base, client, last, said):
    course = make.make_course(base)
    _run(course, *(date(2020, 7, day) for day in range(1, last + 1)), place="长沙")

    page = client.get(reverse("registry:catalogue-course", args=[course.public_id])).content.decode()

    shown = " ".join(page.split()).replace(" </p>", "</p>")
    assert said in shown.replace('<span lang="zh">长沙</span>', "长沙")


def test_recognised_course_says_so(base, client):
    course = completion_factories.recognised_course(base)

    page = client.get(reverse("registry:catalogue-course", args=[course.public_id]))

    assert page.context["recognition"]["kind"] == "done"


def test_price_is_shown_with_its_reason(base, client):
    course = make.make_course(base, price=Decimal("120"), price_reason="教材成本")

    page = client.get(reverse("registry:catalogue-course", args=[course.public_id])).content.decode()

    assert "教材成本" in page
    assert "公益性" in page


@pytest.mark.parametrize("count", [1, 3])
def test_catalogue_costs_the_same_for_any_number(count, base, client, django_assert_num_queries):
    for number in range(count):
        make.make_online_course(base, f"WL{number}")
    client.get(reverse("registry:catalogue"))

    # Asked with a filter it is drawn anew each time.
    with django_assert_num_queries(CATALOGUE_QUERIES):
        page = client.get(reverse("registry:catalogue"), {"q": ""})

    assert len(page.context["rows"]) == count


CATALOGUE_QUERIES = 8


@pytest.mark.parametrize(
    ("today", "live", "label"),
    [
        ("2020-06-01", "2020-07-01", "尚不认可"),  # a conclusion can still come in time
        ("2020-07-02", "2020-07-01", "不予认可"),  # it cannot any more
    ],
)
def test_what_never_will_be_recognised_is_not_said_to_wait(client, today, live, label):
    """H11: the conclusion reaches the province before the course goes live, or never does any good."""
    base = completion_factories.make_base()
    course = completion_factories.make_online(base, live_on=date.fromisoformat(live))
    with on(f"{today} 09:00"):
        page = client.get(reverse("registry:catalogue-course", args=[course.public_id])).content.decode()

    assert (label in page.split("<main", 1)[1], "尚不认可" in page) == (True, label == "尚不认可")
