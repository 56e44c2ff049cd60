"""Deadlines in the reader's own calendar: whole days, one's own alone, by a secret that can be renewed."""

from datetime import date

import pytest
from django.urls import reverse
from icalendar import Calendar

from cejc.logging import mask_numbers
from certification.models import CalendarAddress
from certification.queries.calendar import Due
from certification.queries.own.agenda import agenda, as_file
from certification.services import agenda as services
from credits.services import load_calendar
from registry.models import AnnualRegistration, AuditEntry, RegistrationArrangement
from tests.certification.rows import make_case, on, publish
from tests.outcome import outcome

pytestmark = pytest.mark.django_db
PAGE = reverse("certification:agenda")
FILE = reverse("certification:agenda-file")
RENEW = reverse("certification:agenda-renew")


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        load_calendar(years=[2020])
        yield


def events(body):
    return {str(one["summary"]): one for one in Calendar.from_ical(body).walk("VEVENT")}


def arranged(world, closes=date(2020, 6, 30)):
    return RegistrationArrangement.objects.create(organisation=world.department, year=2019, closes_on=closes)


def days_of(user):
    return {(due.label, due.day) for due in agenda(user)}


def test_person_has_the_last_day_for_applying_and_the_years_to_declare(world, alice):
    arranged(world)

    found = days_of(alice)

    assert ("年度登记截止", date(2020, 6, 30)) in found
    assert any(label == "最迟公示" for label, _day in found)


def test_what_is_done_is_no_deadline_any_more(world, alice):
    arranged(world)
    AnnualRegistration.objects.create(
        professional=alice.professional, year=2019, organisation=world.employer, state="declared"
    )
    make_case(alice.professional, state="initial_review")

    assert days_of(alice) == set()


def test_end_of_the_notice_stands_with_its_person_and_its_office_alone(alice, bob, charlie, hana):
    notice = publish(bob, [make_case(alice.professional, state="notice")])

    for reader in (alice, bob):
        assert ("公示期满", notice.last_day) in days_of(reader)
    for other in (charlie, hana):
        assert "公示期满" not in {label for label, _day in days_of(other)}


def test_office_has_its_windows_and_its_own_arrangement(world, dora, charlie):
    arranged(world)

    found = days_of(dora)

    assert ("年度登记截止", date(2020, 6, 30)) in found
    assert any(label == "报送截止" for label, _day in found)
    assert ("年度登记截止", date(2020, 6, 30)) not in days_of(charlie)


def test_unit_has_the_windows_of_its_own_route_alone(bob, dora):
    assert {due.what for due in agenda(bob) if due.label == "报送截止"} == {"省直单位"}
    assert len({due.what for due in agenda(dora) if due.label == "报送截止"}) > 1


def test_revoked_slip_leaves_the_last_day_for_applying_again(alice):
    make_case(alice.professional, state="revoked")

    assert any(label in ("最迟公示", "报送截止") for label, _day in days_of(alice))


def test_what_is_over_is_left_out(world, alice):
    arranged(world, date(2020, 6, 9))

    assert "年度登记截止" not in {label for label, _day in days_of(alice)}


def test_event_is_a_whole_day_without_a_clock_and_blocks_nobody():
    (one,) = events(as_file([Due(date(2020, 7, 31), "报送截止", "省直单位；甲,乙")])).values()

    assert one["summary"] == "报送截止：省直单位；甲,乙"
    assert (one.decoded("dtstart"), one.decoded("dtend")) == (date(2020, 7, 31), date(2020, 8, 1))
    assert one["transp"] == "TRANSPARENT"


def test_day_that_moves_keeps_its_name_and_that_of_next_year_has_another():
    def uid(day):
        (one,) = events(as_file([Due(day, "报送截止", "省直单位")])).values()
        return str(one["uid"])

    assert uid(date(2020, 7, 31)) == uid(date(2020, 8, 15))
    assert uid(date(2020, 7, 31)) != uid(date(2021, 7, 31))


def test_file_names_nobody_and_no_number(world, alice, bob, login):
    arranged(world)
    publish(bob, [make_case(alice.professional, state="notice")])
    body = login(alice).get(FILE).content.decode().replace("\r\n ", "")

    assert events(body)
    assert str(alice.professional.identity_number) not in body
    assert alice.professional.name not in body


def test_there_is_no_file_where_there_are_no_days(admin, login):
    client = login(admin)

    assert FILE not in client.get(PAGE).content.decode()
    assert client.get(FILE).status_code == 404


def address_of(page):
    return page.context["address"].removeprefix("http://testserver")


def test_calendar_program_reads_by_the_secret_without_a_login(world, alice, login, client):
    arranged(world)
    page = outcome(
        login(alice).post(RENEW),
        "订阅地址已生成，请现在复制；以前的地址同时失效。",
        lambda: CalendarAddress.objects.filter(user=alice).count() == 1,
    )
    address = address_of(page)
    client.logout()

    answer = client.get(address, headers={"accept-language": "en"})

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert any("年度登记截止" in one for one in events(answer.content))
    assert "secret" not in str(CalendarAddress.objects.values().get())
    assert address.rpartition("/")[2].removesuffix(".ics") not in str(list(AuditEntry.objects.values()))


def test_renewed_and_ended_addresses_and_those_of_closed_logins_lead_nowhere(alice, login, client):
    browser = login(alice)
    first = address_of(browser.post(RENEW))
    second = address_of(browser.post(RENEW))

    assert browser.get(first).status_code == 404
    assert browser.get(second).status_code == 200

    alice.is_active = False
    alice.save()
    assert client.get(second).status_code == 404

    alice.is_active = True
    alice.save()
    outcome(
        login(alice).post(reverse("certification:agenda-end")),
        "已停止订阅，原来的地址不再可用。",
        lambda: not CalendarAddress.objects.exists(),
    )
    assert client.get(second).status_code == 404


def test_address_is_shown_once_and_no_log_holds_it(alice, login):
    client = login(alice)
    address = address_of(client.post(RENEW))

    assert address not in client.get(PAGE).content.decode()
    assert address not in str(mask_numbers(None, "", {"event": f"GET {address} 404"}))


def test_ending_what_never_was_writes_nothing(alice):
    assert services.end(actor=alice) == 0
    assert not AuditEntry.objects.filter(action="calendar.ended").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_queries(count, alice, bob, login, django_assert_num_queries):
    for year in range(2020, 2020 - count, -1):
        publish(bob, [make_case(alice.professional, state="notice", application_year=year)])
    client = login(alice)
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 12
