"""Reminders to many: nobody is told before it is released, everybody in it once, the rest with the reason."""

import pytest
from django.urls import reverse

from cejc.errors import Refused, Stale
from registry.models import AnnualRegistration, Employment, Letter, Message, Reminding
from registry.people.services.telling import reminding
from registry.people.services.telling.reminding import Wanted
from tests import factories
from tests.certification.rows import make_case, on
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
YEAR = Wanted("registration", 2019)
AWARD = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


def seat_of(user):
    return user.seats[0]


def prepare(user, wanted=YEAR):
    return reminding.prepare(actor=user, seat=seat_of(user), wanted=wanted)


def outcomes(row):
    return {
        one.place.professional.name: one.outcome for one in row.letters.select_related("place__professional")
    }


def why(row, person):
    return row.letters.get(place__professional=person.professional).why


def told(kind="reminding"):
    return sorted(Message.objects.filter(kind=kind).values_list("recipient__username", flat=True))


def letter_of(row, person):
    return row.letters.get(place__professional=person.professional)


def send(user, row, run_jobs):
    reminding.release(actor=user, reminding=row)
    run_jobs()
    row.refresh_from_db()
    return row


def declare(person, unit, year=2019):
    return AnnualRegistration.objects.create(
        professional=person.professional, year=year, organisation=unit, state="declared"
    )


# Whom it concerns


def test_list_names_who_gets_it_who_does_not_and_how_many_it_does_not_concern(world, alice, bob, charlie):
    silent = factories.make_professional("无账号")
    factories.make_employment(silent, world.employer)
    carol = factories.employee_of(world.employer, "carol", "蔡蓉")
    declare(carol, world.employer)

    row = prepare(bob)

    assert outcomes(row) == {"欧阳晓𬱖": "waiting", "毕明": "waiting", "无账号": "out"}
    assert row.letters.get(place__professional=silent).why == "没有可用的账号，收不到提醒"
    assert row.others == 1
    assert not Message.objects.filter(kind="reminding").exists()


def test_nobody_is_told_until_it_is_released_and_then_each_once(alice, bob, run_jobs):
    row = prepare(bob)
    run_jobs()
    assert told() == []

    reminding.release(actor=bob, reminding=row)
    reminding.release(actor=bob, reminding=row)
    run_jobs()
    run_jobs()

    row.refresh_from_db()
    assert row.state == "sent"
    assert told() == ["alice", "bob"]
    assert told("reminding_sent") == ["bob"]
    got = Message.objects.get(kind="reminding", recipient=alice)
    assert got.subject == "请申报2019年度继续教育登记"
    assert got.body.startswith("欧阳晓𬱖，您好：\n您尚未申报2019年度")
    assert got.body.endswith("湖南省水利水电勘测设计院")
    assert got.link == reverse("registry:registration-year", args=[2019])


def test_one_given_up_tells_nobody_and_stays_given_up(alice, bob, run_jobs):
    row = reminding.drop(actor=bob, reminding=prepare(bob))
    run_jobs()

    assert row.state == "dropped"
    with pytest.raises(Stale):
        reminding.release(actor=bob, reminding=row)
    assert told() == []


def test_whoever_did_it_before_the_letter_goes_is_not_told(world, alice, bob, run_jobs):
    row = prepare(bob)
    declare(alice, world.employer)

    send(bob, row, run_jobs)

    assert told() == ["bob"]
    assert why(row, alice) == "发送前已经申报，或已不在该单位"


def test_same_person_is_not_reminded_again_within_days_of_anything(alice, bob, run_jobs):
    send(bob, prepare(bob), run_jobs)
    with on("2020-06-14 09:00"):
        again = prepare(bob, Wanted("apply", 2020))
        assert set(outcomes(again).values()) == {"out"}
        assert why(again, alice) == "2020年6月10日已提醒过，7天内不重复提醒，除非逐人选定"
        with pytest.raises(Refused, match="没有收件人"):
            reminding.release(actor=bob, reminding=again)
    with on("2020-06-17 09:01"):
        assert set(outcomes(prepare(bob)).values()) == {"waiting"}


def test_named_person_is_reminded_again(alice, bob, run_jobs):
    send(bob, prepare(bob), run_jobs)
    again = prepare(bob)

    count = reminding.name(actor=bob, reminding=again, letters=[letter_of(again, alice).public_id])
    send(bob, again, run_jobs)

    assert count == 1
    assert told() == ["alice", "alice", "bob"]


def test_two_outboxes_with_one_person_remind_once(alice, bob, dora, run_jobs):
    own, above = prepare(bob), prepare(dora)
    send(bob, own, run_jobs)
    send(dora, above, run_jobs)

    assert told() == ["alice", "bob"]
    assert "已提醒过" in why(above, alice)


def test_what_the_portal_reminded_of_by_itself_counts(alice, bob):
    Message.objects.create(recipient=alice, kind="registration_reminder", subject="x", body="x")

    assert outcomes(prepare(bob)) == {"欧阳晓𬱖": "out", "毕明": "waiting"}


def test_person_without_a_login_cannot_be_named(world, bob):
    silent = factories.make_professional("无账号")
    factories.make_employment(silent, world.employer)
    row = prepare(bob)
    one = row.letters.get(place__professional=silent)

    assert reminding.name(actor=bob, reminding=row, letters=[one.public_id]) == 0
    one.refresh_from_db()
    assert one.outcome == "out"


def test_filter_narrows_by_unit_below_level_series_and_department(world, alice, bob, dora, petra, charlie):
    part = factories.make_employer("勘测分院", parent=world.employer)
    far = factories.employee_of(part, "far", "方远")
    far.professional.title_level = "senior_full"
    far.professional.save()
    Employment.objects.filter(professional=far.professional).update(position="测量队")

    def names(user, **more):
        return sorted(outcomes(prepare(user, Wanted("registration", 2019, **more))))

    assert names(dora) == sorted(["欧阳晓𬱖", "毕明", "方远"])
    assert names(dora, unit=part) == ["方远"]
    assert names(dora, level="senior_full") == ["方远"]
    assert names(dora, department="测量") == ["方远"]
    assert names(bob) == sorted(["欧阳晓𬱖", "毕明"])
    assert "陈立" in names(petra)
    with pytest.raises(Refused, match="没有需要提醒的人员"):
        names(dora, unit=world.other_employer)


@pytest.mark.parametrize("count", [1, 3])
def test_list_is_made_with_the_same_number_of_statements(count, world, bob, django_assert_num_queries):
    for number in range(count):
        factories.employee_of(world.employer, f"more{number}", "众人")
    assert bob.seats
    with django_assert_num_queries(QUERIES):
        assert prepare(bob).letters.count() == count + 1


QUERIES = 11


# Topics


def test_returned_records_are_named_in_the_letter(alice, bob, run_jobs):
    for title in ("论文一", "论文二", "论文三", "论文四"):
        row = make_submitted(alice, "award", facts=AWARD, title=title)
        type(row).objects.filter(pk=row.pk).update(state="returned")

    made = send(bob, prepare(bob, Wanted("activity")), run_jobs)

    assert outcomes(made) == {"欧阳晓𬱖": "told"}
    assert "《论文一》《论文二》《论文三》等4项" in Message.objects.get(kind="reminding").body


def test_returned_application_leads_to_its_page(alice, bob, run_jobs):
    case = make_case(alice.professional, state="returned", application_year=2020)

    send(bob, prepare(bob, Wanted("case", 2020)), run_jobs)

    got = Message.objects.get(kind="reminding")
    assert (got.recipient, got.link) == (alice, reverse("certification:case", args=[case.public_id]))
    assert "您的2020年度学时认定申请已退回" in got.body


def test_whoever_has_applied_is_not_asked_to(alice, bob):
    make_case(alice.professional, state="initial_review", application_year=2020)

    assert outcomes(prepare(bob, Wanted("apply", 2020))) == {"毕明": "waiting"}


# Whose it is


def test_outbox_is_the_offices_and_nobody_elses(world, bob, dora, hana, alice, login):
    row = prepare(bob)
    colleague = factories.hr_of(world.employer, "bob2", "毕二")

    assert list(Reminding.objects.visible_to(colleague)) == [row]
    for other in (dora, hana, alice):
        assert not Reminding.objects.visible_to(other).exists()
        assert login(other).get(reverse("registry:reminder", args=[row.public_id])).status_code == 404
        with pytest.raises(Refused):
            reminding.release(actor=other, reminding=row)
    assert reminding.release(actor=colleague, reminding=row).released_by == colleague


def test_nobody_prepares_from_a_seat_that_is_not_theirs(alice, bob, hana):
    for actor, seat in ((alice, seat_of(bob)), (bob, seat_of(hana))):
        with pytest.raises(Refused):
            reminding.prepare(actor=actor, seat=seat, wanted=YEAR)
    assert not Reminding.objects.exists()


def test_seat_of_another_kind_at_the_same_office_does_not_see_it(world, alice, dora):
    row = prepare(dora)
    clerk = factories.hr_of(world.department, "dhr", "人事")

    assert list(Reminding.objects.visible_to(dora)) == [row]
    assert not Reminding.objects.visible_to(clerk).exists()


# Words


def test_words_are_changed_until_it_goes_and_signs_must_mean_something(alice, bob, run_jobs):
    row = prepare(bob)
    row = reminding.write(
        actor=bob, reminding=row, subject="{姓名}请登记", text="{单位}：{年度}", edit=row.edit
    )
    with pytest.raises(Refused, match="不是可以使用的代号"):
        reminding.write(actor=bob, reminding=row, subject="x", text="{电话}", edit=row.edit)
    with pytest.raises(Refused, match="标题中只能使用"):
        reminding.write(actor=bob, reminding=row, subject="{单位}", text="x", edit=row.edit)
    with pytest.raises(Stale):
        reminding.write(actor=bob, reminding=row, subject="x", text="x", edit=row.edit - 1)

    send(bob, row, run_jobs)

    got = Message.objects.get(kind="reminding", recipient=alice)
    assert (got.subject, got.body) == ("欧阳晓𬱖请登记", "湖南省水利水电勘测设计院：2019")


def test_text_with_marks_reaches_its_reader_as_it_was_typed(alice, bob, run_jobs):
    row = prepare(bob)
    reminding.write(
        actor=bob, reminding=row, subject="<b>&</b>", text="第一行 & <i>\n%s %(name)s", edit=row.edit
    )

    send(bob, row, run_jobs)

    got = Message.objects.get(kind="reminding", recipient=alice)
    assert (got.subject, got.body) == ("<b>&</b>", "第一行 & <i>\n%s %(name)s")


# Pages


def test_page_shows_the_letter_of_each_and_reads_back_what_was_sent(alice, bob, login, run_jobs):
    row, client = prepare(bob), login(bob)
    page = client.get(reverse("registry:reminder", args=[row.public_id])).content.decode()
    assert "发出（2人）" in page
    address = reverse("registry:reminder-letter", args=[row.public_id, letter_of(row, alice).public_id])
    assert address in page
    assert "欧阳晓𬱖，您好：" in client.get(address).content.decode()

    send(bob, row, run_jobs)

    assert "已发出。" in client.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_queries(count, world, bob, login, django_assert_num_queries):
    for number in range(count):
        factories.employee_of(world.employer, f"more{number}", "众人")
    row, client = prepare(bob), login(bob)
    address = reverse("registry:reminder", args=[row.public_id])
    client.get(address)
    with django_assert_num_queries(PAGE):
        client.get(address)


PAGE = 14


def test_form_asks_for_a_year_and_finds_the_unit_by_its_name(world, dora, login):
    client, address = login(dora), reverse("registry:reminder-new")
    assert "请选择年度" in client.post(address, {"topic": "apply"}).content.decode()
    factories.employee_of(world.employer, "more", "众人")
    values = {"topic": "registration", "year": 2019}
    refused = client.post(address, values | {"unit": "湖南省人民医院"})
    assert (refused.status_code, Letter.objects.count()) == (422, 0)

    answer = client.post(address, values | {"unit": "勘测设计院"})

    assert answer.url == reverse("registry:reminder", args=[Reminding.objects.get().public_id])


def test_list_of_those_who_have_not_declared_leads_to_the_reminder(world, alice, bob, login):
    page = login(bob).get(reverse("registry:registrations") + "?state=missing&year=2019").content.decode()
    address = reverse("registry:reminder-new") + "?topic=registration&amp;year=2019"

    assert address in page
    form = login(bob).get(address.replace("&amp;", "&")).context["form"]
    assert (form["topic"].value(), form["year"].value()) == ("registration", 2019)
