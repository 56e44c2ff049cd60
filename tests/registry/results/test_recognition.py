"""R13, R25–R27: what the notice recognises, and the reason when it does not."""

from datetime import date, time

import pytest
import time_machine

from registry.enums import FilingState, KeyPart, KeyState, Verdict
from registry.models import Completion, CrossReview, CrossReviewSample, Expert, Suspension
from registry.results.queries.recognition import standing_of
from registry.training.queries.recognition import standing_of_course
from tests.factories import make_person
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 1)


def _result(course=None, session=None, base=None, **values):
    person = make_person().professional
    return Completion.objects.create(
        base=base or (course.base if course else session.base),
        course=course,
        session=session,
        external_id=f"R{Completion.objects.count()}",
        name=person.name,
        identity_type=person.identity_type,
        identity_number=str(person.identity_number),
        identity_index=person.identity_index,
        identity_masked=person.identity_masked,
        passed_on=values.pop("passed_on", DAY),
        reported_at=make.moment("2020-06-02"),
        **values,
    )


def _fail(course, day):
    officer = make.office_login(course.base)
    sample = CrossReviewSample.objects.create(year=2020, seed="s", size=1, drawn_by=officer)
    expert = Expert.objects.create(user=make_person())
    CrossReview.objects.create(
        sample=sample, course=course, expert=expert, decision=Verdict.FAIL, fails_from=date.fromisoformat(day)
    )


def test_online_course_recognised_when_conclusion_and_key_b_came_in_time():
    course = make.recognised_course(make.make_base())

    assert standing_of_course(course, DAY).ok


@pytest.mark.parametrize(
    ("reached", "live", "passed", "code"),
    [
        ("2020-04-30", "2020-05-01", "2020-05-01", ""),
        ("2020-05-01", "2020-05-01", "2020-05-02", "late_conclusion"),
        ("2020-06-30", "2020-05-01", "2020-07-02", "late_conclusion"),
        ("2020-04-30", "2020-05-01", "2020-04-30", "before_live"),
    ],
)
def test_conclusion_must_reach_the_province_before_the_course_goes_live(reached, live, passed, code):
    base = make.make_base()
    make.make_key(base, KeyPart.B)
    course = make.make_online(base, live_on=date.fromisoformat(live))
    make.conclude(course, reached)

    assert standing_of_course(course, date.fromisoformat(passed)).code == code


def test_course_without_conclusion_or_with_a_bad_one_is_not_recognised():
    base = make.make_base()
    make.make_key(base, KeyPart.B)
    none, bad, undated = (
        make.make_online(base),
        make.make_online(base, "K2"),
        make.make_online(base, "K3", live_on=None),
    )
    make.conclude(bad, conclusion=Verdict.FAIL)

    assert [standing_of_course(one, DAY).code for one in (none, bad, undated)] == [
        "no_conclusion",
        "conclusion_failed",
        "no_live_date",
    ]


def test_second_round_that_passed_takes_the_place_of_the_failed_one():
    course = make.make_online(make.make_base())
    make.make_key(course.base, KeyPart.B)
    make.conclude(course, "2020-04-01", conclusion=Verdict.FAIL)
    make.conclude(course, "2020-04-20")

    assert standing_of_course(course, DAY).ok


@pytest.mark.parametrize(("deposited", "code"), [("2020-03-10", ""), ("2020-03-11", "key_b_late")])
def test_key_b_deposited_by_10_march_or_the_year_is_not_recognised(deposited, code):
    course = make.make_online(make.make_base())
    make.conclude(course)
    make.make_key(course.base, KeyPart.B, deposited)

    found = standing_of_course(course, DAY)

    assert found.code == code
    assert found.ok or "2020年3月10日" in found.sentence


def test_key_b_that_replaces_a_lost_one_after_10_march_does_not_make_the_year_late():
    course = make.recognised_course(make.make_base())
    course.base.keys.update(state=KeyState.LOST)
    make.make_key(course.base, KeyPart.B, "2020-08-01", serial=2)

    assert standing_of_course(course, DAY).ok


def test_key_b_of_one_year_says_nothing_about_another():
    course = make.recognised_course(make.make_base())

    assert standing_of_course(course, date(2021, 4, 1)).code == "key_b_late"


def test_key_b_awaited_until_the_day_itself():
    course = make.make_online(make.make_base(), live_on=date(2020, 2, 1))
    make.conclude(course, "2020-01-05")

    with time_machine.travel(make.moment("2020-03-10", 23)):
        assert standing_of_course(course, date(2020, 2, 5)).code == "key_b_awaited"
    with time_machine.travel(make.moment("2020-03-11", 0)):
        assert standing_of_course(course, date(2020, 2, 5)).code == "key_b_late"


@pytest.mark.parametrize(("passed", "code"), [("2020-06-30", ""), ("2020-07-01", "cross_failed")])
def test_cross_review_fails_a_course_from_its_date_on(passed, code):
    course = make.recognised_course(make.make_base())
    _fail(course, "2020-07-01")

    assert standing_of_course(course, date.fromisoformat(passed)).code == code


def test_face_to_face_public_training_needs_a_filing():
    base = make.make_base()
    session = make.make_session(base)

    found = standing_of(_result(session=session, lines=make.lines(("2020-06-01", "day", "public"))))

    assert (found.code, found.overrulable) == ("unfiled", True)


def test_professional_training_needs_no_filing():
    session = make.make_session(make.make_base(), parts=[("2020-06-01", "day", "professional")])

    assert standing_of(_result(session=session, lines=make.lines(("2020-06-01", "day", "professional")))).ok


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("2020-06-01", "day", "public"), ""),
        (("2020-06-01", "morning", "public"), ""),  # half of it was attended
        (("2020-06-02", "morning", "professional"), "outside_timetable"),
        (("2020-06-01", "morning", "professional"), "outside_timetable"),
        (("2020-06-01", "evening", "professional"), "outside_timetable"),
    ],
)
def test_every_part_of_a_day_of_either_subject_is_on_the_timetable_of_its_session(line, code):
    base = make.make_base()
    filing = make.make_filing(base, ("2020-06-01", "day"))
    session = make.make_session(base, filing=filing, parts=[("2020-06-01", "day", "public")])

    found = standing_of(_result(session=session, lines=make.lines(("2020-06-01", "morning", "public"), line)))

    assert found.code == code
    assert not code or "不在该班次的日程内" in found.sentence


@pytest.mark.parametrize(
    ("slot", "begins", "ends"),
    [
        ("day", "10:00", "11:00"),
        ("day", "12:00", "20:00"),
        ("morning", "14:00", "17:00"),
        ("evening", "19:00", "19:45"),
    ],
)
def test_a_whole_day_that_lasts_an_hour_is_held_with_its_times(world, slot, begins, ends):
    """R6: as an old session may still have it; pages and the API refuse it since."""
    hours = (time.fromisoformat(begins), time.fromisoformat(ends))
    parts = [("2020-06-01", slot, "public")]
    session = make.make_session(None, organiser=world.employer, parts=parts, hours=hours)

    found = standing_of(_result(session=session, base=None, lines=make.lines(("2020-06-01", slot, "public"))))

    assert (found.code, found.overrulable) == ("unfit_times", True)
    assert f"{begins}至{ends}" in found.sentence


def test_training_within_its_filing_is_recognised_and_outside_held():
    base = make.make_base()
    filing = make.make_filing(base, ("2020-06-01", "day"), place="长沙市")
    session = make.make_session(base, filing=filing, place="长沙市")

    inside = standing_of(_result(session=session, lines=make.lines(("2020-06-01", "morning", "public"))))
    evening = standing_of(_result(session=session, lines=make.lines(("2020-06-01", "evening", "public"))))
    session.place = "株洲市"
    moved = standing_of(_result(session=session, lines=make.lines(("2020-06-01", "morning", "public"))))

    assert [inside.code, evening.code, moved.code] == ["", "outside_filing", "outside_place"]


def test_filing_that_was_returned_or_withdrawn_is_none():
    base = make.make_base()
    filing = make.make_filing(base, ("2020-06-01", "day"))
    filing.state = FilingState.WITHDRAWN
    filing.save()
    session = make.make_session(base, filing=filing)

    assert (
        standing_of(_result(session=session, lines=make.lines(("2020-06-01", "day", "public")))).code
        == "unfiled"
    )


def test_headcount_of_a_filing_holds_those_over_it_and_no_other():
    base = make.make_base()
    filing = make.make_filing(base, ("2020-06-01", "day"), headcount=2)
    session = make.make_session(base, filing=filing)
    rows = [_result(session=session, lines=make.lines(("2020-06-01", "day", "public"))) for _ in range(3)]

    assert [standing_of(row).code for row in rows] == ["", "", "over_headcount"]


def test_public_training_of_an_employer_counts_directly(world):
    session = make.make_session(None, organiser=world.employer)
    row = _result(session=session, base=None, lines=make.lines(("2020-06-01", "day", "public")))

    assert standing_of(row).ok


def test_training_inside_a_suspension_is_held_with_its_date():
    Suspension.objects.create(
        first_day=date(2020, 5, 30), last_day=date(2020, 6, 2), citation="四(一)", declared_by=make_person()
    )
    session = make.make_session(make.make_base())

    found = standing_of(_result(session=session, lines=make.lines(("2020-06-01", "day", "professional"))))

    assert found.code == "suspended"
    assert "2020年6月1日" in found.sentence


def test_held_training_that_the_province_overruled_counts_and_an_online_course_never_does_so():
    session = make.make_session(make.make_base())
    training = _result(
        session=session, lines=make.lines(("2020-06-01", "day", "public")), overruled="情况属实"
    )
    course = make.recognised_course(make.make_base("JD02"))
    online = _result(course=course, subject="public", overruled="情况属实")

    assert standing_of(training).ok
    assert standing_of(online).code == "unsigned"


def test_online_result_without_a_course_of_the_catalogue_has_no_conclusion():
    found = standing_of(_result(base=make.make_base()))

    assert (found.ok, found.code) == (False, "no_conclusion")
