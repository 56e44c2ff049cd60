"""Years under a notice that asks for more than yearly hours: needs, what is carried over, who is asked for less,
hours that wait for an approval."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from credits.engine import read_bytes
from credits.services import load_policy
from registry.activities.services import activity_review as review
from registry.models import TitleRecord
from registry.people.queries.governing import policies_of
from registry.people.queries.persons import persons_of
from registry.yearly.queries.registration import contents, summary_of
from tests import factories
from tests.credits.build import policy
from tests.registry.activities.activity_factories import FACTS, make_submitted

pytestmark = pytest.mark.django_db
THREE = '[[needs]]\nid = "three"\nname = "三年合计"\nhours = 300\nyears = 3\nbasis = "resolution"\n'
CARRY = '[[carries]]\nid = "c"\nsubject = "professional"\ntext = "可结转"\nhours = 20\nbasis = "resolution"\n'
AT_WORK = '[[reductions]]\nid = "r"\nby = "employed"\ntext = "按在岗时间"\nstep = "1"\nbasis = "resolution"\n'
FIRST = '[[reductions]]\nid = "f"\nby = "first_year"\ntext = "次年起"\nbasis = "resolution"\n'
HELD = ('kinds = ["paper"]', 'kinds = ["paper"]\nneeds_approval = "须经单位同意后计入"')


@pytest.fixture
def in_force(world):
    """Publish the notice of 2020 with further tables, or with something replaced."""

    def publish(*tables, change=("", "")):
        row, wanted = "\n".join(("", *tables)), policy().source_text.replace(*change, 1)
        if change[0]:
            at = policy().source_text.index("[[conversion]]")
            head, body = policy().source_text[:at], policy().source_text[at:]
            wanted = head + body.replace(*change, 1)
        load_policy(policy=read_bytes((wanted + row).encode(), "x.toml"), publish=True)

    return publish


def with_hours(user, bob, *years, hours="90"):
    """So many professional hours in each of `years`, approved, as an office fixed them."""
    for year in years:
        facts = {
            "date": f"{year}-06-01",
            "subject": "professional",
            "approved_hours": hours,
            "minutes": "4500",
        }
        made = make_submitted(user, "online", title=f"{year}年网络课程", facts=facts)
        review.approve(actor=bob, activity=made)


def content_of(user, year):
    return contents([(user.professional, year)])[user.professional.pk, year]


def test_need_over_three_years_is_missing_where_each_year_is_enough_in_all(in_force, alice, bob):
    in_force(THREE)
    with_hours(alice, bob, 2017, 2018, 2019)

    content = content_of(alice, 2019)

    assert content.line.missing_total == 30
    assert summary_of(content)["needs"] == ["2017至2019三年合计需300，已有270，还缺30"]


def test_year_alone_says_nothing_of_needs_that_the_notice_has_not(in_force, alice, bob):
    in_force()
    with_hours(alice, bob, 2019)

    assert not {"needs", "carried", "held"} & set(summary_of(content_of(alice, 2019)))


def test_what_is_carried_over_is_no_longer_missing(in_force, alice, bob):
    in_force(CARRY)
    with_hours(alice, bob, 2018)
    with_hours(alice, bob, 2019, hours="50")

    found = summary_of(content_of(alice, 2019))

    assert found["carried"] == {"professional": "20"}
    assert "professional" not in found["missing"]


def test_page_of_the_year_shows_them(in_force, alice, bob, login):
    in_force(THREE, CARRY)
    with_hours(alice, bob, 2018)
    with_hours(alice, bob, 2019, hours="50")

    page = login(alice).get(reverse("registry:registration-year", args=[2019])).content.decode()

    assert "2017至2019三年合计需300，已有140，还缺160" in page
    assert "其中由以前年度结转专业科目20" in page


def test_hours_wait_for_the_approval_and_count_from_then_on(in_force, alice, bob):
    in_force(change=HELD)
    paper = make_submitted(alice, "paper", facts=FACTS["paper"])
    waiting = paper.awards.get()
    assert (waiting.held, waiting.hours) == (True, 0)
    assert "须经单位同意后计入" in waiting.why

    review.approve(actor=bob, activity=paper)

    assert [(one.held, one.hours) for one in paper.awards.all()] == [(False, Decimal(10))]
    assert content_of(alice, 2018).hours["professional"] == 10


def test_part_of_a_year_at_work_asks_for_a_part(in_force, alice):
    in_force(AT_WORK)
    alice.professional.employments.update(valid_from=date(2019, 7, 2))

    assert content_of(alice, 2019).line.asked["total"] == 45
    assert content_of(alice, 2020).line.asked["total"] == 90


def test_nothing_is_asked_in_the_year_of_the_first_title(in_force, alice, bob):
    in_force(FIRST)
    TitleRecord.objects.create(
        professional=alice.professional,
        series="engineering",
        level="junior",
        since=date(2019, 12, 1),
        unit="某院",
        evidence="证书",
        state="confirmed",
        entered_by=bob,
    )

    assert content_of(alice, 2019).missing() == {}
    assert content_of(alice, 2020).missing()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_what_is_asked_about_people(in_force, world, django_assert_num_queries, count):
    in_force(AT_WORK, FIRST)
    people = [
        factories.employee_of(world.employer, f"p{n}", f"周{'甲乙丙'[n]}").professional for n in range(count)
    ]

    policies_of(people)  # the text of the notice is read once a process

    with django_assert_num_queries(4):
        found = contents([(one, 2019) for one in people])
    assert len(found) == count


@pytest.mark.parametrize("count", [1, 3])
def test_no_row_more_is_read_for_a_notice_that_asks_nothing(
    in_force, world, django_assert_num_queries, count
):
    in_force()
    people = [
        factories.employee_of(world.employer, f"p{n}", f"周{'甲乙丙'[n]}").professional for n in range(count)
    ]
    policies = policies_of(people)

    with django_assert_num_queries(0):
        persons_of(people, policies)
