"""What waits for an office on the supply side stands on its desk, with a door to where it is done."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.desk.queries.office_desk import supply_tasks
from registry.enums import KeyPart, Verdict
from registry.models import User
from registry.results.services.completion import receive
from registry.training.services import course_review, cross_review
from tests import factories
from tests.cejc.makefiles import pdf
from tests.certification.rows import on
from tests.registry.results import completion_factories
from tests.registry.training import training_factories as make

pytestmark = pytest.mark.django_db
DESK = reverse("certification:desk")


@pytest.fixture
def world():
    with on("2020-03-05 09:00"):
        found = make.base_world()
        found.province = factories.province_of(factories.make_province(), "petra", "彭悦")
        found.base.platform_name = "湘江学习网"
        found.base.save()
        yield found


def tasks(user: User) -> dict[str, int]:
    user = User.objects.get(pk=user.pk)
    return {kind: len(found) for kind, found in supply_tasks(user, user.seats[0]).items()}


def doors(login, user: User) -> dict[str, str]:
    """What the desk says of each door -> where it leads."""
    context = login(user).get(DESK).context
    return {str(one["label"]): one["url"] for one in context["tasks"]}


def test_keys_of_the_year_wait_until_they_are_there(world, login):
    assert doors(login, world.officer) == {
        "登记平台秘钥": reverse("registry:keys-of-base", args=[world.base.public_id])
    }
    assert tasks(world.province) == {"key": 1}

    completion_factories.make_key(world.base, KeyPart.A, "2020-03-05")
    assert tasks(world.officer) == {}
    assert tasks(world.province) == {"key": 1}
    completion_factories.make_key(world.base, KeyPart.B, "2020-03-05")
    assert tasks(world.province) == {}


def test_key_b_is_not_asked_for_once_the_year_is_lost(world):
    with on("2020-03-11 09:00"):
        assert tasks(world.province) == {}
        assert tasks(world.officer) == {"key": 1}


def test_no_key_is_asked_for_in_january_or_where_there_is_no_platform(world):
    with on("2020-01-20 09:00"):
        assert tasks(world.officer) == {}
    world.base.platform_name = ""
    world.base.save()
    assert tasks(world.officer) == {}


def test_a_batch_waits_for_the_holder_of_its_next_key(world, login):
    person = factories.make_professional("欧阳晓")
    factories.make_employment(person, factories.make_organisation("湘江设计院"))
    course = completion_factories.make_online(world.base, live_on=date(2020, 4, 1))
    completion_factories.conclude(course, "2020-03-20")
    with on("2020-04-02 20:00"):
        result = completion_factories.reported(person, course_code=course.code, passed_on=date(2020, 4, 2))
        receive(actor=None, base=world.base, reported=[result])
        batch = completion_factories.frozen_batch(world.base)
    holder = batch.key_a.custodian

    assert doors(login, holder)["签署证书批次"] == reverse("registry:key-batch", args=[batch.public_id])
    assert "sign" not in tasks(batch.key_b.custodian)


def test_a_course_waits_to_be_read_concluded_and_submitted(world, login):
    course = make.make_online_course(world.base, live_on=date(2020, 6, 1))
    make.make_material(course, world.staff)
    expert = make.make_expert("x1", "古治平")
    assert doors(login, world.officer)["组织课程审定"] == reverse(
        "registry:course-convene", args=[course.public_id]
    )

    review = course_review.convene(actor=world.officer, course=course, experts=[expert])
    assert tasks(world.officer).keys() == {"key"}
    opinion = review.opinions.get()
    course_review.give_opinion(actor=expert.user, opinion=opinion, verdict=Verdict.PASS, text="内容准确。")
    assert tasks(world.officer)["conclude"] == 1

    review = course_review.conclude(
        actor=world.officer,
        review=review,
        conclusion=Verdict.PASS,
        hours=Decimal(28),
        text="同意。",
        upload=SimpleUploadedFile("结论.pdf", pdf(), content_type="application/pdf"),
    )
    assert doors(login, world.officer)["提交审定结论"] == reverse(
        "registry:course-review", args=[review.public_id]
    )
    course_review.submit(actor=world.officer, review=review)
    assert tasks(world.officer).keys() == {"key"}


def test_a_cross_review_waits_for_its_expert_and_then_for_the_decision(world, login):
    course = completion_factories.make_online(world.base, live_on=date(2020, 3, 1))
    completion_factories.conclude(course, "2020-02-20")
    sample = cross_review.draw(actor=world.province, seed="20200305-1", size=1)
    cross = sample.cross_reviews.get()
    page = reverse("registry:cross-review", args=[cross.public_id])
    assert doors(login, world.province)["指定交叉审查专家"] == page

    expert = make.make_expert("x9", base=completion_factories.make_base("JD02"))
    cross_review.assign(actor=world.province, cross=cross, expert=expert)
    assert tasks(world.province).keys() == {"key"}
    cross.refresh_from_db()
    cross_review.give_opinion(actor=expert.user, cross=cross, verdict=Verdict.PASS, text="相符。")
    assert doors(login, world.province)["决定交叉审查"] == page


def test_an_office_without_bases_is_asked_for_changes_of_files_alone(world, django_assert_num_queries):
    clerk = factories.hr_of(factories.make_employer("湘江设计院"), "bob", "毕明")
    seat = clerk.seats[0]

    with django_assert_num_queries(1):
        assert supply_tasks(clerk, seat) == {}
