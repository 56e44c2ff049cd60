"""The next record of the lane is at hand before it is asked for; who was slower stays in the lane."""

import pytest
from django.urls import reverse

from registry.activities.services import activity_review as review
from registry.activities.services.opened import Unopened
from registry.enums import ActivityState
from registry.models import Activity
from tests import factories
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(alice):
    return [make_submitted(alice, kind) for kind in ("award", "paper", "patent")]


@pytest.fixture
def hugo(world):
    """A second HR of the employer."""
    return factories.hr_of(world.employer, "hugo", "胡戈")


def at(name, record):
    return reverse(f"registry:review-{name}", args=[record.public_id])


def ready(record):
    return {"lane-ready": f"{at('item', record)} {record.edit}"}


def state(record):
    return Activity.objects.get(pk=record.pk).state


def test_decision_is_answered_with_what_stands_around_the_record_at_hand(records, bob, login):
    client = login(bob)
    ahead = client.get(at("item", records[1]), headers={"lane-ahead": "1"})

    answer = client.post(at("approve", records[0]), {"edit": records[0].edit}, headers=ready(records[1]))

    assert str(records[1].evidence.first().public_id) in ahead.content.decode()
    assert state(records[1]) == ActivityState.SUBMITTED  # fetching begins nothing
    assert (answer.status_code, answer["Lane-Next"]) == (200, at("item", records[1]))
    assert "已认可" in answer.content.decode()
    assert "还有2条待审核" in answer.content.decode()
    assert at("item", records[2]) in answer.content.decode()
    assert state(records[0]) == ActivityState.APPROVED


def test_record_at_hand_that_has_changed_is_loaded_anew(records, bob, login):
    client = login(bob)
    Activity.objects.filter(pk=records[1].pk).update(edit=records[1].edit + 1)

    answer = client.post(at("approve", records[0]), {"edit": records[0].edit}, headers=ready(records[1]))

    assert (answer.status_code, answer["Lane-Next"]) == (204, at("item", records[1]))


def test_the_filters_of_the_queue_go_on_with_the_reader(records, bob, login):
    kept = f"?kind={records[0].kind}"

    answer = login(bob).post(
        at("approve", records[1]) + kept, {"edit": records[1].edit}, headers=ready(records[0])
    )

    assert answer["Lane-Next"] == reverse("registry:review-lane") + kept


@pytest.mark.parametrize("act", ["approve", "return"])
def test_the_slower_reviewer_stays_in_the_lane_with_the_next_record(records, bob, hugo, login, act):
    review.approve(actor=hugo, activity=records[0])
    records[0].refresh_from_db()

    form = {"edit": 0} | ({"text": "请更正"} if act == "return" else {})

    answer = login(bob).post(at(act, records[0]), form, follow=True)

    assert answer.redirect_chain[-1][0] == at("item", records[1])
    page = answer.content.decode()
    assert f"{records[0]}：这条记录刚刚已由其他人办理，现在是“已认可”，您的操作没有生效" in page
    assert ("您写的理由是：请更正" in page) is (act == "return")


def test_step_to_a_record_that_was_decided_leads_past_it(records, bob, hugo, login):
    client = login(bob)
    review.approve(actor=hugo, activity=records[1])

    lost = client.get(at("item", records[1]), headers=ready(records[1]))
    taken = client.get(at("item", records[2]), headers=ready(records[2]))

    assert (lost.status_code, lost["Lane-Next"]) == (204, at("item", records[2]))
    assert taken.status_code == 200
    assert f"{records[1]}：现在是“已认可”，已不在您这里审核。" in taken.content.decode()


def test_approval_without_having_opened_the_evidence_is_asked_a_second_time(records, bob, login):
    record, client = records[0], login(bob)
    row = record.evidence.first()
    form = {"edit": record.edit, "unopened": [str(row.public_id)]}

    first = client.post(at("approve", record), form, headers=ready(records[1]))
    before = state(record)
    second = client.post(at("approve", record), form | {"sure": "1"}, headers=ready(records[1]))

    assert first.status_code == 409
    assert row.file_name in first.json()["again"]
    assert before == ActivityState.SUBMITTED
    assert second.status_code == 200
    assert state(record) == ActivityState.APPROVED


def test_service_approves_nothing_while_evidence_was_not_opened(records, bob):
    record, other = records[:2]

    with pytest.raises(Unopened, match="还有1份材料没有打开看过"):
        review.approve(actor=bob, activity=record, unopened=[str(record.evidence.first().public_id)])
    assert state(record) == ActivityState.SUBMITTED

    review.approve(actor=bob, activity=record, unopened=[str(other.evidence.first().public_id)])
    assert state(record) == ActivityState.APPROVED


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_step_do_not_grow_with_the_queue(alice, bob, login, django_assert_num_queries, count):
    kinds = ("award", "paper", "patent", "book", "project")
    rows = [make_submitted(alice, kind) for kind in kinds[: count + 2]]
    client = login(bob)
    client.get(at("item", rows[0]), headers=ready(rows[0]))

    with django_assert_num_queries(19):
        answer = client.get(at("item", rows[1]), headers=ready(rows[1]))
    assert answer.status_code == 200
