"""What the handbook prints of a year: the days of each record."""

import pytest

from cejc import clock
from registry.activities.services import activity_review
from registry.models import Handbook
from registry.yearly.queries.handbook_content import content_of
from tests.certification.rows import on
from tests.registry.activities.activity_factories import lines_on, make_submitted

pytestmark = pytest.mark.django_db


def test_a_record_is_printed_with_its_first_and_last_day(alice, bob):
    with on("2020-03-02 09:00"):
        row = make_submitted(alice, "practice", facts=lines_on("2019-05-08", "2019-05-06"))
        activity_review.approve(actor=bob, activity=row)
        book = Handbook(professional=alice.professional, number="1", issue=1, granted_at=clock.now())

        (year,) = content_of(book)["years"]

    assert {one["days"] for one in year["records"]} == {("2019-05-06", "2019-05-08")}
