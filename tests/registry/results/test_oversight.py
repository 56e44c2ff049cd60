"""What the provincial office watches: bases side by side, and records side by side."""

from datetime import date

import pytest
from django.urls import reverse

from registry.models import Completion
from registry.results.queries import oversight
from registry.results.services import missing_hours
from registry.results.services.completion import receive
from tests.certification.rows import on
from tests.factories import make_professional, province_of
from tests.registry.activities import activity_factories
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, world):
    user = province_of(world.province)
    client.force_login(user)
    return user


def _unfiled(base, person, code="BC01", day="2020-06-01"):
    session = make.make_session(base, code=code, parts=[(day, "morning", "public")])
    said = make.reported(
        person, passed_on=date.fromisoformat(day), lines=make.lines((day, "morning", "public"))
    )
    receive(actor=None, session=session, reported=[said])
    return Completion.objects.get(session=session)


def test_line_of_a_base_counts_what_stands_where(alice):
    base = make.make_base()
    base.platform_name = "湘学网"
    base.save()
    _unfiled(base, alice.professional)
    with on("2020-07-01 09:00"):
        missing_hours.ask(actor=alice, base=base, title="网络课", passed_on=date(2020, 6, 2))

    line = oversight.base_lines([base], 2020)[0]

    assert (line.counted, line.held, line.refused, line.asked, line.overdue, line.key_b) == (
        0,
        1,
        0,
        1,
        1,
        "late",
    )
    assert oversight.base_lines([base], 2021)[0].held == 0


def test_overlap_shows_both_records(client, officer, alice):
    activity_factories.make_submitted(
        alice,
        "training",
        title="安全生产培训班",
        facts={"lines": [{"date": "2020-06-01", "slot": "morning", "subject": "professional"}]},
    )
    base = make.make_base()
    session = make.make_session(base, filing=make.make_filing(base, ("2020-06-01", "day")))
    said = make.reported(alice.professional, lines=make.lines(("2020-06-01", "morning", "public")))
    receive(actor=None, session=session, reported=[said])
    make.work()

    page = client.get(reverse("registry:oversight-flags", args=["overlap"]), {"year": 2020}).content.decode()

    assert "安全生产培训班" in page
    assert "公需科目培训班" in page


def test_results_before_filing_are_listed_with_the_reason(client, officer, alice):
    _unfiled(make.make_base(), alice.professional)

    page = client.get(reverse("registry:oversight-flags", args=["early"]), {"year": 2020}).content.decode()

    assert "未向省人社厅备案" in page


def test_day_of_more_than_24_hours_is_listed_with_its_courses(client, officer, alice):
    base = make.make_base()
    for number in range(3):
        course = make.recognised_course(base, f"K{number}", minutes=600)
        receive(
            actor=None,
            base=base,
            reported=[make.reported(alice.professional, f"R{number}", course_code=course.code)],
        )

    page = client.get(reverse("registry:oversight-flags", args=["long_day"]), {"year": 2020}).content.decode()

    assert oversight.flag_counts(2020)["long_day"] == 1
    assert "共30小时" in page
    assert page.count("公需网络课程") == 3


def test_burst_needs_as_many_results_as_the_setting_says(client, officer, settings):
    settings.CEJC_BURST_RESULTS = 2
    base = make.make_base()
    course = make.recognised_course(base)
    people = [make_professional(f"人{one}") for one in "甲乙"]
    receive(
        actor=None,
        base=base,
        reported=[make.reported(one, f"R{one.pk}", course_code=course.code) for one in people],
    )

    assert (
        client.get(reverse("registry:oversight-flags", args=["burst"]), {"year": 2020}).context["found"] == 1
    )


def test_unknown_flag_is_absent(client, officer):
    assert client.get(reverse("registry:oversight-flags", args=["nothing"])).status_code == 404


def test_table_of_bases_is_a_workbook(client, officer):
    make.make_base()

    assert client.get(reverse("registry:oversight-export")).content[:2] == b"PK"


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_any_length(client, officer, alice, django_assert_num_queries, count):
    for number in range(count):
        _unfiled(make.make_base(f"JD{number}"), alice.professional, f"BC{number}", f"2020-06-0{number + 1}")
    client.get(reverse("registry:oversight"), {"year": 2020})

    with django_assert_num_queries(17):
        client.get(reverse("registry:oversight"), {"year": 2020})
    with django_assert_num_queries(11):
        client.get(reverse("registry:oversight-flags", args=["early"]), {"year": 2020})
