"""Cross-review: a sample that anybody can draw again, experts of other
houses, a failed course that counts no more."""

import hashlib
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cejc.errors import Refused, Stale
from registry.enums import Verdict
from registry.models import AuditEntry, CrossReview, CrossReviewSample, Job, Message
from registry.training.queries.cross_sample import drawn, population
from registry.training.queries.recognition import standing_of_course
from registry.training.services import cross_review as services
from tests import factories
from tests.certification.rows import on
from tests.registry.results import completion_factories
from tests.registry.training import training_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2020():
    with on("2020-07-01 09:00"):
        yield


@pytest.fixture
def world():
    found = make.base_world()
    found.other = make.base_world("JD02")
    found.courses = [completion_factories.recognised_course(found.base, f"KC{number}") for number in range(4)]
    found.expert = make.make_expert("x9", "韦师说", base=found.other.base)
    found.province = factories.province_of(factories.make_province(), "petra", "彭悦")
    return found


def _draw(world, seed="2020-07", size=1):
    return services.draw(actor=world.province, seed=seed, size=size)


def _asked(world):
    cross = _draw(world).cross_reviews.get()
    return services.assign(actor=world.province, cross=cross, expert=world.expert)


def _answered(world, verdict=Verdict.FAIL):
    cross = _asked(world)
    return services.give_opinion(
        actor=world.expert.user, cross=cross, verdict=verdict, text="第三讲数据有误。"
    )


def test_drawn_is_the_smallest_hashes_of_seed_and_member():
    listed = ["b", "a", "c", "d"]
    by_hand = sorted(listed, key=lambda one: hashlib.sha256(f"s:{one}".encode()).hexdigest())

    assert drawn("s", listed, 2) == by_hand[:2]
    assert drawn("s", reversed(listed), 2) == by_hand[:2]


def test_draw_of_known_members_never_changes():
    assert drawn("2020", [f"c{number}" for number in range(10)], 3) == KNOWN


KNOWN = ["c3", "c6", "c4"]


def test_sample_can_be_drawn_again_from_what_is_kept(world):
    sample = _draw(world, size=2)

    again = drawn(sample.seed, sample.population, sample.size)

    assert set(again) == {str(one.course.public_id) for one in sample.cross_reviews.select_related("course")}
    assert sample.population == sorted(str(one.public_id) for one in world.courses)
    kept = AuditEntry.objects.get(action="cross_review.drawn").after
    assert (kept["seed"], kept["size"], kept["population"]) == (sample.seed, 2, len(world.courses))


def test_same_seed_twice_draws_nothing_more(world):
    assert _draw(world, size=2) == _draw(world, size=2)
    assert CrossReview.objects.count() == 2
    with pytest.raises(Refused, match="已经用过"):
        _draw(world, size=3)


def test_draw_refused_for_anybody_but_the_province_and_beyond_the_list(world):
    with pytest.raises(Refused, match="专技处"):
        services.draw(actor=world.officer, seed="2020", size=1)
    for size in (0, 5):
        with pytest.raises(Refused, match="1至4"):
            _draw(world, size=size)
    with pytest.raises(Refused, match="种子"):
        _draw(world, seed="一二三四")


def test_course_not_on_line_yet_or_drawn_this_year_is_not_drawn_from(world):
    completion_factories.recognised_course(world.base, "LATER", live_on=date(2020, 8, 1))
    make.make_online_course(world.base, "NONE")
    taken = _draw(world).cross_reviews.get().course

    assert taken not in population(2020)
    assert population(2020).count() == 3


def test_sample_is_frozen_in_the_database(world):
    sample = _draw(world)
    another = next(one for one in world.courses if not one.cross_reviews.exists())

    with pytest.raises(DatabaseError), transaction.atomic():
        CrossReviewSample.objects.filter(pk=sample.pk).update(seed="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        sample.cross_reviews.update(course=another)


def test_expert_of_the_base_of_its_house_of_none_and_of_the_first_review_stand_aside(world):
    cross = _draw(world).cross_reviews.get()
    sister = completion_factories.make_base("JD03", parent=world.base.supervising_unit)
    first = make.make_expert("first", "旧专家", base=world.other.base)
    cross.course.course_reviews.get().opinions.create(expert=first, verdict="pass")
    why = {
        "本基地的专家": make.make_expert("a1", base=world.base),
        "同一主管单位": make.make_expert("a2", base=sister),
        "不属于任何基地": make.make_expert("a3"),
        "参加过本课程的审定": first,
    }

    for word, expert in why.items():
        with pytest.raises(Refused, match=word):
            services.assign(actor=world.province, cross=cross, expert=expert)


def test_same_expert_asked_twice_is_asked_once(world):
    cross = _asked(world)

    again = services.assign(actor=world.province, cross=cross, expert=world.expert)

    assert (again, again.expert) == (cross, world.expert)
    assert Message.objects.filter(recipient=world.expert.user, kind="cross_asked").count() == 1


def test_another_expert_may_be_asked_until_the_first_has_answered(world):
    cross, second = _asked(world), make.make_expert("x8", base=world.other.base)

    services.assign(actor=world.province, cross=cross, expert=second)
    with pytest.raises(Refused, match="专家本人"):
        services.give_opinion(actor=world.expert.user, cross=cross, verdict=Verdict.PASS, text="好")
    services.give_opinion(actor=second.user, cross=cross, verdict=Verdict.PASS, text="好")

    with pytest.raises(Refused, match="不能改派"):
        services.assign(actor=world.province, cross=cross, expert=world.expert)


def test_failed_course_counts_no_more_from_the_day_given_and_is_weighed_again(world):
    cross = _answered(world)

    services.decide(
        actor=world.province,
        cross=cross,
        decision=Verdict.FAIL,
        reason="数据错误",
        fails_from=date(2020, 6, 15),
    )

    course = cross.course
    assert standing_of_course(course, date(2020, 6, 14)).ok
    assert standing_of_course(course, date(2020, 6, 15)).code == "cross_failed"
    assert Job.objects.filter(kind="completion.settle", payload={"course": course.pk}).exists()
    assert Message.objects.filter(kind="cross_decided", recipient=world.staff).exists()
    assert AuditEntry.objects.get(action="cross_review.failed").after["fails_from"] == "2020-06-15"


def test_decide_refused_without_opinion_day_or_reason(world):
    cross = _asked(world)
    with pytest.raises(Refused, match="尚未出具意见"):
        services.decide(actor=world.province, cross=cross, decision=Verdict.PASS, reason="好")
    services.give_opinion(actor=world.expert.user, cross=cross, verdict=Verdict.FAIL, text="有误")

    with pytest.raises(Refused, match="哪一天"):
        services.decide(actor=world.province, cross=cross, decision=Verdict.FAIL, reason="有误")
    with pytest.raises(Refused, match="早于课程上线"):
        services.decide(
            actor=world.province,
            cross=cross,
            decision=Verdict.FAIL,
            reason="有误",
            fails_from=date(2020, 4, 30),
        )
    with pytest.raises(Refused, match="理由"):
        services.decide(actor=world.province, cross=cross, decision=Verdict.PASS, reason=" ")


def test_decision_stands(world):
    cross = _answered(world, Verdict.PASS)
    services.decide(actor=world.province, cross=cross, decision=Verdict.PASS, reason="通过")

    with pytest.raises(Stale):
        services.decide(
            actor=world.province,
            cross=cross,
            decision=Verdict.FAIL,
            reason="反悔",
            fails_from=date(2020, 7, 1),
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        CrossReview.objects.filter(pk=cross.pk).update(reason="改写")


def test_expert_never_decides(world):
    cross = _answered(world)
    factories.make_membership(world.expert.user, world.province.seats[0].organisation, "province")

    with pytest.raises(Refused, match="其他经办人"):
        services.decide(actor=world.expert.user, cross=cross, decision=Verdict.PASS, reason="好")


def test_cross_review_by_hand_through_the_pages(world, client):
    client.force_login(world.province)
    client.post(reverse("registry:cross-samples"), {"seed": "lottery-77", "size": "1"})
    cross = CrossReview.objects.get()
    client.post(
        reverse("registry:cross-review-assign", args=[cross.public_id]), {"expert": world.expert.public_id}
    )
    client.force_login(world.expert.user)
    client.post(
        reverse("registry:cross-opinion", args=[cross.public_id]), {"verdict": "fail", "text": "有误"}
    )
    client.force_login(world.province)
    wrong = client.post(
        reverse("registry:cross-review-decide", args=[cross.public_id]),
        {"decision": "fail", "reason": "有误"},
    )
    failed = {"decision": "fail", "reason": "有误", "fails_from": "2020-07-01"}
    asked = client.post(reverse("registry:cross-review-decide", args=[cross.public_id]), failed)
    undecided = CrossReview.objects.get().decision
    client.post(
        reverse("registry:cross-review-decide", args=[cross.public_id]), failed | {"confirmed": "yes"}
    )
    sample = client.get(reverse("registry:cross-sample", args=[cross.sample.public_id]))

    cross.refresh_from_db()
    assert (wrong.status_code, set(wrong.context["decision_form"].errors)) == (422, {"fails_from"})
    assert (asked.status_code, undecided) == (200, "")  # what falls with the course is shown first
    assert cross.decision == Verdict.FAIL
    assert sample.context["agrees"]


def test_expert_finds_what_waits_on_the_home_page(world, client):
    cross = _asked(world)
    client.force_login(world.expert.user)

    home = client.get(reverse("registry:home")).content.decode()
    mine = client.get(reverse("registry:opinions")).content.decode()

    assert "有1门网络课程请您审定" in home
    assert reverse("registry:cross-opinion", args=[cross.public_id]) in mine


@pytest.mark.parametrize("count", [1, 3])
def test_sample_list_costs_the_same_for_any_number(count, world, client, django_assert_num_queries):
    for number in range(count):
        _draw(world, seed=f"seed-{number}")
    client.force_login(world.province)
    client.get(reverse("registry:cross-samples"))

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(reverse("registry:cross-samples"))

    assert len(page.context["page"].object_list) == count


LIST_QUERIES = 10
