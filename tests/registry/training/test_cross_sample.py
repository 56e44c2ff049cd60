"""The courses from which a sample is drawn."""

import pytest

from registry.enums import Verdict
from registry.models import CrossReview, CrossReviewSample
from registry.training.queries.cross_sample import population
from tests.certification.rows import on
from tests.registry.results import completion_factories as make
from tests.registry.training.training_factories import make_expert

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("year", "count"), [(2020, 0), (2021, 1)])
def test_a_course_that_passed_a_sample_is_drawn_from_again_in_another_year(year, count):
    course = make.recognised_course(make.make_base())
    officer = make.office_login(course.base)
    sample = CrossReviewSample.objects.create(year=2020, seed="s", size=1, drawn_by=officer)
    CrossReview.objects.create(sample=sample, course=course, expert=make_expert("x1"), decision=Verdict.PASS)

    with on(f"{year}-07-01 09:00"):
        assert population(year).count() == count
