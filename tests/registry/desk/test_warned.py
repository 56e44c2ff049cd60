"""What an office is told before it acts on a course, and whose case a row of the log is about."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certification.models import PriorSlip
from registry.activities.permissions import review_queue
from registry.enums import Verdict
from registry.machinery.audit_sentences import sentence, unspoken
from registry.machinery.service import service
from registry.machinery.services.audit import record
from registry.models import AuditEntry, Completion, CourseReview
from registry.results.services.completion import receive
from registry.training.services import course_review, cross_review
from registry.yearly.services import registration_arrangement
from tests import factories
from tests.cejc.makefiles import pdf
from tests.certification.rows import make_case, on
from tests.outcome import outcome
from tests.registry.activities.activity_factories import lines_on, make_submitted
from tests.registry.results import completion_factories as platform
from tests.registry.training import training_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2020(settings):
    settings.CEJC_SECOND_FACTOR = False
    with on("2020-07-01 09:00"):
        yield


@pytest.fixture
def failing(petra):
    """A course that counts, an expert's bad opinion on it, and the officer who decides."""
    base, other = make.base_world(), make.base_world("JD02")
    course = platform.recognised_course(base.base, "KC01")
    expert = make.make_expert("x9", "韦师说", base=other.base)
    sample = cross_review.draw(actor=petra, seed="2020-07", size=1)
    cross = cross_review.assign(actor=petra, cross=sample.cross_reviews.get(), expert=expert)
    cross = cross_review.give_opinion(
        actor=expert.user, cross=cross, verdict=Verdict.FAIL, text="第三讲数据有误。"
    )
    return course, cross


def counted(course, person, number="R1"):
    """A result of `person` that counts."""
    receive(
        actor=None,
        base=course.base,
        reported=[platform.reported(person, number, course_code=course.code, passed_on=date(2020, 5, 20))],
    )
    platform.signed_batch(course.base)
    platform.work()
    row = Completion.objects.get(external_id=number)
    assert row.state == "counted"
    return row


def test_failing_a_course_says_first_how_many_people_hours_and_slips_fall(failing, petra, alice, login):
    course, cross = failing
    row = counted(course, alice.professional)
    case = make_case(alice.professional, state="initial_review")
    case.items.create(activity=row.activity)
    client, address = login(petra), reverse("registry:cross-review-decide", args=[cross.public_id])
    typed = {"decision": "fail", "fails_from": "2020-05-01", "reason": "第三讲数据有误。"}

    asked = client.post(address, typed)

    facts = dict(asked.context["facts"])
    assert facts["不再计入的学习结果"] == "1条"
    assert facts["涉及人员"] == "1人"
    assert Decimal(facts["不再计入的学时"]) == sum(one.hours for one in row.activity.awards.all())
    assert facts["涉及的在办认定申请（件）"] == 1
    cross.refresh_from_db()
    assert cross.decision == ""
    answer = client.post(address, typed | {"confirmed": "yes"})
    outcome(
        answer,
        "决定已作出，基地和主管单位人事部门会收到通知。",
        lambda: type(cross).objects.get(pk=cross.pk).decision == "fail",
    )


def test_batch_of_a_course_that_failed_minutes_ago_says_so_to_whoever_signs(failing, petra, alice, login):
    course, cross = failing
    receive(
        actor=None,
        base=course.base,
        reported=[
            platform.reported(alice.professional, "R1", course_code=course.code, passed_on=date(2020, 5, 20))
        ],
    )
    batch = platform.frozen_batch(course.base)
    address = reverse("registry:key-batch", args=[batch.public_id])
    assert "签署后仍不计入学时" not in login(petra).get(address).content.decode()

    cross_review.decide(
        actor=petra, cross=cross, decision=Verdict.FAIL, reason="有误", fails_from=date(2020, 5, 1)
    )

    # The worker has weighed nothing yet: the page asks the course as it stands this minute.
    page = login(petra).get(address).content.decode()
    assert "签署后仍不计入学时" in page
    assert "1条" in page


@pytest.fixture
def review():
    """A review of a course of 900 minutes whose every expert has answered."""
    world = make.base_world()
    course = make.make_online_course(world.base, live_on=date(2020, 8, 1), minutes=900)
    make.make_material(course, world.staff)
    expert = make.make_expert("x1", "古治平")
    row = course_review.convene(actor=world.officer, course=course, experts=[expert])
    opinion = row.opinions.get()
    course_review.give_opinion(actor=expert.user, opinion=opinion, verdict="pass", text="好")
    return world.officer, row


def test_nine_hundred_minutes_as_two_hundred_hours_are_asked_about(review, login):
    officer, row = review
    client, address = login(officer), reverse("registry:course-review-conclude", args=[row.public_id])
    typed = {"conclusion": "pass", "hours": "200", "text": "同意"}

    def file():
        return SimpleUploadedFile("结论.pdf", pdf(), "application/pdf")

    assert "本课程900分钟，按时长折算为20学时" in client.get(address).content.decode()
    asked = client.post(address, typed | {"upload": file()})
    assert asked.status_code == 422
    assert "按政策折算为20学时，填写的是200学时" in asked.content.decode()
    assert CourseReview.objects.get(pk=row.pk).hours is None

    answer = client.post(address, typed | {"upload": file(), "sure": "on"})
    outcome(
        answer,
        "审定结论已保存，请在上线前提交省人社厅。",
        lambda: CourseReview.objects.get(pk=row.pk).hours == 200,
    )


def test_hours_that_the_length_bears_out_are_not_asked_about(review, login):
    officer, row = review
    login(officer).post(
        reverse("registry:course-review-conclude", args=[row.public_id]),
        {
            "conclusion": "pass",
            "hours": "20",
            "text": "同意",
            "upload": SimpleUploadedFile("结论.pdf", pdf(), "application/pdf"),
        },
    )
    assert CourseReview.objects.get(pk=row.pk).hours == 20


def test_rows_of_the_log_say_whose_case_and_year(alice, admin, login):
    case = make_case(alice.professional, state="initial_review")

    @service
    def noted():
        record("case.initial_review.passed", case, context=alice.professional)
        record(
            "exemption.asked",
            case.exemptions.create(year=2018, reason="病假"),
            after={"year": 2018},
            context=case,
        )

    noted()
    rows = login(admin).get("/admin/audit/").context["entries"]

    assert "欧阳晓𬱖 · 2020" in rows[1]["about"]
    assert "欧阳晓𬱖 · 2020" in rows[0]["about"]
    page = login(admin).get("/admin/audit/").content.decode()
    assert page.count("欧阳晓𬱖 · 2020") == 2


def test_codes_are_said_in_words():
    entry = AuditEntry(action="prior_slip.checked", after={"state": "checked"}, before={})

    assert (
        sentence(entry)
        == "核对了以往认定单，结果为" + dict(PriorSlip._meta.get_field("state").choices)["checked"]
    )
    assert unspoken() == []


def test_page_of_arrangements_shows_its_own_log_alone(world, dora, login):
    registration_arrangement.arrange(
        actor=dora, organisation=world.department, year=2019, closes_on=date(2020, 9, 1), office_confirms=True
    )

    @service
    def other():
        record("organisation.updated", world.department, after={})

    other()
    page = login(dora).get(reverse("registry:registration-arrangements")).content.decode()

    assert "设定2019年度登记的截止日期" in page
    assert "机构信息" not in page


def test_two_roles_are_counted_apart(world, alice, login):
    """One person is HR of the unit and officer of the department above it."""
    both = factories.hr_of(world.employer, "both", "双任")
    factories.make_membership(both, world.department, "department")
    make_submitted(alice, "award")
    make_submitted(alice, "training", facts=lines_on("2020-06-01", subject="public"))
    hr, department = both.seats
    apart = [review_queue(both, seat).count() for seat in (hr, department)]

    assert sum(apart) == review_queue(both).count() == 2
    client = login(both)
    for seat, count in zip((hr, department), apart, strict=True):
        client.post(reverse("registry:role-switch", args=[seat.public_id]))
        page = client.get(reverse("registry:review-lane"))
        assert page.context["found"] == count
        rail = {str(one["label"]): one["count"] for one in page.context["frame"]["places"]}
        assert rail["记录审核"] == count
