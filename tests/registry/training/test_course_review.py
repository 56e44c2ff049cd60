"""The review of online courses (四(四)): experts apart from the base, a
stamped conclusion, with the province in time."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from cejc.errors import Refused, Stale
from cejc.lib import storage
from registry.enums import ReviewState, Role, Verdict
from registry.models import CourseReview, ExpertOpinion, Message
from registry.training.queries.recognition import standing_of_course
from registry.training.services import course as courses
from registry.training.services import course_material
from registry.training.services import course_review as services
from tests import factories
from tests.cejc.makefiles import pdf
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.results import completion_factories
from tests.registry.training import training_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2020():
    with on("2020-05-06 09:00"):
        yield


@pytest.fixture
def world():
    found = make.base_world()
    found.course = make.make_online_course(found.base, live_on=date(2020, 6, 1))
    make.make_material(found.course, found.staff)
    found.experts = [make.make_expert("x1", "古治平"), make.make_expert("x2", "夏禹声")]
    found.province = factories.province_of(factories.make_province(), "petra", "彭悦")
    return found


def _convene(world, *experts):
    return services.convene(actor=world.officer, course=world.course, experts=list(experts) or world.experts)


def _all_agree(review):
    for row in review.opinions.select_related("expert__user"):
        services.give_opinion(actor=row.expert.user, opinion=row, verdict=Verdict.PASS, text="内容准确。")


def _conclude(world, review, conclusion=Verdict.PASS, hours=Decimal(28)):
    upload = SimpleUploadedFile("结论.pdf", pdf(), content_type="application/pdf")
    return services.conclude(
        actor=world.officer,
        review=review,
        conclusion=conclusion,
        text="同意上线。",
        hours=hours,
        upload=upload,
    )


def _passed(world):
    review = _convene(world)
    _all_agree(review)
    review = _conclude(world, review)
    return services.submit(actor=world.officer, review=review)


def _altered(name):
    storage.delete(name)
    Path(settings.MEDIA_ROOT, name).write_bytes(b"other bytes")


@pytest.mark.parametrize("spoil", [storage.delete, _altered])
def test_material_that_is_no_longer_what_was_uploaded_goes_to_no_expert(world, spoil):
    upload = SimpleUploadedFile("教案.pdf", pdf(), content_type="application/pdf")
    row = course_material.add_file(actor=world.staff, course=world.course, title="总教案", upload=upload)
    spoil(row.stored_name)

    with pytest.raises(Refused, match="“总教案”与上传时不一致"):
        _convene(world)

    assert not world.course.course_reviews.exists()


@pytest.mark.parametrize("spoil", [storage.delete, _altered])
def test_conclusion_whose_document_was_exchanged_is_not_submitted(world, spoil):
    review = _convene(world)
    _all_agree(review)
    review = _conclude(world, review)
    spoil(review.stored_name)

    with pytest.raises(Refused, match="结论文件与形成结论时不一致"):
        services.submit(actor=world.officer, review=review)


def test_course_goes_from_materials_to_recognised(world):
    review = _passed(world)
    completion_factories.make_key(world.base, "B")

    world.course.refresh_from_db()
    assert review.state == ReviewState.SUBMITTED
    assert world.course.hours == Decimal(28)
    with on("2020-06-02 09:00"):
        assert standing_of_course(world.course, date(2020, 6, 2)).ok


def test_everybody_who_has_to_act_is_told(world):
    _passed(world)

    told = {(one.recipient.username, one.kind) for one in Message.objects.select_related("recipient")}
    assert {
        ("x1", "opinion_asked"),
        ("x2", "opinion_asked"),
        ("staff-jd01", "review_convened"),
        ("officer-jd01", "opinions_complete"),
        ("petra", "conclusion_submitted"),
        ("staff-jd01", "conclusion_submitted"),
    } <= told


def test_convene_refused_for_staff_and_for_another_office(world):
    for actor in (world.staff, make.base_world("JD02").officer):
        with pytest.raises(Refused, match="人事部门"):
            services.convene(actor=actor, course=world.course, experts=world.experts)

    assert not CourseReview.objects.exists()


def test_convene_refused_without_experts_and_without_materials(world):
    with pytest.raises(Refused, match="至少选择一位"):
        services.convene(actor=world.officer, course=world.course, experts=[])
    with pytest.raises(Refused, match="还没有审定材料"):
        services.convene(
            actor=world.officer, course=make.make_online_course(world.base, "WL02"), experts=world.experts
        )


def test_one_expert_is_enough(world):
    review = _convene(world, world.experts[0])

    assert review.opinions.count() == 1


def test_teacher_of_the_course_stands_aside(world):
    teacher = make.make_expert("teacher", "钟教授")

    with pytest.raises(Refused, match="钟教授须回避：本课程的授课教师"):
        _convene(world, teacher)


def test_staff_of_the_base_stands_aside_by_person_not_by_login(world):
    second_login = factories.make_user("second", professional=world.staff.professional)
    expert = make.make_expert("tmp", "别人")
    expert.user = second_login
    expert.save()

    with pytest.raises(Refused, match="本基地的人员"):
        _convene(world, expert)


def test_expert_of_the_base_stands_aside(world):
    with pytest.raises(Refused, match="本基地的专家"):
        _convene(world, make.make_expert("own", "自家", base=world.base))


def test_officer_who_convenes_is_no_expert(world):
    expert = make.make_expert("tmp", "别人")
    expert.user = factories.make_user("officer2", professional=world.officer.professional)
    expert.save()

    with pytest.raises(Refused, match="不能同时作为专家"):
        _convene(world, expert)


def test_convene_twice_is_one_review_and_another_choice_is_stale(world):
    first = _convene(world)

    assert _convene(world) == first
    with pytest.raises(Stale):
        _convene(world, world.experts[0])


def test_materials_stand_still_from_the_convening_on(world):
    _convene(world)
    row = world.course.materials.get()

    with pytest.raises(Refused, match="不能增减"):
        course_material.remove(actor=world.staff, material=row)
    with pytest.raises(Refused, match="不能增减"):
        course_material.add_address(
            actor=world.staff, course=world.course, title="新", url="https://example.org/n", sha256="cd" * 32
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        world.course.materials.update(removed_at="2020-05-06T00:00:00Z")


def test_outline_is_fixed_while_experts_read_it_and_the_go_live_date_is_not(world):
    _convene(world)
    course = world.course

    with pytest.raises(Refused, match="大纲不能再改"):
        courses.update(actor=world.staff, course=course, edit=course.edit, outline="另一份")
    moved = courses.update(actor=world.staff, course=course, edit=course.edit, live_on=date(2020, 7, 1))

    assert moved.live_on == date(2020, 7, 1)


def test_opinion_is_the_experts_own(world):
    row = _convene(world).opinions.first()

    with pytest.raises(Refused, match="专家本人"):
        services.give_opinion(actor=world.experts[1].user, opinion=row, verdict=Verdict.PASS, text="好")
    with pytest.raises(Refused, match="说明"):
        services.give_opinion(actor=world.experts[0].user, opinion=row, verdict=Verdict.PASS, text=" ")

    assert not ExpertOpinion.objects.exclude(verdict="").exists()


def test_opinion_may_be_changed_until_the_conclusion(world):
    review = _convene(world, world.experts[0])
    row, actor = review.opinions.get(), world.experts[0].user
    services.give_opinion(actor=actor, opinion=row, verdict=Verdict.FAIL, text="有误")
    services.give_opinion(actor=actor, opinion=row, verdict=Verdict.PASS, text="已更正")
    _conclude(world, review)

    with pytest.raises(Stale):
        services.give_opinion(actor=actor, opinion=row, verdict=Verdict.FAIL, text="反悔")
    with pytest.raises(DatabaseError), transaction.atomic():
        review.opinions.update(verdict=Verdict.FAIL)


def test_conclude_refused_while_an_expert_is_silent(world):
    review = _convene(world)
    row = review.opinions.get(expert=world.experts[0])
    services.give_opinion(actor=world.experts[0].user, opinion=row, verdict=Verdict.PASS, text="好")

    with pytest.raises(Refused, match="夏禹声"):
        _conclude(world, review)


def test_conclude_refused_without_hours_and_with_a_picture_for_a_document(world):
    review = _convene(world)
    _all_agree(review)

    with pytest.raises(Refused, match="核定学时"):
        _conclude(world, review, hours=None)
    with pytest.raises(Refused, match="结论文件没有上传"):
        services.conclude(
            actor=world.officer,
            review=review,
            conclusion="pass",
            text="好",
            hours=Decimal(1),
            upload=SimpleUploadedFile("a.pdf", b"nothing"),
        )


def test_submit_on_the_go_live_day_is_too_late_and_says_what_to_do(world):
    review = _convene(world)
    _all_agree(review)
    _conclude(world, review)

    with on("2020-06-01 08:00"):
        with pytest.raises(Refused, match="上线日期改为2020年6月2日或以后") as refusal:
            services.submit(actor=world.officer, review=review)
        assert refusal.value.code == "late"
        world.course.refresh_from_db()
        courses.update(
            actor=world.staff, course=world.course, edit=world.course.edit, live_on=date(2020, 6, 2)
        )
        assert services.submit(actor=world.officer, review=review).submitted_at


def test_submit_refused_before_a_conclusion(world):
    with pytest.raises(Refused, match="先形成审定结论"):
        services.submit(actor=world.officer, review=_convene(world))


def test_submitted_review_is_frozen_in_the_database(world):
    review = _passed(world)

    with pytest.raises(DatabaseError), transaction.atomic():
        CourseReview.objects.filter(pk=review.pk).update(conclusion=Verdict.FAIL)
    with pytest.raises(DatabaseError), transaction.atomic():
        CourseReview.objects.filter(pk=review.pk).update(submitted_at="2020-01-01T00:00:00Z")
    with pytest.raises(DatabaseError), transaction.atomic():
        type(world.course).objects.filter(pk=world.course.pk).update(hours=Decimal(90))
    with pytest.raises(DatabaseError), transaction.atomic():
        review.delete()


def test_submit_twice_is_once(world):
    review = _passed(world)

    again = services.submit(actor=world.officer, review=review)

    assert again.submitted_at == review.submitted_at
    assert Message.objects.filter(kind="conclusion_submitted", recipient=world.province).count() == 1


def test_failed_course_may_be_mended_and_reviewed_again(world):
    review = _convene(world)
    _all_agree(review)
    services.submit(actor=world.officer, review=_conclude(world, review, Verdict.FAIL, None))

    course_material.remove(actor=world.staff, material=world.course.materials.get())
    course_material.add_address(
        actor=world.staff, course=world.course, title="新", url="https://example.org/n", sha256="cd" * 32
    )
    again = _convene(world)

    assert again.round == 2
    assert [one["sha256"] for one in again.materials] == ["cd" * 32]


def test_province_sees_it_once_it_is_submitted(world, client):
    review = _convene(world)
    address = reverse("registry:course-review", args=[review.public_id])
    client.force_login(world.province)
    before = client.get(address).status_code
    _all_agree(review)
    services.submit(actor=world.officer, review=_conclude(world, review))

    page = client.get(address)

    assert (before, page.status_code) == (404, 200)
    assert "内容准确。" in page.content.decode()


def test_expert_reads_the_material_and_nobody_else_outside(world, client):
    review = _convene(world, world.experts[0])
    opinion = reverse("registry:opinion", args=[review.opinions.get().public_id])
    answers = []

    for user in (world.experts[0].user, world.experts[1].user, world.staff):
        client.force_login(user)
        answers.append(client.get(opinion).status_code)

    assert answers == [200, 404, 404]


def test_review_by_hand_through_the_pages(world, client):
    client.force_login(world.officer)
    page = client.post(
        reverse("registry:course-convene", args=[world.course.public_id]),
        {"experts": [world.experts[0].public_id]},
    )
    review = CourseReview.objects.get()
    client.force_login(world.experts[0].user)
    client.post(
        reverse("registry:opinion", args=[review.opinions.get().public_id]), {"verdict": "pass", "text": "好"}
    )
    client.force_login(world.officer)
    wrong = client.post(
        reverse("registry:course-review-conclude", args=[review.public_id]), {"conclusion": "pass"}
    )
    client.post(
        reverse("registry:course-review-conclude", args=[review.public_id]),
        {
            "conclusion": "pass",
            "hours": "28",
            "sure": "on",  # not what the course's minutes come to
            "text": "同意",
            "upload": SimpleUploadedFile("a.pdf", pdf(), "application/pdf"),
        },
    )
    client.post(reverse("registry:course-review-submit", args=[review.public_id]))

    review.refresh_from_db()
    assert page.status_code == 302
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"hours", "text", "upload"})
    assert review.state == ReviewState.SUBMITTED


def test_convene_page_names_who_stands_aside_and_why(world, client):
    make.make_expert("teacher", "钟教授")
    client.force_login(world.officer)

    page = client.get(reverse("registry:course-convene", args=[world.course.public_id])).content.decode()

    assert "钟教授：本课程的授课教师" in page


@pytest.mark.parametrize("count", [1, 3])
def test_review_list_costs_the_same_for_any_number(count, world, client, django_assert_num_queries):
    for number in range(count):
        course = make.make_online_course(world.base, f"N{number}")
        make.make_material(course, world.staff)
        services.convene(actor=world.officer, course=course, experts=world.experts)
    client.force_login(world.officer)
    client.get(reverse("registry:course-reviews"))

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(reverse("registry:course-reviews"))

    assert len(page.context["rows"]) == count


LIST_QUERIES = 11


def test_college_reviews_by_its_own_personnel_department(world):
    college = factories.make_organisation("湘江大学", kind="university")
    base = completion_factories.make_base("XJ", parent=college)
    course = make.make_online_course(base)
    make.make_material(course, world.staff)
    clerk = factories.make_person("facultyhr", "毕为公")
    factories.make_membership(clerk, college, Role.HR)

    review = services.convene(actor=clerk, course=course, experts=world.experts)

    assert review.office == college


def test_silent_experts_are_urged_once_a_day_and_the_office_is_told_whom(world, client):
    review = _convene(world)
    row = review.opinions.get(expert=world.experts[0])
    services.give_opinion(actor=row.expert.user, opinion=row, verdict=Verdict.PASS, text="准确。")
    client.force_login(world.officer)
    page = reverse("registry:course-review", args=[review.public_id])
    assert (
        reverse("registry:course-review-urge", args=[review.public_id]) in client.get(page).content.decode()
    )

    outcome(
        client.post(reverse("registry:course-review-urge", args=[review.public_id])),
        "已催请1位专家。",
        lambda: Message.objects.filter(kind="opinion_asked", recipient=world.experts[1].user).count() == 2,
    )
    again = client.post(reverse("registry:course-review-urge", args=[review.public_id]), follow=True)

    assert "今天已经催请过" in str(list(again.context["messages"])[-1])
    asked = Message.objects.filter(kind="opinion_asked")
    assert asked.filter(recipient=world.experts[1].user).count() == 2
    assert asked.filter(recipient=world.experts[0].user).count() == 1


def test_an_absent_expert_is_replaced_and_both_hear_of_it(world, client):
    review = _convene(world)
    other = make.make_expert("x3", "商远")
    opinion = review.opinions.get(expert=world.experts[1])
    client.force_login(world.officer)
    address = reverse("registry:course-review-replace", args=[review.public_id, opinion.public_id])
    assert address in client.get(reverse("registry:course-review", args=[review.public_id])).content.decode()

    outcome(
        client.post(address, {"expert": other.public_id}),
        "已改请专家，专家会收到通知。",
        lambda: ExpertOpinion.objects.get(pk=opinion.pk).expert == other,
    )
    assert Message.objects.filter(recipient=other.user, kind="opinion_asked").exists()
    assert Message.objects.filter(recipient=world.experts[1].user, kind="opinion_not_needed").exists()


def test_replaced_is_only_who_is_silent_and_by_nobody_who_stands_aside(world):
    review = _convene(world)
    _all_agree(review)
    row = review.opinions.first()
    with pytest.raises(Refused, match="已经出具意见"):
        services.replace(actor=world.officer, opinion=row, expert=make.make_expert("x3", "商远"))


def test_nobody_left_to_write_is_said_to_the_base_and_the_office(world):
    review = _convene(world)
    for expert in world.experts:
        expert.valid_until = date(2020, 5, 5)
        expert.save()
    from registry.people.services import standing

    standing._ask_one(noun=standing.noun_of(review), key=review.pk)

    assert Message.objects.filter(recipient=world.staff, kind="unattended").count() == 1
    assert Message.objects.filter(recipient=world.officer, kind="unattended_above").count() == 1


def test_an_expert_lands_on_what_waits_for_the_word(world, client):
    _convene(world)
    client.force_login(world.experts[0].user)

    assert client.get("/")["Location"] == reverse("registry:opinions")
