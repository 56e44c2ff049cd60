"""Annual registration: a person declares, the employer confirms, the office
above locks; nobody twice, nobody himself."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from cejc.errors import Refused, Stale
from credits.queries import policy_here
from registry.activities.services import activity as activities
from registry.activities.services import activity_review, taking_back
from registry.models import AnnualRegistration, AuditEntry, Message
from registry.yearly.queries.registration import words
from registry.yearly.services import registration as services
from registry.yearly.services import registration_arrangement as arrangement
from registry.yearly.services import registration_reopening as reopening
from tests import factories
from tests.certification.rows import on
from tests.many import confirm, listed
from tests.outcome import outcome
from tests.registry.activities.activity_factories import make_draft, make_evidence, make_submitted, png

pytestmark = pytest.mark.django_db
PROFESSIONAL = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}
PUBLIC = {"date": "2019-06-01", "subject": "public", "approved_hours": "30"}


@pytest.fixture(autouse=True)
def _in_2020():
    with on("2020-03-02 09:00"):
        yield


@pytest.fixture
def records(alice, bob, dora):
    """60 professional and 30 public hours of 2019, approved."""
    made = [make_submitted(alice, "award", facts=PROFESSIONAL), make_submitted(alice, "online", facts=PUBLIC)]
    activity_review.approve(actor=bob, activity=made[0])
    activity_review.approve(actor=dora, activity=made[1])
    return made


@pytest.fixture
def declared(alice, records):
    return services.declare(actor=alice, year=2019)


@pytest.fixture
def confirmed(declared, bob):
    return services.confirm(actor=bob, registration=declared)


@pytest.fixture
def locked(confirmed, dora):
    return services.confirm(actor=dora, registration=confirmed)


def second_hr(employer):
    return factories.hr_of(employer, "beth", "白贝")


def test_year_goes_from_person_to_employer_to_department_and_is_locked(alice, locked, bob, dora):
    locked.refresh_from_db()

    assert locked.state == "locked"
    assert locked.summary["hours"] == {"professional": "60", "public": "30"}
    assert locked.summary["status"] == "met"
    assert [one["title"] for one in locked.summary["records"]] == ["水利信息化培训班"] * 2
    assert (locked.employer_by, locked.office_by) == (bob, dora)
    assert Message.objects.filter(recipient=alice, kind="registration_locked").count() == 1
    actions = AuditEntry.objects.filter(subject=str(locked.public_id)).values_list("action", flat=True)
    assert list(actions.order_by("number")) == [
        "registration.declared",
        "registration.confirmed",
        "registration.locked",
    ]


def test_every_step_done_twice_is_done_once(alice, bob, dora, records):
    row = [services.declare(actor=alice, year=2019) for _again in range(2)][-1]
    row = [services.confirm(actor=bob, registration=row) for _again in range(2)][-1]
    [services.confirm(actor=dora, registration=row) for _again in range(2)]

    assert AnnualRegistration.objects.count() == 1
    assert AuditEntry.objects.filter(action__startswith="registration.").count() == 3


def test_unit_without_an_office_above_locks_by_its_own_confirmation(records, alice, bob):
    university = factories.make_organisation("中南大学", kind="university", route="university")
    teacher = factories.employee_of(university, "tess", "谭思")
    hr = factories.hr_of(university, "una", "尤娜")

    row = services.declare(actor=teacher, year=2019)
    row = services.confirm(actor=hr, registration=row)

    assert (row.state, row.office) == ("locked", None)
    assert row.summary["status"] == "short"


def test_city_may_leave_the_confirmation_to_the_employers_and_a_department_may_not(dora, world):
    city = factories.make_organisation("长沙市人力资源和社会保障局", kind="bureau", route="city")
    officer = factories.make_person("bella", "贝拉")
    officer.memberships.create(organisation=city, role="bureau", valid_from="2019-01-01")
    unit = factories.make_employer("长沙市第一医院", parent=city, route="city")
    nurse, hr = factories.employee_of(unit, "nina", "宁娜"), factories.hr_of(unit, "hugo", "胡戈")

    arrangement.arrange(actor=officer, organisation=city, year=2019, closes_on=None, office_confirms=False)
    row = services.confirm(actor=hr, registration=services.declare(actor=nurse, year=2019))

    assert row.state == "locked"
    with pytest.raises(Refused, match="须由主管部门"):
        arrangement.arrange(
            actor=dora, organisation=world.department, year=2019, closes_on=None, office_confirms=False
        )


def test_nobody_confirms_for_himself_or_in_two_offices(world, records, declared, bob, dora):
    own = services.declare(actor=bob, year=2019)
    second = second_hr(world.employer)
    second.memberships.create(organisation=world.department, role="department", valid_from="2019-01-01")

    with pytest.raises(Refused, match="本人的登记"):
        services.confirm(actor=bob, registration=own)
    row = services.confirm(actor=second, registration=declared)
    with pytest.raises(Refused, match="您已代表单位确认过"):
        services.confirm(actor=second, registration=row)
    assert services.confirm(actor=dora, registration=row).state == "locked"


def test_second_login_of_the_same_person_is_the_same_person(world, declared, bob):
    twin = factories.make_user("bob2", professional=bob.professional)
    twin.memberships.create(organisation=world.department, role="department", valid_from="2019-01-01")
    row = services.confirm(actor=bob, registration=declared)

    with pytest.raises(Refused, match="您已代表单位确认过"):
        services.confirm(actor=twin, registration=row)


@pytest.mark.parametrize("who", ["charlie", "hana", "admin", "petra"])
def test_outsiders_cannot_confirm(who, declared, request):
    with pytest.raises(Refused):
        services.confirm(actor=request.getfixturevalue(who), registration=declared)

    declared.refresh_from_db()
    assert declared.state == "declared"


def test_waiting_records_hold_the_confirmation_up(alice, bob, dora, records):
    make_submitted(alice, "paper", facts={"author_rank": 1, "cn_serial": True, "date": "2019-09-01"})
    row = services.declare(actor=alice, year=2019)

    with pytest.raises(Refused, match="还有1条记录待审核"):
        services.confirm(actor=bob, registration=row)


def test_public_subject_records_hold_up_the_department_and_not_the_employer(alice, bob, dora):
    sent = make_submitted(alice, "online", facts=PUBLIC)
    row = services.confirm(actor=bob, registration=services.declare(actor=alice, year=2019))

    with pytest.raises(Refused, match="还有1条记录待审核"):
        services.confirm(actor=dora, registration=row)
    activity_review.approve(actor=dora, activity=sent)
    row = services.confirm(actor=dora, registration=row)

    assert row.summary["hours"] == {"public": "30"}


def test_year_is_declared_when_it_is_over(alice):
    with pytest.raises(Refused, match="2020年尚未结束"):
        services.declare(actor=alice, year=2020)
    with pytest.raises(Refused, match="请选择"):
        services.declare(actor=alice, year=2021)


def test_late_entry_needs_a_reason_and_keeps_it(alice, dora, world):
    arrangement.arrange(actor=dora, organisation=world.department, year=2019, closes_on=date(2020, 1, 31))

    with pytest.raises(Refused, match="2020年1月31日截止"):
        services.declare(actor=alice, year=2019)
    row = services.declare(actor=alice, year=2019, late_reason="在外援派")

    assert row.late_reason == "在外援派"


def test_exemption_needs_proof_and_is_shown_to_both_offices(alice, bob, dora):
    with pytest.raises(Refused, match="证明材料"):
        services.declare(actor=alice, year=2019, exempt_reason="长期病假")
    kept = {"file_name": "病历.pdf", "stored_name": "x/y.pdf", "sha256": "0" * 64, "mime": "application/pdf"}
    row = services.declare(actor=alice, year=2019, exempt_reason="长期病假", file=kept)
    row = services.confirm(actor=dora, registration=services.confirm(actor=bob, registration=row))

    assert row.summary["status"] == "exempt"
    assert row.summary["missing"] == {}


def test_stale_page_changes_nothing(alice, bob, declared):
    with pytest.raises(Stale):
        services.confirm(actor=bob, registration=declared, edit=declared.edit - 1)
    services.return_(actor=bob, registration=declared, reason="缺一项")
    with pytest.raises(Stale):
        services.declare(actor=alice, year=2019, edit=declared.edit)


def test_returned_year_says_why_and_can_be_declared_again(alice, bob, confirmed, dora):
    row = services.return_(actor=dora, registration=confirmed, reason="公需科目证书不清晰")

    assert (row.state, row.note, row.employer_by) == ("open", "公需科目证书不清晰", None)
    message = Message.objects.get(recipient=alice, kind="registration_returned")
    assert "公需科目证书不清晰" in message.body
    assert services.declare(actor=alice, year=2019).state == "declared"


def test_person_takes_a_declaration_back_until_the_employer_confirms(alice, bob, declared):
    assert services.withdraw(actor=alice, registration=declared).state == "open"
    row = services.confirm(actor=bob, registration=services.declare(actor=alice, year=2019))

    with pytest.raises(Refused, match="单位已经确认"):
        services.withdraw(actor=alice, registration=row)


def test_locked_year_takes_no_new_record_until_it_is_opened_again(alice, bob, dora, locked):
    late = make_draft(alice, "paper", facts={"author_rank": 1, "cn_serial": True, "date": "2019-09-01"})
    make_evidence(alice, late)
    with pytest.raises(activities.Incomplete) as refused:
        activities.submit(actor=alice, activity=late, edit=late.edit)
    assert "2019年的年度登记已经完毕" in refused.value.sentences[0]

    reopening.ask_reopen(actor=alice, registration=locked, reason="漏报一篇论文")
    with pytest.raises(Refused, match="只有最后确认的机关"):
        reopening.reopen(actor=bob, registration=locked, reason="同意")
    row = reopening.reopen(actor=dora, registration=locked, reason="同意补登")

    assert (row.state, row.reopen_reason, row.note) == ("open", "", "同意补登")
    assert activities.submit(actor=alice, activity=late, edit=late.edit).state == "submitted"


def test_request_to_open_again_names_its_year(client, alice, locked):
    client.force_login(alice)

    page = client.get(reverse("registry:registration-ask", args=[locked.public_id])).content.decode()

    assert page.count("申请重新开启2019年度登记") == 2  # title and heading


def test_request_to_open_again_can_be_refused_with_a_reason(alice, dora, locked):
    reopening.ask_reopen(actor=alice, registration=locked, reason="漏报")
    row = reopening.refuse_reopen(actor=dora, registration=locked, reason="已在申报当年核减")

    assert (row.state, row.reopen_reason) == ("locked", "")
    assert Message.objects.filter(recipient=alice, kind="registration_reopen_refused").exists()


@pytest.mark.parametrize("reason", ["证书系伪造", "伪造" * 500], ids=["short", "as long as the form takes"])
def test_approval_taken_back_opens_the_year_that_counted_it(records, locked, dora, reason):
    taking_back.take_back(actor=dora, activity=records[0], reason=reason)

    locked.refresh_from_db()
    assert locked.state == "open"
    assert reason in locked.note


@pytest.fixture
def plain(world, alice):
    return AnnualRegistration.objects.create(
        professional=alice.professional,
        year=2019,
        organisation=world.employer,
        state="locked",
        locked_at="2020-01-01T00:00Z",
    )


def test_database_refuses_to_rewrite_a_locked_year(plain):
    for change in ({"summary": {"hours": {}}}, {"year": 2018}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AnnualRegistration.objects.filter(pk=plain.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        AnnualRegistration.objects.filter(pk=plain.pk).delete()


def many(unit, count):
    made = []
    for number in range(count):
        person = factories.make_professional(f"员工{number}")
        factories.make_employment(person, unit)
        row = AnnualRegistration.objects.create(
            professional=person, year=2019, organisation=unit, office=unit.supervisor, state="declared"
        )
        made.append(row)
    return made


def test_list_is_confirmed_and_what_is_left_out_is_said(world, bob, declared, records):
    own = services.declare(actor=bob, year=2019)
    others = many(world.employer, 3)
    stale, done = others[0], others[1]
    services.confirm(actor=bob, registration=done)
    shown = [(row, row.edit) for row in (own, declared, *others[1:])] + [(stale, stale.edit + 1)]

    outcome = services.confirm_many(actor=bob, registrations=shown)

    why = {row.pk: sentence for row, sentence in outcome.left_out}
    # Twice is once: what the same clerk has just confirmed is done, and not left out.
    assert {row.pk for row in outcome.done} == {declared.pk, others[2].pk, done.pk}
    assert why[own.pk] == "本人的登记，须由他人确认"
    assert why[stale.pk] == "刚刚有改动，请重新核对"


@pytest.mark.parametrize("count", [1, 3])
def test_list_is_confirmed_with_the_same_number_of_statements(
    count, world, bob, dora, django_assert_num_queries
):
    shown = [(row, row.edit) for row in many(world.employer, count)]
    assert bob.seats

    with django_assert_num_queries(13):
        assert len(services.confirm_many(actor=bob, registrations=shown).done) == count


def test_people_who_have_not_declared_are_reminded_once_before_the_closing_date(
    alice, bob, dora, world, declared
):
    arrangement.arrange(actor=dora, organisation=world.department, year=2019, closes_on=date(2020, 3, 10))
    colleague = factories.employee_of(world.employer, "carol", "蔡蓉")

    assert [arrangement.remind_before_closing() for _tick in range(2)] == [1, 0]

    told = Message.objects.filter(kind="registration_reminder").values_list("recipient__username", flat=True)
    assert colleague.username in told
    assert alice.username not in told


# Pages.


def test_person_declares_in_the_browser_and_sees_every_step(client, alice, records):
    client.force_login(alice)
    address = reverse("registry:registration-year", args=[2019])

    assert client.post(address, {"edit": ""}).status_code == 422
    page = client.post(address, {"true": "on", "edit": ""}, follow=True).content.decode()

    assert "已申报2019年度登记" in page
    assert "待单位确认" in page
    assert "专业科目" in page


def test_exemption_with_a_broken_file_is_refused_and_nothing_is_declared(client, alice):
    client.force_login(alice)
    file = SimpleUploadedFile("a.pdf", b"no pdf", "application/pdf")

    answer = client.post(
        reverse("registry:registration-year", args=[2019]),
        {"true": "on", "exempt_reason": "病假", "file": file, "edit": ""},
    )

    assert answer.status_code == 422
    assert not AnnualRegistration.objects.exclude(state="open").exists()


def test_proof_of_an_exemption_is_seen_by_the_offices_and_nobody_else(client, alice, bob, hana, charlie):
    file = SimpleUploadedFile("a.png", png("x"), "image/png")
    client.force_login(alice)
    client.post(
        reverse("registry:registration-year", args=[2019]),
        {"true": "on", "exempt_reason": "病假", "file": file, "edit": ""},
    )
    address = reverse("registry:registration-file", args=[AnnualRegistration.objects.get().public_id])

    codes = {}
    for user in (alice, bob, hana, charlie):
        client.force_login(user)
        codes[user.username] = client.get(address).status_code
    assert codes == {"alice": 200, "bob": 200, "hana": 404, "charlie": 404}


def test_hr_confirms_a_list_after_seeing_it(client, bob, declared):
    client.force_login(bob)
    bulk = reverse("registry:registration-bulk")

    shown = listed(client, bulk, {"chosen": f"{declared.public_id}:{declared.edit}"})
    assert "将确认年度登记：1人次" in shown.content.decode()
    declared.refresh_from_db()
    assert declared.state == "declared"
    answer = confirm(client, shown)

    outcome(
        answer, "已全部完成。", lambda: AnnualRegistration.objects.get(pk=declared.pk).state == "confirmed"
    )


def test_all_that_waits_can_be_chosen_at_once(client, bob, world):
    many(world.employer, 3)
    client.force_login(bob)

    shown = listed(client, reverse("registry:registration-bulk"), {"scope": "all"}).content.decode()

    assert "将确认年度登记：3人次" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_office_s_list_asks_the_same_number_of_queries(count, client, world, bob, django_assert_num_queries):
    many(world.employer, count)
    client.force_login(bob)
    client.get(reverse("registry:registrations"))

    with django_assert_num_queries(17):
        page = client.get(reverse("registry:registrations")).content.decode()

    assert page.count("data-bulk-item") == count


def test_those_who_have_not_declared_are_listed(client, bob, alice, declared, world):
    factories.employee_of(world.employer, "carol", "蔡蓉")
    client.force_login(bob)

    page = client.get(reverse("registry:registrations"), {"state": "missing", "year": 2019}).content.decode()

    assert "蔡蓉" in page
    assert alice.professional.name not in page.partition("<main")[2]


def test_list_can_be_taken_along_as_a_workbook(client, bob, declared):
    client.force_login(bob)

    answer = client.get(reverse("registry:registration-export"))

    assert answer.content[:2] == b"PK"


def test_registered_records_keep_their_days(locked):
    assert {one["kind"]: one["date"] for one in locked.summary["records"]} == {
        "award": "2019-11-11",
        "online": "2019-06-01",
    }


def test_a_year_declared_short_is_called_so_in_one_line(alice):
    row = services.declare(actor=alice, year=2019)

    assert words(row.summary, policy_here()).endswith("不足")
