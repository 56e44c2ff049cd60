"""The next case of a lane is at hand before it is asked for, and nobody loses it by that."""

import pytest
from django.urls import reverse

from certification.models import Case, InHand, Transition
from certification.services import review
from registry.activities.services.opened import Unopened
from registry.models import Evidence
from tests import factories
from tests.certification.rows import make_case, on
from tests.certification.stages import at_state, cast
from tests.conftest import ReadingClient

pytestmark = pytest.mark.django_db
PASS = {"stage": "initial_review"}


@pytest.fixture(autouse=True)
def may():
    with on("2020-05-08 09:00"):
        yield


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def beth(people):
    """A second HR of the employer."""
    return factories.hr_of(people.employer, "beth", "白贝")


@pytest.fixture
def queue(people):
    """The case that the clerk reads, and two that wait behind it."""
    first = at_state("initial_review", people)
    users = [factories.employee_of(people.employer, f"p{n}", f"人员{n}") for n in range(2)]
    with on("2020-05-08 10:00"):
        behind = [
            make_case(one.professional, state="initial_review", reached_province=False) for one in users
        ]
    return [first, *behind]


def at(name, case):
    return reverse(f"certification:{name}", args=[case.public_id])


def ready(case):
    """What the page's script says that it has at hand."""
    return {"lane-ready": f"{at('lane-item', case)} {case.edit}"}


def fetched_ahead(client, case):
    return client.get(at("lane-item", case), headers={"lane-ahead": "1"})


def browser(user):
    client = ReadingClient()
    client.force_login(user)
    return client


def decide(client, case, headers=None, **more):
    return client.post(at("case-pass", case), PASS | {"edit": case.edit} | more, headers=headers or {})


def state(case):
    return Case.objects.get(pk=case.pk).state


def test_what_is_fetched_ahead_stays_everybody_s_and_takes_no_sentence_from_the_page(queue, people, beth):
    client = browser(people.hr)
    decide(client, queue[0])  # its sentence waits for the page that comes

    ahead = fetched_ahead(client, queue[2])

    assert "data-lane-approve" in ahead.content.decode()
    assert "已通过" not in ahead.content.decode()
    assert not InHand.objects.filter(case=queue[2]).exists()
    assert browser(beth).get(reverse("certification:lane")).url == at("lane-item", queue[2])
    assert "已通过" in client.get(at("lane-item", queue[1])).content.decode()


def test_decision_is_answered_with_what_stands_around_the_page_at_hand(queue, people):
    client = browser(people.hr)
    client.get(at("lane-item", queue[0]))

    answer = decide(client, queue[0], ready(queue[1]))

    said = answer.content.decode()
    assert (answer.status_code, answer["Lane-Next"]) == (200, at("lane-item", queue[1]))
    assert "欧阳晓𬱖：已通过。" in said
    assert "data-lane-undo" in said
    assert at("lane-item", queue[2]) in said
    assert "还有2人待审核" in said
    assert "<html" not in said
    assert InHand.objects.get(case=queue[1]).user == people.hr
    assert state(queue[0]) == "notice"


def test_page_at_hand_of_a_case_that_has_changed_is_not_shown(queue, people):
    client = browser(people.hr)
    Case.objects.filter(pk=queue[1].pk).update(edit=queue[1].edit + 1)

    answer = decide(client, queue[0], ready(queue[1]))

    assert (answer.status_code, answer["Lane-Next"]) == (204, at("lane-item", queue[1]))
    # The sentence waits for the page that the browser loads.
    assert "欧阳晓𬱖：已通过。" in client.get(at("lane-item", queue[1])).content.decode()


def test_case_at_hand_that_a_colleague_opened_in_the_meantime_is_passed_over(queue, people, beth):
    client = browser(people.hr)
    fetched_ahead(client, queue[1])
    browser(beth).get(at("lane-item", queue[1]))

    answer = decide(client, queue[0], ready(queue[1]))

    assert (answer.status_code, answer["Lane-Next"]) == (204, at("lane-item", queue[2]))
    assert InHand.objects.get(case=queue[1]).user == beth


def test_a_page_fetched_before_a_colleague_decided_decides_nothing(queue, people, beth):
    client = browser(people.hr)
    fetched_ahead(client, queue[0])
    review.return_case(actor=beth, case=queue[0], text="请更正")

    answer = client.post(at("case-pass", queue[0]), PASS | {"edit": queue[0].edit}, follow=True)

    assert state(queue[0]) == "returned"
    assert answer.redirect_chain[-1][0] == at("lane-item", queue[1])
    assert (
        "欧阳晓𬱖的申请刚由白贝办理，现在是“已退回，待本人修改”。您的决定没有生效。"
        in answer.content.decode()
    )


def test_reason_of_the_slower_clerk_is_said_back_on_the_next_case(queue, people, beth):
    client = browser(people.hr)
    review.pass_case(actor=beth, case=queue[0])

    answer = client.post(
        at("case-return", queue[0]), PASS | {"edit": queue[0].edit, "text": "缺课程表"}, follow=True
    )

    assert state(queue[0]) == "notice"
    assert answer.redirect_chain[-1][0] == at("lane-item", queue[1])
    assert "您的退回没有发出。您写的理由是：缺课程表" in answer.content.decode()


def test_step_to_the_next_takes_it_and_leads_past_what_a_colleague_has_decided(queue, people, beth):
    client = browser(people.hr)
    Case.objects.filter(pk=queue[0].pk).update(state_since="2020-05-08T03:00Z")
    queue[0].refresh_from_db()

    taken = client.get(at("lane-item", queue[1]), headers=ready(queue[1]))
    review.pass_case(actor=beth, case=queue[0])
    lost = client.get(at("lane-item", queue[0]), headers=ready(queue[0]))

    assert (taken.status_code, taken["Lane-Next"]) == (200, at("lane-item", queue[1]))
    assert InHand.objects.get(case=queue[1]).user == people.hr
    assert (lost.status_code, lost["Lane-Next"]) == (204, at("lane-item", queue[1]))
    assert "的申请刚由白贝办理" in client.get(lost["Lane-Next"]).content.decode()


def test_pass_without_having_opened_the_evidence_is_asked_a_second_time(queue, people):
    case = queue[0]
    rows = Evidence.objects.filter(activity__case_items__case=case).order_by("pk")
    unseen = [str(row.public_id) for row in rows[:2]]
    name = rows[0].file_name
    client = browser(people.hr)

    first = decide(client, case, ready(queue[1]), unopened=unseen)
    before = state(case)
    second = decide(client, case, ready(queue[1]), unopened=unseen, sure="1")

    assert first.status_code == 409
    assert "没有打开看过" in first.json()["again"]
    assert name in first.json()["again"]
    assert before == "initial_review"
    assert second.status_code == 200
    assert state(case) == "notice"


def test_service_passes_nothing_while_evidence_was_not_opened(queue, people):
    case = queue[0]
    row = Evidence.objects.filter(activity__case_items__case=case).first()
    moved = Transition.objects.filter(case=case).count()

    with pytest.raises(Unopened, match=row.file_name):
        review.pass_case(actor=people.hr, case=case, unopened=[str(row.public_id)])

    assert state(case) == "initial_review"
    assert Transition.objects.filter(case=case).count() == moved
    assert row.activity.__class__.objects.get(pk=row.activity_id).state == "submitted"
    # What is no file of the case, or no id at all, asks nothing.
    review.pass_case(actor=people.hr, case=case, unopened=[str(case.public_id), "\x00", "一"])
    assert state(case) == "notice"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_step_do_not_grow_with_the_queue(people, django_assert_num_queries, count):
    users = [factories.employee_of(people.employer, f"q{n}", f"人员{n}") for n in range(count + 2)]
    rows = [make_case(one.professional, state="initial_review", reached_province=False) for one in users]
    client = browser(people.hr)
    client.get(at("lane-item", rows[0]), headers=ready(rows[0]))

    with django_assert_num_queries(18):
        answer = client.get(at("lane-item", rows[1]), headers=ready(rows[1]))
    assert answer.status_code == 200
