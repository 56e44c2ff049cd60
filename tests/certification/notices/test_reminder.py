"""Never silence: asking after a case, the portal's own reminder, the calendar, and who has it now."""

from datetime import date

import pytest
from django.urls import reverse

from cejc.errors import Refused
from certification.models import Reminder
from certification.queries.calendar import coming_up
from certification.queries.holder import holder_name
from certification.services import reminder
from credits.engine import latest_publication
from credits.queries import workdays
from credits.services import load_calendar
from registry.models import AuditEntry, Message
from tests.certification import ways
from tests.certification.rows import make_case as put
from tests.certification.rows import on, publish
from tests.certification.stages import at_state, cast

pytestmark = pytest.mark.django_db
HOLDERS = {
    "draft": "",
    "returned": "",
    "initial_review": "employer",
    "notice": "employer",
    "confirmation": "department",
    "filing": "department",
    "verification": "province",
    "issue": "province",
    "issued": "",
}


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        yield cast()


@pytest.mark.parametrize("state", list(HOLDERS))
def test_every_case_says_who_has_it(people, state):
    case = at_state(state, people)

    wanted = {
        "employer": people.employer.name,
        "department": people.department_unit.name,
        "province": "省人社厅专技处",
    }
    assert holder_name(case) == wanted.get(HOLDERS[state], "")


@pytest.mark.parametrize(("day", "allowed"), [("2020-05-09 08:59", False), ("2020-05-10 09:00", True)])
def test_nudge_needs_three_days_of_waiting(people, day, allowed):
    case = at_state("initial_review", people)

    with on(day):
        if allowed:
            reminder.nudge(actor=people.person, case=case)
        else:
            with pytest.raises(Refused, match="满三天"):
                reminder.nudge(actor=people.person, case=case)

    assert Message.objects.filter(kind="case_nudged", recipient=people.hr).exists() == allowed


def test_nudge_reaches_the_office_that_has_the_case_and_is_not_repeated_at_once(people):
    case = at_state("confirmation", people)
    with on("2020-06-01 09:00"):
        reminder.nudge(actor=people.person, case=case)
        with pytest.raises(Refused):
            reminder.nudge(actor=people.person, case=case)

    told = set(Message.objects.filter(kind="case_nudged").values_list("recipient", flat=True))
    assert told == {people.department.pk}


@pytest.mark.parametrize("who", ["hr", "colleague", "outsider", "province"])
def test_nobody_nudges_for_another(people, who):
    case = at_state("confirmation", people)

    with pytest.raises(Refused), on("2020-06-01 09:00"):
        reminder.nudge(actor=getattr(people, who), case=case)


@pytest.mark.parametrize("state", ["draft", "returned", "notice.open", "issued", "cancelled"])
def test_nudge_is_refused_while_no_office_has_the_case(people, state):
    case = at_state(state, people)

    with pytest.raises(Refused), on("2020-07-01 09:00"):
        reminder.nudge(actor=people.person, case=case)


@pytest.mark.parametrize(("day", "told"), [("2020-06-02 23:59", 0), ("2020-06-03 00:00", 1)])
def test_tenth_working_day_brings_it_to_mind_there_and_above_once(people, day, told):
    at_state("confirmation", people)  # since 19 May 2020, a Tuesday; the tenth full working day is 2 June

    with on(day):
        assert reminder.remind_overdue() == told
        assert reminder.remind_overdue() == 0

    assert Message.objects.filter(kind="case_overdue", recipient=people.department).count() == told
    above = Message.objects.filter(kind="case_overdue_above").values_list("recipient", flat=True)
    assert set(above) == ({people.province.pk, people.issuer.pk} if told else set())


def test_another_stay_is_another_reminder(people):
    case = at_state("initial_review", people)
    with on("2020-06-01 09:00"):
        assert reminder.remind_overdue() == 1
    type(case).objects.filter(pk=case.pk).update(state="notice", state_since="2020-06-01T01:00Z")
    with on("2020-06-19 09:00"):
        assert reminder.remind_overdue() == 1

    assert Reminder.objects.filter(kind="overdue").count() == 2


def test_nobody_is_reminded_of_what_the_person_has_or_what_is_on_the_wall(people):
    for state in ("returned",):
        at_state(state, people)
    with on("2020-09-01 09:00"):
        assert reminder.remind_overdue() == 0


def test_county_s_delay_is_told_to_its_city():
    people = ways.cast("city")
    ways.settle(people, county_review=True)
    case = ways.begin(people)
    ways.walk(case, people, until="county_review")

    with on("2020-07-01 09:00"):
        reminder.remind_overdue()

    above = set(
        Message.objects.filter(kind="case_overdue_above").values_list("recipient__username", flat=True)
    )
    assert above == {"bella", "bruno"}


def test_last_day_to_publish_for_the_window_of_2026_is_23_july(people):
    load_calendar(years=[2025, 2026])

    assert latest_publication(date(2026, 7, 31), 5, workdays([2025, 2026])) == date(2026, 7, 23)


def test_calendar_has_windows_notice_ends_and_the_last_day_to_publish(people, login):
    with on("2020-05-11 09:00"):
        load_calendar(years=[2019])
        publish(people.hr, [put(people.person.professional, state="notice")])
        found = [(due.day.isoformat(), due.label) for due in coming_up(people.hr)]
        page = login(people.hr).get(reverse("certification:window-list")).content.decode()

    assert ("2020-05-18", "公示期满") in found
    assert ("2020-06-01", "开始受理") in found
    assert ("2020-07-31", "报送截止") in found
    assert ("2020-07-23", "最迟发布公示") in found
    assert found == sorted(found)
    assert "最迟发布公示" in page


def test_nudge_by_hand(people, login):
    case = at_state("confirmation", people)
    address = reverse("certification:case-nudge", args=[case.public_id])
    page = reverse("certification:case", args=[case.public_id])

    with on("2020-06-01 09:00"):
        assert address in login(people.person).get(page).content.decode()
        assert login(people.outsider).post(address).status_code == 404
        login(people.person).post(address)
        assert address not in login(people.person).get(page).content.decode()
        assert AuditEntry.objects.get(action="case.nudged").after["office"] == "湖南省水利厅"
