"""Results that providers report: taken in, answered one by one, counted once, taken out again."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from cejc.errors import Refused
from cejc.lib.pieces import pieces
from registry.activities.services import activity as activities
from registry.activities.services import activity_review, taking_back
from registry.enums import ActivityState, CompletionState, Verdict
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import (
    Activity,
    AuditEntry,
    Award,
    Completion,
    CrossReview,
    CrossReviewSample,
    Expert,
    Message,
)
from registry.people.services.employment import add_person
from registry.results.services.completion import receive, settle_later
from registry.results.services.completion_decision import overrule, withdraw
from tests.factories import make_person, make_professional, province_of, resident_number
from tests.registry.activities import activity_factories
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db


def _send(base, *results, **options):
    return receive(actor=None, base=base, reported=results, **options)


def _sign(*rows):
    """Put results under both keys, as the platform's next batch does."""
    batch = make.signed_batch(rows[0].base, rows)
    _settle(batch=batch)


@service
def _settle_scope(scope):
    settle_later(**scope)


def _settle(**scope):
    _settle_scope(scope)
    make.work()


def _counted(person, course, **values):
    _send(course.base, make.reported(person, course_code=course.code, **values))
    row = Completion.objects.latest("pk")
    _sign(row)
    row.refresh_from_db()
    return row


# What a provider is told


def test_result_of_a_known_person_is_accepted_and_waits_for_both_keys(alice):
    course = make.recognised_course(make.make_base())

    receipt = _send(course.base, make.reported(alice.professional, course_code=course.code))[0]
    make.work()

    row = Completion.objects.get()
    assert (receipt.state, receipt.code) == ("held", "unsigned")
    assert (row.state, row.activity, row.hours) == (CompletionState.HELD, None, Decimal(30))
    assert receipt.masked_name == "欧" + "*" * (len(alice.professional.name) - 1)


def test_check_only_matches_and_writes_nothing(alice, bob):
    course = make.recognised_course(make.make_base())
    stranger = make.reported(bob.professional, "R2", course_code=course.code, name="另有其人")

    receipts = _send(
        course.base, make.reported(alice.professional, course_code=course.code), stranger, check_only=True
    )

    assert [(one.code, bool(one.masked_name)) for one in receipts] == [
        ("unsigned", True),
        ("name_mismatch", False),
    ]
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"external_id": "有 空格"}, "bad_external_id"),
        ({"identity_number": "430102198503070010"}, "bad_identity"),
        ({"identity_type": "none"}, "bad_identity"),
        ({"name": ""}, "bad_name"),
        ({"name": "<b>张三</b>"}, "bad_name"),
        ({"course_code": "没有"}, "unknown_course"),
        ({"session_code": "没有"}, "unknown_session"),
        ({"passed_on": date(2099, 1, 1)}, "bad_date"),
        ({"passed_on": None}, "bad_date"),
        ({"attributed_year": 2021}, "bad_year"),
        ({"passed": False}, "not_passed"),
    ],
)
def test_wrong_record_is_refused_in_words_and_the_rest_unharmed(alice, changes, code):
    course = make.recognised_course(make.make_base())
    wrong = make.reported(alice.professional, **({"external_id": "R2", "course_code": course.code} | changes))

    receipts = _send(course.base, make.reported(alice.professional, course_code=course.code), wrong)

    assert [one.code for one in receipts] == ["unsigned", code]
    assert receipts[1].sentence
    assert Completion.objects.count() == 1


def test_same_list_three_times_is_kept_once(alice):
    course = make.recognised_course(make.make_base())
    result = make.reported(alice.professional, course_code=course.code)

    codes = [_send(course.base, result, result)[0].code for _ in range(3)]

    assert codes == ["unsigned", "repeated", "repeated"]
    assert Completion.objects.count() == 1


def test_same_course_under_another_name_is_a_duplicate(alice):
    course = make.recognised_course(make.make_base())
    first, second = (
        make.reported(alice.professional, name, course_code=course.code) for name in ("R1", "R2")
    )

    assert [one.code for one in _send(course.base, first, second)] == ["unsigned", "duplicate"]
    assert _send(course.base, second)[0].code == "duplicate"


def test_other_content_under_a_name_that_is_taken_needs_to_say_that_it_corrects(alice, bob):
    course = make.recognised_course(make.make_base())
    _send(course.base, make.reported(alice.professional, course_code=course.code))
    other = {"course_code": course.code, "passed_on": date(2020, 6, 3)}

    refused = _send(course.base, make.reported(alice.professional, **other))[0]
    taken = _send(course.base, make.reported(alice.professional, supersedes=True, **other))[0]
    nothing = _send(course.base, make.reported(bob.professional, "R9", supersedes=True, **other))[0]

    assert [refused.code, taken.code, nothing.code] == ["changed", "unsigned", "nothing_to_replace"]
    assert [(row.version, row.state) for row in Completion.objects.order_by("pk")] == [
        (1, "replaced"),
        (2, "held"),
    ]


def test_course_of_another_base_is_unknown(alice):
    course = make.recognised_course(make.make_base())

    receipt = _send(make.make_base("JD02"), make.reported(alice.professional, course_code=course.code))[0]

    assert receipt.code == "unknown_course"


def test_list_of_several_pieces_finds_the_person_of_every_line(monkeypatch):
    monkeypatch.setattr("registry.results.services.completion.pieces", lambda rows: pieces(rows, 2))
    course = make.recognised_course(make.make_base())
    people = [make_professional(name) for name in ("甲一", "乙二", "丙三", "丁四", "戊五")]

    receipts = _send(
        course.base,
        *[make.reported(one, f"R{number}", course_code=course.code) for number, one in enumerate(people)],
    )

    assert [one.code for one in receipts] == ["unsigned"] * 5
    assert [one.masked_name for one in receipts] == ["甲*", "乙*", "丙*", "丁*", "戊*"]


def test_statements_of_a_list_do_not_grow_with_it(django_assert_max_num_queries):
    course = make.recognised_course(make.make_base())
    people = [make_professional(name) for name in ("甲一", "乙二", "丙三", "丁四", "戊五")]
    _send(course.base, make.reported(people.pop(), "first", course_code=course.code))

    with django_assert_max_num_queries(23) as one:
        _send(course.base, make.reported(people[0], "A1", course_code=course.code))
    with django_assert_max_num_queries(23) as many:
        _send(course.base, *[make.reported(one, f"B{one.pk}", course_code=course.code) for one in people[1:]])

    assert len(many) == len(one)


# Into the record


def test_public_course_under_both_keys_counts_at_once(alice):
    row = _counted(alice.professional, make.recognised_course(make.make_base()))

    award = Award.objects.get(professional=alice.professional)
    assert (row.state, row.activity.state) == (CompletionState.COUNTED, ActivityState.APPROVED)
    assert (award.year, award.subject, award.hours) == (2020, "public", Decimal(30))
    assert row.activity.versions.get().content["completion"]["id"] == str(row.public_id)
    assert Message.objects.filter(recipient=alice, kind="completion_booked").count() == 1


def test_settling_again_and_again_changes_nothing(alice):
    row = _counted(alice.professional, make.recognised_course(make.make_base()))
    before = AuditEntry.objects.count()

    _settle(base=row.base, year=2020)
    _settle(batch=row.batch)

    assert Activity.objects.count() == 1
    assert AuditEntry.objects.count() == before


def test_professional_course_goes_to_the_employer_with_the_result_as_its_proof(alice, bob):
    row = _counted(alice.professional, make.recognised_course(make.make_base(), subject="professional"))

    assert (row.state, row.activity.state) == (CompletionState.REVIEW, ActivityState.SUBMITTED)
    activity_review.approve(actor=bob, activity=row.activity)
    row.refresh_from_db()
    assert row.state == CompletionState.COUNTED


def test_professional_course_that_the_employer_returned_is_not_booked_again(alice, bob):
    row = _counted(alice.professional, make.recognised_course(make.make_base(), subject="professional"))

    activity_review.return_(actor=bob, activity=row.activity, text="不属于本岗位专业科目")
    _settle(base=row.base, year=2020)

    row.refresh_from_db()
    assert (row.state, row.code) == (CompletionState.REFUSED, "employer_returned")
    assert Activity.objects.count() == 1


def test_result_waits_for_its_person_and_counts_when_the_person_comes(bob, world):
    course = make.recognised_course(make.make_base())
    number = resident_number(4711)
    _send(course.base, make.reported(_nobody(number), course_code=course.code))
    row = Completion.objects.get()
    _sign(row)
    row.refresh_from_db()
    waiting = (row.state, row.code)

    person = add_person(
        actor=bob, organisation=world.employer, name="郝来迟", identity_type="resident_card", number=number
    ).professional
    make.work()

    row.refresh_from_db()
    assert waiting == (CompletionState.WAITING, "no_person")
    assert (row.state, row.professional) == (CompletionState.COUNTED, person)


class _nobody:  # noqa: N801
    """Somebody whom nobody has entered."""

    name, identity_type = "郝来迟", "resident_card"

    def __init__(self, number):
        self.identity_number = number


def test_name_that_does_not_match_is_held_and_nobody_gets_the_hours(alice):
    course = make.recognised_course(make.make_base())

    receipt = _send(course.base, make.reported(alice.professional, course_code=course.code, name="欧阳小"))[0]
    _sign(Completion.objects.get())

    assert (receipt.code, receipt.masked_name) == ("name_mismatch", "")
    assert not Activity.objects.exists()


def test_make_up_of_an_earlier_public_year_counts_for_that_year(alice):
    row = _counted(
        alice.professional, make.recognised_course(make.make_base(), theme_year=2019), attributed_year=2019
    )

    assert [(one.year, one.hours) for one in row.activity.awards.all()] == [(2019, Decimal(30))]


def test_course_that_the_person_entered_before_is_joined_and_counted_once(alice, bob):
    course = make.recognised_course(make.make_base())
    entered = activity_factories.make_submitted(
        alice,
        "online",
        title=f"《{course.title}》",
        facts={"date": "2020-06-01", "subject": "public", "approved_hours": "30", "minutes": "1350"},
    )

    row = _counted(alice.professional, course)

    assert (row.activity, row.joined, row.state) == (entered, True, CompletionState.REVIEW)
    assert Activity.objects.count() == 1


def test_course_that_was_reported_cannot_be_entered_again(alice):
    row = _counted(alice.professional, make.recognised_course(make.make_base()))
    draft = activity_factories.make_draft(
        alice,
        "online",
        title=row.course.title,
        facts={"date": "2020-07-01", "subject": "public", "minutes": "90"},
    )

    with pytest.raises(Refused, match="已由施教机构报送"):
        activities.submit(actor=alice, activity=draft, edit=draft.edit)


def test_training_at_a_time_that_another_record_holds_is_held_with_both_named(alice):
    activity_factories.make_submitted(
        alice,
        "training",
        title="安全生产培训班",
        facts={"lines": [{"date": "2020-06-01", "slot": "morning", "subject": "professional"}]},
    )
    base = make.make_base()
    filing = make.make_filing(base, ("2020-06-01", "day"))
    session = make.make_session(base, filing=filing)
    sent = make.reported(alice.professional, lines=make.lines(("2020-06-01", "morning", "public")))

    receive(actor=None, session=session, reported=[sent])
    make.work()

    row = Completion.objects.get()
    assert (row.state, row.code) == (CompletionState.HELD, "conflict")
    assert "安全生产培训班" in row.sentence


# Out of the record


def test_failed_cross_review_takes_the_hours_out_within_one_job_run(alice):
    row = _counted(alice.professional, make.recognised_course(make.make_base()))
    _fail(row.course, "2020-05-15")

    _settle(course=row.course)

    row.refresh_from_db()
    assert (row.state, row.code) == (CompletionState.REFUSED, "cross_failed")
    assert row.activity.state == ActivityState.REVOKED


def _fail(course, day):
    sample = CrossReviewSample.objects.create(
        year=2020, seed="s", size=1, drawn_by=make.office_login(course.base)
    )
    CrossReview.objects.create(
        sample=sample,
        course=course,
        expert=Expert.objects.create(user=make_person()),
        decision=Verdict.FAIL,
        fails_from=date.fromisoformat(day),
    )


def test_correction_takes_the_old_hours_out_and_puts_the_new_in(alice):
    course = make.recognised_course(make.make_base())
    old = _counted(alice.professional, course)
    _send(
        course.base,
        make.reported(alice.professional, course_code=course.code, supersedes=True, certificate="Z2"),
    )
    new = Completion.objects.latest("pk")
    make.signed_batch(course.base, [new])

    _settle(completions=[old.pk, new.pk])

    old.refresh_from_db(), new.refresh_from_db()
    assert (old.state, old.activity.state) == (CompletionState.REPLACED, ActivityState.REVOKED)
    assert (new.state, new.activity.state) == (CompletionState.COUNTED, ActivityState.APPROVED)
    standing = Award.objects.filter(professional=alice.professional, activity__state=ActivityState.APPROVED)
    assert [one.hours for one in standing] == [Decimal(30)]


def test_result_withdrawn_by_its_provider_is_taken_out_with_the_reason(alice):
    row = _counted(alice.professional, make.recognised_course(make.make_base()))

    withdraw(actor=None, completion=row, reason="误报")
    make.work()

    row.refresh_from_db()
    assert (row.state, row.activity.state) == (CompletionState.WITHDRAWN, ActivityState.REVOKED)
    assert (
        _send(row.base, make.reported(alice.professional, course_code=row.course.code))[0].code == "changed"
    )


def test_approval_taken_back_by_an_office_is_not_booked_again(alice, dora):
    row = _counted(alice.professional, make.recognised_course(make.make_base()))

    taking_back.take_back(actor=dora, activity=row.activity, reason="代学")
    _settle(base=row.base, year=2020)

    row.refresh_from_db()
    assert (row.state, row.code) == (CompletionState.REFUSED, "taken_back")
    assert Activity.objects.filter(state=ActivityState.APPROVED).count() == 0


def test_held_training_counts_after_the_province_decided_with_a_reason(alice, world):
    officer = province_of(world.province)
    session = make.make_session(make.make_base())
    receive(
        actor=None,
        session=session,
        reported=[make.reported(alice.professional, lines=make.lines(("2020-06-01", "day", "public")))],
    )
    row = Completion.objects.get()

    with pytest.raises(Refused, match="理由"):
        overrule(actor=officer, completion=row, reason=" ")
    with pytest.raises(Refused, match="专技处"):
        overrule(actor=alice, completion=row, reason="本人要求")
    overrule(actor=officer, completion=row, reason="情况属实，补办备案")
    make.work()

    row.refresh_from_db()
    assert (row.state, row.activity.awards.get().hours) == (CompletionState.COUNTED, Decimal(10))


def test_identity_number_stands_in_no_log_message_or_version(alice):
    row = _counted(alice.professional, make.recognised_course(make.make_base()))
    number = str(alice.professional.identity_number)

    written = [*AuditEntry.objects.values(), *Message.objects.values(), *row.activity.versions.values()]

    assert number not in repr(written)


@pytest.mark.parametrize("change", ["hours = 300", "identity_index = 'x'", "passed_on = '2019-01-01'"])
def test_reported_result_edited_by_hand_is_refused_by_the_database(alice, change):
    row = _counted(alice.professional, make.recognised_course(make.make_base()))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE registry_completion SET {change} WHERE id = %s", [row.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_completion WHERE id = %s", [row.pk])


def test_name_corrected_by_its_person_wakes_the_result(alice):
    course = make.recognised_course(make.make_base())
    _send(course.base, make.reported(alice.professional, course_code=course.code, name="欧阳晓"))
    row = Completion.objects.get()
    _sign(row)

    _rename(alice, "欧阳晓")
    make.work()

    row.refresh_from_db()
    assert row.state == CompletionState.COUNTED


@service
def _rename(user, name):
    user.professional.name = name
    user.professional.save()
    audit.record("identity_change.done", user, context=user.professional)
