"""From one reported result to a slip and back: what a platform reported
counts by itself, and stops counting with it."""

from datetime import date

import pytest
from django.urls import reverse

from certification.enums import RecheckState
from certification.models import Recheck, Slip
from registry.enums import ActivityState, Verdict
from registry.machinery.service import service
from registry.models import Activity, CrossReview, CrossReviewSample, Expert
from registry.results.services.completion import settle_later
from tests.certification import platform_slips
from tests.certification.rows import on
from tests.certification.stages import YEARS, at_state, cast
from tests.factories import make_person
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        yield cast()


@pytest.fixture
def course(people):
    return platform_slips.recognised_course()


@pytest.fixture
def issued(people, course):
    at_state("issued", people, platform_slips.records_of(course))
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
