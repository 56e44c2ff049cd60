"""Nobody waits in front of nobody: the only officer applies, seats end,
deputies come; everybody concerned is told."""

import pytest
from django.urls import reverse

from cejc.errors import Refused
from certification.models import Case
from certification.queries.desk import MINE, tally, waiting
from certification.services import acts, record, reminder, review
from certification.services import case as cases
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from registry.models import Message, Unattended
from registry.people.services import deputy, many, membership
from registry.people.services.many import Shown
from tests import factories
from tests.certification import ways
from tests.certification.rows import make_case, on
from tests.certification.stages import at_state, cast, complete_years, open_case
from tests.many import listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        found = cast()
        found.hr.professional.degree = "doctor"
        found.hr.professional.save(update_fields=["degree"])
        yield found


@pytest.fixture
def applying(people):
    """The case of the unit's only HR clerk, submitted."""
    with on("2020-05-06 09:00"):
        complete_years(people.hr)
        case = open_case(people.hr)
    with on("2020-05-07 09:00"):
        cases.submit_case(actor=people.hr, case=case)
    case.refresh_from_db()
    return case


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def of_cases():
    return Unattended.objects.open().filter(subject_type="case")


def mine(user):
    seat = fresh(user).seats[0]
    return tally(fresh(user), seat).count(MINE)


def kinds(user):
    return set(Message.objects.filter(recipient=user).values_list("kind", flat=True))


def page(login, user, case):
    return login(user).get(reverse("certification:case", args=[case.public_id])).content.decode()


def test_everybody_concerned_is_told_at_submission_and_the_page_says_it(people, login, applying):
    assert "unattended" in kinds(people.hr)
    assert "unattended_above" in kinds(people.department)
    assert "unattended_admin" in kinds(people.admin)
    told = Message.objects.get(recipient=people.hr, kind="unattended", subject__contains="认定申请")
    assert "按规定由湖南省水利厅代为办理，已通知其1名经办人员" in told.body
    shown = page(login, people.hr, applying)
    assert "湖南省水利厅（代湖南省水利水电勘测设计院）" in shown
    assert "目前没有可以办理这一步的经办人员" in shown


def test_the_answer_to_submitting_says_it(people, login):
    with on("2020-05-06 09:00"):
        complete_years(people.hr)
        case = open_case(people.hr)
        answer = login(people.hr).post(
            reverse("certification:case-submit", args=[case.public_id]), {"edit": case.edit}, follow=True
        )

    said = [str(one) for one in answer.context["messages"]]
    assert any("由湖南省水利厅代为办理" in one for one in said)


def test_it_waits_on_the_desk_of_who_may_act_and_on_no_other(people, login, applying):
    assert mine(people.hr) == 0
    assert mine(people.department) == 1
    lane = (
        login(people.hr).get(reverse("certification:lane-item", args=[applying.public_id])).content.decode()
    )
    assert "data-lane-approve" not in lane
    assert "由湖南省水利厅代为办理" in lane


def test_the_office_above_acts_and_then_not_at_its_own_stage(people, applying):
    with on("2020-05-08 09:00"):
        review.pass_case(actor=people.department, case=applying)

    applying.refresh_from_db()
    assert applying.state == "notice"
    Case.objects.filter(pk=applying.pk).update(state="confirmation")
    with pytest.raises(Refused, match=r"同一人不能办理两个环节.*省人社厅专技处代为办理"):
        review.pass_case(actor=people.department, case=applying, stage="confirmation")


def test_the_office_above_does_not_act_while_somebody_can(people):
    case = at_state("initial_review", people)

    with pytest.raises(Refused, match="没有办理这一步的权限"):
        review.pass_case(actor=people.department, case=case)


def test_at_the_notice_there_is_no_stand_in_and_the_way_out_is_named(people, login, applying):
    with on("2020-05-08 09:00"):
        review.pass_case(actor=people.department, case=applying)

    assert "增设一名经办人员，或者委托同事代行" in page(login, people.hr, applying)
    assert of_cases().get().stands_in == ""
    told = Message.objects.filter(recipient=people.hr, kind="unattended").latest("pk")
    assert "在“外出委托”中委托同事代行" in told.body


def test_a_second_officer_ends_it_and_the_person_hears(people, applying):
    second = factories.employee_of(people.employer, "bert", "白桦")
    with on("2020-05-08 09:00"):
        membership.grant(user=second, organisation=people.employer, role="hr")

    assert not of_cases().exists()
    assert "unattended_over" in kinds(people.hr)
    with on("2020-05-08 10:00"):
        assert mine(second) == 1
        review.pass_case(actor=fresh(second), case=applying)


def test_a_deputy_is_a_way_out_for_as_long_as_it_lasts(people, applying):
    seat = people.hr.seats[0]
    with on("2020-05-08 09:00"):
        row = deputy.name_deputy(
            actor=people.hr,
            seat=seat,
            username="carol",
            first_day=factories.day("2020-05-08"),
            last_day=factories.day("2020-05-12"),
            reason="回避本人申请",
        )
    assert not of_cases().exists()
    with on("2020-05-09 09:00"):
        deputy.end(actor=people.hr, deputy=row)
        assert of_cases().count() == 1


def test_seats_that_end_at_midnight_are_noticed_by_the_worker(people):
    at_state("initial_review", people)
    people.hr.memberships.update(valid_until=factories.day("2020-05-08"))
    assert not of_cases().exists()

    from registry.people.services.standing import look_at_the_day

    with on("2020-05-09 00:20"):
        look_at_the_day()
        look_at_the_day()

    assert of_cases().count() == 1
    assert (
        Message.objects.filter(
            recipient=people.person, kind="unattended", subject__contains="认定申请"
        ).count()
        == 1
    )


def test_ending_the_last_seat_tells_of_all_that_waits_there(people):
    at_state("initial_review", people)
    with on("2020-05-09 09:00"):
        membership.end(actor=people.admin, membership=people.hr.seats[0], reason="调动")

    assert "unattended" in kinds(people.person)


def test_urging_says_who_was_told_and_when_nobody(people, login, applying):
    with on("2020-05-20 09:00"):
        answer = login(people.hr).post(
            reverse("certification:case-nudge", args=[applying.public_id]), follow=True
        )

    said = [str(one) for one in answer.context["messages"]][-1]
    assert (
        "湖南省水利水电勘测设计院目前没有人可以办理，已改为通知湖南省水利厅的1名经办人员和系统管理员" in said
    )
    assert "case_nudged" in kinds(people.department)
    assert "case_nudged" not in kinds(people.hr)


def test_urging_names_the_office_and_the_number(people):
    case = at_state("initial_review", people)
    with on("2020-05-20 09:00"):
        told = reminder.nudge(actor=people.person, case=case)

    assert (told.office, told.count, told.nobody) == ("湖南省水利水电勘测设计院", 1, False)


def test_one_s_own_case_is_not_offered_for_a_notice(people, login):
    with on("2020-05-08 09:00"):
        own = make_case(people.hr.professional, state="notice", reached_province=False)

    shown = login(people.hr).get(reverse("certification:notice-new")).content.decode()

    assert str(own.public_id) not in shown
    notice = drafts.compose_notice(
        actor=people.hr, organisation=people.employer, cases=[own], title="公示", contact="人事"
    )
    with pytest.raises(Refused):
        notices.publish_notice(actor=people.hr, notice=notice)


def test_the_one_clerk_who_confirmed_is_told_before_and_the_province_records(login):
    """H2: what the page announces is what the act does."""
    people = ways.cast("provincial")
    dora, dina = people.officers["department"]
    dina.memberships.all().delete()
    case = ways.begin(people, "intermediate")
    ways.walk(case, people, until="confirmation")
    with on("2020-06-01 09:00"):
        review.pass_case(actor=dora, case=case)
    case.refresh_from_db()
    assert case.state == "record"

    # The list shows the whole stage; the page before the act leaves her own out and says why.
    ticked = {"cases": [f"{case.public_id}:{case.edit}"]}
    asked = listed(login(dora), reverse("certification:record"), ticked).context
    petra = people.officers["province"][0]
    of_province = login(petra)
    for_province = of_province.get(reverse("certification:record")).content.decode()
    asked_there = listed(of_province, reverse("certification:record"), ticked).context

    assert case not in waiting(fresh(dora), fresh(dora).seats[0], "record")
    assert asked["included"] == []
    assert [line["url"] for line in asked["excluded"]] == [
        reverse("certification:case", args=[case.public_id])
    ]
    assert "同一人不能办理两个环节" in asked["excluded"][0]["reason"]
    with pytest.raises(Refused), on("2020-06-02 09:00"):
        record.record_case(actor=fresh(dora), case=case)
    assert str(case.public_id) in for_province
    assert case in waiting(fresh(petra), fresh(petra).seats[0], "record")
    assert (len(asked_there["included"]), asked_there["excluded"]) == (1, [])
    with on("2020-06-02 09:00"):
        record.record_case(actor=petra, case=case)
    case.refresh_from_db()
    assert case.state == "recorded"


def test_records_under_review_are_one_message_and_go_to_the_office_above(people, login):
    """The brothers of A11: single records of the only clerk."""
    with on("2020-05-06 09:00"):
        made = complete_years(people.hr)
        waiting = [one for one in made if one.is_professional_subject]
        told = Message.objects.filter(recipient=people.hr, kind="unattended", subject__contains="活动记录")
        assert len(waiting) == 2
        assert told.count() == 1
        page = login(people.department).get(reverse("registry:review-lane")).content.decode()
        assert all(str(one.public_id) in page for one in waiting)
        login(people.department).post(
            reverse("registry:review-approve", args=[waiting[0].public_id]), {"edit": waiting[0].edit}
        )

    waiting[0].refresh_from_db()
    assert waiting[0].state == "approved"


def test_issuing_beyond_the_stock_of_the_bureau_is_named_in_the_list_before():
    people = ways.cast("city")
    ways.settle(people)
    case = ways.begin(people)
    ways.walk(case, people, until="issue")

    with on("2020-12-01 09:00"):
        lists = [
            many.prepare(actor=fresh(user), act=acts.ISSUE, shown=[Shown(str(case.public_id), case.edit)])
            for user in people.officers["bureau"]
        ]

    found = [one["why"] for job in lists for one in job.payload["named"]]
    assert "认定单编号库存不足，请先向省人社厅专技处申领" in found
