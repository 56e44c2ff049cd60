"""Five working days are five working days; a published list is frozen."""

from datetime import date

import pytest

from cejc.errors import Refused, Stale
from certification.models import Notice
from certification.queries.notices.notice import objections_for
from certification.services import review
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services.notices import objection as objections
from credits.models import CalendarDay
from credits.services import load_calendar
from tests.certification.rows import make_case, object_to, on
from tests.certification.stages import at_state, cast, drafted, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-01-06 09:00"):
        yield cast()


@pytest.mark.parametrize(
    ("moment", "last_day"),
    [
        ("2020-06-15 09:00", date(2020, 6, 22)),  # Monday: Tue … Mon, the weekend not counted
        ("2020-06-15 00:00", date(2020, 6, 22)),
        ("2020-06-15 23:59", date(2020, 6, 22)),  # the day of publication is not counted, whatever the hour
        (
            "2020-06-19 09:00",
            date(2020, 6, 29),
        ),  # Dragon Boat 25–27 June; Sunday the 28th is a make-up working day
        ("2020-01-17 09:00", date(2020, 1, 23)),  # Sunday 19 January is a make-up working day
        ("2020-01-20 09:00", date(2020, 2, 4)),  # Spring Festival 24 January to 2 February
        ("2020-04-30 09:00", date(2020, 5, 11)),  # Labour Day 1–5 May; Saturday the 9th works
    ],
)
def test_notice_ends_with_the_fifth_full_working_day(people, moment, last_day):
    notice, _cases = published(people, moment)

    assert notice.last_day == last_day


def test_case_goes_on_at_the_midnight_after_the_last_day_and_not_a_minute_before(people):
    _notice, (case,) = published(people, "2020-06-15 09:00")

    with on("2020-06-22 23:59"):
        notices.close_due()
        case.refresh_from_db()
        assert case.state == "notice.open"
    with on("2020-06-23 00:00"):
        notices.close_due()
        notices.close_due()
    case.refresh_from_db()

    assert case.state == "confirmation"
    assert [move.action for move in case.transitions.all()] == ["notice.publish", "notice.close"]


def test_department_cannot_confirm_while_the_notice_is_open(people):
    _notice, (case,) = published(people, "2020-06-15 09:00")

    with on("2020-06-22 23:59"), pytest.raises(Refused):
        review.pass_case(actor=people.department, case=case, stage="confirmation")


def test_publish_refused_when_the_calendar_of_the_year_is_not_loaded(people):
    CalendarDay.objects.filter(date__year=2021).delete()
    with on("2020-12-30 09:00"):
        case = make_case(people.person.professional, state="notice")
        draft = drafted(people, case)

        with pytest.raises(Refused, match="2021 年的工作日历尚未载入"):
            notices.publish_notice(actor=people.hr, notice=draft)

    draft.refresh_from_db()
    case.refresh_from_db()
    assert (draft.state, case.state) == ("draft", "notice")


def test_fewer_than_five_working_days_refused(people):
    case = make_case(people.person.professional, state="notice")

    with pytest.raises(Refused, match="不得少于5个工作日"):
        drafted(people, case, working_days=4)

    assert not Notice.objects.exists()


def test_published_list_stays_as_it_was_when_the_person_changes(people):
    notice, (case,) = published(people, "2020-06-15 09:00")
    case.professional.name = "改了名"
    case.professional.save()

    notice.refresh_from_db()

    assert notice.frozen["entries"][0]["name"] == "欧阳晓𬱖"
    assert notice.frozen["entries"][0]["identity"].count("*") == 14


def test_published_notice_cannot_be_changed_or_discarded(people):
    notice, _cases = published(people, "2020-06-15 09:00")

    with pytest.raises(Stale):
        drafts.change_notice(actor=people.hr, notice=notice, edit=notice.edit, title="另一个标题")
    with pytest.raises(Stale):
        drafts.discard_notice(actor=people.hr, notice=notice)


def test_withdrawn_notice_starts_again_at_day_zero(people):
    notice, (case,) = published(people, "2020-06-15 09:00")
    with on("2020-06-19 09:00"):
        notices.withdraw_notice(actor=people.hr, notice=notice, reason="漏列一人")
        case.refresh_from_db()
        assert case.state == "notice"
    with on("2020-06-22 09:00"):
        again = notices.publish_notice(actor=people.hr, notice=drafted(people, case))
    with on("2020-06-23 00:00"):
        notices.close_due()
    case.refresh_from_db()

    assert again.last_day == date(2020, 6, 30)
    assert case.state == "notice.open"


def test_ended_notice_cannot_be_withdrawn(people):
    notice, _cases = published(people, "2020-06-15 09:00")

    with on("2020-06-23 00:00"), pytest.raises(Stale):
        notices.withdraw_notice(actor=people.hr, notice=notice, reason="晚了")


def test_only_the_unit_s_own_hr_publishes(people):
    case = make_case(people.person.professional, state="notice")
    draft = drafted(people, case)

    for who in (people.outsider, people.department, people.province, people.person):
        with pytest.raises(Refused):
            notices.publish_notice(actor=who, notice=draft)


def test_hr_does_not_publish_a_list_with_himself_on_it(people):
    case = make_case(people.hr.professional, state="notice")

    with on("2020-06-15 09:00"), pytest.raises(Refused, match="本人"):
        notices.publish_notice(actor=people.hr, notice=drafted(people, case))


def test_walk_through_services_reaches_the_slip(people):
    load_calendar(years=[2020])

    case = at_state("issued", people)

    assert case.slips.get().content["notice"]["until"] == "2020-05-18"


def test_objections_stand_with_the_unanswered_on_top(people):
    notice, _cases = published(people, "2020-06-15 09:00")
    made = []
    for day in (16, 17, 18):
        with on(f"2020-06-{day} 09:00"):
            made.append(object_to(notice.entries.get()))
    with on("2020-06-18 10:00"):
        objections.answer_objection(
            actor=people.department, objection=made[0], upheld=False, answer="经查不实"
        )

    assert list(objections_for(people.department)) == [made[1], made[2], made[0]]
