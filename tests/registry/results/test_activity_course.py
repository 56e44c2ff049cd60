"""R13 for online courses that people enter: the reviewed course of the
catalogue, or a mark that a reviewer answers."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from cejc.errors import Refused
from registry.activities.services import activity as services
from registry.activities.services import activity_review
from registry.activities.services.activity import Incomplete
from registry.models import Activity
from registry.results.queries.activity_course import is_unmatched
from registry.results.services import activity_course
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.activities.activity_factories import make_draft, make_evidence, make_submitted
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
FACTS = {"date": "2020-06-01", "subject": "public", "minutes": "1350"}


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-20 09:00"):
        yield


def faults(alice, facts, course=None):
    """What the submission of such a record says, facts and sentences together."""
    row = make_draft(alice, "online", title="人工智能与健康", facts=facts)
    make_evidence(alice, row)
    if course is not None:
        row = activity_course.choose(actor=alice, activity=row, course=course)
    try:
        services.submit(actor=alice, activity=row, edit=row.edit)
    except Incomplete as lack:
        return {one.fact: one.message for one in lack.faults} | dict.fromkeys(lack.sentences, "")
    return {}


@pytest.mark.parametrize(
    ("facts", "fact"),
    [
        (FACTS, ""),
        (FACTS | {"approved_hours": "30"}, ""),
        (FACTS | {"approved_hours": "30.5"}, "approved_hours"),
        (FACTS | {"approved_hours": "300"}, "approved_hours"),
        ({"date": "2020-06-01", "subject": "public", "approved_hours": "30"}, "minutes"),
        ({"date": "2019-06-01", "subject": "public", "approved_hours": "300"}, "minutes"),
        ({"date": "2019-06-01", "subject": "public", "approved_hours": "30"}, ""),  # before the catalogue
        (FACTS | {"attributed_year": 1999}, "attributed_year"),
        (FACTS | {"attributed_year": 2014}, "attributed_year"),
        (FACTS | {"attributed_year": 2021}, "attributed_year"),
        (FACTS | {"attributed_year": 2018}, ""),
    ],
)
def test_typed_hours_are_bounded_by_the_minutes_and_the_year_by_the_spans(alice, facts, fact):
    assert list(faults(alice, facts)) == ([fact] if fact else [])


def test_hours_of_a_chosen_course_are_those_of_its_review(alice, login):
    course = make.recognised_course(make.make_base(), "KC01", title="人工智能与健康", hours=Decimal(24))
    row = make_draft(
        alice, "online", title="", facts=FACTS | {"approved_hours": "300", "subject": "professional"}
    )
    client = login(alice)
    edit = reverse("registry:activity-edit", args=[row.public_id])
    choose = reverse("registry:activity-course", args=[row.public_id])

    link = choose in client.get(edit).content.decode()
    listed = client.get(choose, {"q": "人工智能"}).content.decode()
    nothing = client.get(choose, {"q": "没有这门"}).content.decode()
    outcome(
        client.post(choose, {"course": course.public_id}),
        f"已选择“{course}”，科目和学时按审定的填写。",
        lambda: Activity.objects.get(pk=row.pk).course == course,
    )
    after = client.get(edit).content.decode()
    row.refresh_from_db()

    assert link is True
    assert ("选这门课程" in listed, "予以认可" in listed, "没有找到课程" in nothing) == (True, True, True)
    assert "科目和学时按审定课程填写" in after
    assert (row.course, row.title) == (course, "人工智能与健康")
    assert row.facts == {"date": "2020-06-01", "subject": "public", "approved_hours": "24"}
    assert row.awards.get().hours == 24
    outcome(
        client.post(choose, {}),
        "已改为不在课程目录中的课程，学时由审核人核对。",
        lambda: Activity.objects.get(pk=row.pk).course is None,
    )


def test_a_course_that_is_not_recognised_is_refused_with_the_reason(alice):
    late = make.make_online(make.make_base(), "KC02", title="另一门")

    found = faults(alice, FACTS, late)

    assert ["审定结论尚未提交省人社厅，培训结果不予认可" in one for one in found] == [True]


@pytest.mark.parametrize(
    ("theme", "subject", "words"),
    [(2018, "public", ""), (2020, "public", "按2020年度主题编写"), (None, "professional", "没有补学年度")],
)
def test_a_made_up_year_is_that_of_the_course(alice, theme, subject, words):
    course = make.recognised_course(make.make_base(), "KC01", theme_year=theme, subject=subject)

    found = faults(alice, FACTS | {"attributed_year": 2018}, course)

    assert list(found) == (["attributed_year"] if words else [])
    assert words in "".join(found.values())


def test_a_course_in_no_catalogue_is_marked_and_waits_for_the_answer_of_a_reviewer(alice, bob, login):
    row = make_submitted(alice, "online", title="某网课", facts=FACTS | {"subject": "professional"})
    client = login(bob)
    item = reverse("registry:review-item", args=[row.public_id])

    page = client.get(item).content.decode()
    row.refresh_from_db()
    with pytest.raises(Refused, match="未与审定课程对应"):
        activity_review.approve(actor=bob, activity=row, edit=row.edit)
    left_out = activity_review.why_left_out(actor=bob, activity=row)
    client.post(reverse("registry:review-course", args=[row.public_id]), {"text": " "})
    outcome(
        client.post(
            reverse("registry:review-course", args=[row.public_id]), {"text": "经查课程清单，学时相符"}
        ),
        "核对依据已记入，可以认可或退回。",
        lambda: Activity.objects.get(pk=row.pk).course_answer == "经查课程清单，学时相符",
    )
    after = client.get(item).content.decode()
    row.refresh_from_db()
    done = activity_review.approve(actor=bob, activity=row, edit=row.edit)

    assert "未与审定课程对应" in page
    assert "未与审定课程对应" in left_out
    assert "核对依据：经查课程清单，学时相符" in after
    assert (done.state, done.course_answer) == ("approved", "经查课程清单，学时相符")


@pytest.mark.parametrize(("day", "marked"), [("2020-02-10", False), ("2020-02-11", True)])
def test_the_mark_begins_with_the_notice_that_asks_for_reviews(alice, day, marked):
    row = Activity(professional=alice.professional, kind="online", facts=FACTS | {"date": day})

    assert is_unmatched(row) is marked


def test_nobody_answers_for_his_own_record_or_beside_his_desk(alice, bob, charlie):
    row = make_submitted(alice, "online", title="某网课", facts=FACTS | {"subject": "professional"})

    for user in (alice, charlie):
        with pytest.raises(Refused):
            activity_course.answer(actor=user, activity=row, text="相符")
    assert Activity.objects.get(pk=row.pk).course_answer == ""


def test_api_holds_a_made_up_year_to_the_theme_of_its_course(alice):
    from registry.results.services.completion import receive

    base = make.make_base()
    make.recognised_course(base, "KC01", theme_year=2020)
    sent = [
        make.reported(
            alice.professional,
            f"R{year}",
            course_code="KC01",
            attributed_year=year,
            passed_on=date(2020, 6, 1),
        )
        for year in (2019, 1999)
    ]

    assert [one.code for one in receive(actor=None, base=base, reported=sent)] == ["bad_year", "bad_year"]


def test_course_is_refused_to_a_record_that_is_not_online(alice):
    course = make.recognised_course(make.make_base())
    award = make_draft(alice, "award")

    with pytest.raises(Refused, match="只有网络平台远程教育的记录才从课程目录中选择课程。"):
        activity_course.choose(actor=alice, activity=award, course=course)
