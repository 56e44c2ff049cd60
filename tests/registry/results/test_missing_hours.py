"""Where is my hour: a person asks, the base answers by a date, and
results that arrive answer by themselves."""

from datetime import date

import pytest
from django.urls import reverse

from cejc.errors import Refused
from registry.enums import MissingHoursState, Role
from registry.models import Completion, Message, MissingHours
from registry.results.services import missing_hours as services
from registry.results.services.completion import receive
from tests.certification.rows import on
from tests.factories import make_membership, make_person
from tests.outcome import outcome
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2020():
    with on("2020-07-01 09:00"):
        yield


@pytest.fixture
def base(db):
    return make.make_base()


@pytest.fixture
def clerk(base):
    user = make_person("clerk", "柯教务")
    make_membership(user, base.organisation, Role.BASE)
    return user


def _ask(user, base, **values):
    known = {"title": "公需网络课程", "passed_on": date(2020, 6, 1)}
    return services.ask(actor=user, base=base, **(known | values))


def test_question_reaches_the_base_with_a_date_to_answer_by(alice, base, clerk):
    row = _ask(alice, base)

    assert (row.state, row.due_on) == (MissingHoursState.ASKED, date(2020, 7, 15))
    assert Message.objects.filter(recipient=clerk, kind="missing_hours_asked").count() == 1


def test_same_question_twice_is_refused_while_it_is_open(alice, base):
    _ask(alice, base)

    with pytest.raises(Refused, match="等待答复"):
        _ask(alice, base)
    assert MissingHours.objects.count() == 1


def test_question_after_what_was_reported_is_answered_at_once(alice, base):
    course = make.recognised_course(base)
    receive(actor=None, base=base, reported=[make.reported(alice.professional, course_code=course.code)])

    with pytest.raises(Refused, match="已由施教机构报送"):
        _ask(alice, base, course=course)


def test_base_answers_once_and_the_person_reads_it(alice, base, clerk):
    row = _ask(alice, base)

    first = services.answer(actor=clerk, claim=row, found=False, text="未完成考核")
    again = services.answer(actor=clerk, claim=row, found=False, text="未完成考核")

    assert first.state == again.state == MissingHoursState.REFUSED
    assert Message.objects.filter(recipient=alice, kind="missing_hours_answered").count() == 1


def test_answer_by_anybody_else_or_of_ones_own_question_is_refused(alice, bob, base, clerk):
    row = _ask(alice, base)
    own = _ask(clerk, base)

    with pytest.raises(Refused, match="施教机构"):
        services.answer(actor=bob, claim=row, found=True, text="好")
    with pytest.raises(Refused, match="本人"):
        services.answer(actor=clerk, claim=own, found=True, text="好")


def test_result_that_arrives_answers_the_question_about_its_course(alice, base):
    course = make.recognised_course(base)
    row = _ask(alice, base, course=course)
    receive(actor=None, base=base, reported=[make.reported(alice.professional, course_code=course.code)])
    completion = Completion.objects.get()
    make.signed_batch(base)

    make.work()

    row.refresh_from_db()
    assert (row.state, row.completion) == (MissingHoursState.FOUND, completion)


def test_unanswered_question_reminds_the_base_and_its_office_once(alice, base, clerk):
    office = make.office_login(base)
    _ask(alice, base)

    with on("2020-07-15 23:00"):
        services.remind_unanswered()
    early = Message.objects.filter(kind="missing_hours_overdue").count()
    with on("2020-07-16 00:10"):
        services.remind_unanswered()
        services.remind_unanswered()

    told = Message.objects.filter(kind="missing_hours_overdue").values_list("recipient", flat=True)
    assert early == 0
    assert sorted(told) == sorted([clerk.pk, office.pk])


def test_pages_show_the_question_to_owner_and_base_and_nobody_else(client, alice, bob, base, clerk):
    row = _ask(alice, base)
    address = reverse("registry:missing-hours-detail", args=[row.public_id])

    seen = []
    for user in (alice, clerk, bob):
        client.force_login(user)
        seen.append(client.get(address).status_code)

    assert seen == [200, 200, 404]


def test_person_asks_on_the_page_and_the_base_answers_on_its_own(client, alice, base, clerk):
    client.force_login(alice)
    client.post(
        reverse("registry:missing-hours-new"),
        {"base": base.code, "title": "公需网络课程", "passed_on": "2020-06-01", "note": ""},
    )
    row = MissingHours.objects.get()
    client.force_login(clerk)
    client.post(
        reverse("registry:missing-hours-detail", args=[row.public_id]), {"found": "yes", "text": "今日补报"}
    )

    row.refresh_from_db()
    assert (row.state, row.answer) == (MissingHoursState.FOUND, "今日补报")


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_the_base_costs_the_same_for_any_length(
    client, base, clerk, django_assert_num_queries, count
):
    for number in range(count):
        _ask(make_person(f"p{number}"), base)
    client.force_login(clerk)
    client.get(reverse("registry:missing-hours"))

    with django_assert_num_queries(7):
        page = client.get(reverse("registry:missing-hours"))

    assert page.content.decode().count("公需网络课程") >= count


def test_training_that_the_employer_held_itself_is_asked_after_there(client, world, alice, bob, base, clerk):
    """H9, R26: the form offers the person's own units; their clerks are
    told, see it and answer; nobody else does."""
    client.force_login(alice)
    form = reverse("registry:missing-hours-new")
    page = client.get(form).content.decode()
    sending = {
        "base": f"unit-{world.employer.public_id}",
        "title": "公需科目专题讲座",
        "passed_on": "2020-06-01",
    }
    outcome(
        client.post(form, sending),
        "查询已送达，答复会发消息告诉您。",
        lambda: (
            MissingHours.objects.get().organiser == world.employer
            and Message.objects.filter(recipient=bob, kind="missing_hours_asked").exists()
        ),
    )
    row = MissingHours.objects.get()
    address = reverse("registry:missing-hours-detail", args=[row.public_id])
    seen = []
    for user in (alice, bob, clerk):
        client.force_login(user)
        seen.append(client.get(address).status_code)
    with pytest.raises(Refused):
        services.answer(actor=clerk, claim=row, found=True, text="好")
    client.force_login(bob)
    listed = client.get(reverse("registry:missing-hours")).content.decode()
    client.post(address, {"found": "no", "text": "未到场"})
    row.refresh_from_db()

    assert ("单位和主管部门" in page, str(world.employer) in page, str(base) in page) == (True, True, True)
    assert seen == [200, 200, 404]
    assert "公需科目专题讲座" in listed
    assert (row.state, row.answer) == (MissingHoursState.REFUSED, "未到场")
