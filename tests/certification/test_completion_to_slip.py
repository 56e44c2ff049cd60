"""From one reported result to a slip and back: what a platform reported counts by itself, and stops counting with it."""

from datetime import date

import pytest
from django.urls import reverse

from certification.enums import RecheckState
from certification.models import Recheck, Slip
from registry.enums import ActivityState, KeyPart, Verdict
from registry.models import Activity, CrossReview, CrossReviewSample, Expert
from registry.services.base import service
from registry.services.completion import receive, settle_later
from tests.certification.rows import on
from tests.certification.stages import YEARS, at_state, cast
from tests.factories import make_person
from tests.registry import completion_factories as make
from tests.registry.activity_factories import make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        yield cast()


@pytest.fixture
def course(people):
    """An online course that was recognised when its results of 2018 and 2019 came."""
    base = make.make_base()
    found = make.make_online(base, live_on=date(2018, 2, 1))
    make.conclude(found, "2018-01-20")
    for year in YEARS:
        make.make_key(base, KeyPart.B, f"{year}-03-02")
    return found


def _records(course):
    """The public hours come from the platform; the professional ones are awards of the person's own."""

    def prepare(user):
        results = [
            make.reported(user.professional, f"R{year}", course_code=course.code, passed_on=date(year, 6, 1))
            for year in YEARS
        ]
        receive(actor=None, base=course.base, reported=results)
        for year in YEARS:
            make.signed_batch(course.base, year=year)
        make.work()
        for year in YEARS:
            facts = {"level": "prefectural", "rank": 3, "date": f"{year}-11-11"}
            make_submitted(user, "award", title=f"{year}年科技奖", facts=facts)

    return prepare


@pytest.fixture
def issued(people, course):
    at_state("issued", people, _records(course))
    with on("2020-06-10 09:00"):
        yield Slip.objects.get()


@service
def _fail(course, day):
    sample = CrossReviewSample.objects.create(
        year=2020, seed="s", size=1, drawn_by=make.office_login(course.base)
    )
    expert = Expert.objects.create(user=make_person("xu", "许专家"))
    CrossReview.objects.create(
        sample=sample, course=course, expert=expert, decision=Verdict.FAIL, fails_from=date.fromisoformat(day)
    )
    settle_later(course=course)


def test_hours_of_a_platform_reach_the_slip_without_any_paper(issued):
    titles = set(Activity.objects.filter(completion__isnull=False).values_list("state", flat=True))
    years = {row["year"]: row for row in issued.content["years"]}

    assert titles == {ActivityState.APPROVED}
    assert sorted(years) == list(YEARS)
    assert Activity.objects.filter(completion__isnull=False, evidence__isnull=False).count() == 0


def test_failed_cross_review_puts_the_slip_in_question_within_one_job_run(issued, course, client):
    _fail(course, "2019-01-01")

    make.work()

    row = Recheck.objects.get()
    address = reverse("certification:verify-slip", args=[issued.year, issued.sequence, issued.check_code])
    assert (row.slip, row.state, [one["year"] for one in row.path]) == (issued, RecheckState.OPEN, [2019])
    assert "待重核" in client.get(address).content.decode()
    assert "交叉审查" in row.reason


def test_cross_review_that_fails_later_results_only_leaves_the_slip_alone(issued, course):
    _fail(course, "2020-01-01")

    make.work()

    assert not Recheck.objects.exists()
