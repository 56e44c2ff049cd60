import pytest

from credits.engine.convert import convert
from credits.engine.facts import parse_records
from credits.queries import latest_policy
from registry.enums import ActivityState
from registry.queries.ledger import records_of
from tests.registry.activity_factories import FACTS, make_submitted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", FACTS)
def test_submit_of_every_kind_keeps_what_convert_gives(alice, kind):
    activity = make_submitted(alice, kind)

    result = convert(latest_policy(), parse_records(latest_policy(), records_of([activity])))
    kept = {(row.year, row.subject, row.hours, row.clause, row.why) for row in activity.awards.all()}
    assert activity.state == ActivityState.SUBMITTED
    assert kept == {(one.year, one.subject, one.hours, one.clause, one.why) for one in result.awards}
    assert kept
