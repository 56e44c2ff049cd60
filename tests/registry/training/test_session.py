"""Sessions of face-to-face training: lists, signing in by turning code and by list, closing, correcting."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib.spreadsheet import XLSX
from cejc.lib.uploads import turning
from registry.machinery.services.job import run_all
from registry.models import (
    Activity,
    Attendee,
    AuditEntry,
    Completion,
    Message,
    SessionSlot,
    SignIn,
    Suspension,
    TrainingSession,
)
from registry.people.services import sheet as sheets
from registry.people.services.sheet_rows import contents
from registry.results.services import session_close
from registry.training.queries.session import slots_of, warnings_of
from registry.training.services import attendance, attendance_columns, session
from tests import factories
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.training import session_factories as make
from tests.registry.training.training_factories import base_staff, base_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(db):
    with on("2020-06-01 09:00"):
        yield base_world()


@pytest.fixture
def running(base, petra, alice):
    """An open session under an accepted filing, with Alice on its list."""
    filing = make.accepted(base.staff, petra, base.base)
    row = make.make_session(base.staff, base=base.base, filing=filing)
    make.listed(base.staff, row, alice.professional)
    return row


def code_at(row, moment, slot="morning"):
    with on(moment):
        return attendance.code_now(make.slot_of(row, slot))


def signed(row, user, moment="2020-06-15 08:35", slot="morning"):
    code = code_at(row, moment, slot)
    with on(moment):
        return attendance.sign_in(actor=user, slot=make.slot_of(row, slot), code=code)


def closed(row, clerk, moment="2020-06-15 18:00"):
    row.refresh_from_db()
    with on(moment):
        return session_close.close(actor=clerk, session=row, edit=row.edit)


def test_code_proves_the_half_minute_in_which_it_was_shown():
    start = datetime(2020, 6, 15, tzinfo=clock.SHANGHAI)
    shown = start + timedelta(hours=8, minutes=31, seconds=44)
    code = turning.code("secret", start, shown)

    assert turning.shown_at("secret", start, f" {code.lower()} ") == start + timedelta(
        hours=8, minutes=31, seconds=30
    )
    assert turning.shown_at("another", start, code) is None
    assert turning.code("secret", start, shown + turning.STEP) != code


@pytest.mark.parametrize(
    "typed", ["", "-", "A", "RS-", "-ABCDEFGH", "RS-ABCDEFGH", "中-文", "0RS-ABCDEFGH", "9" * 300]
)
def test_what_is_no_code_is_no_code(typed):
    assert turning.shown_at("secret", datetime(2020, 6, 15, tzinfo=clock.SHANGHAI), typed) is None


def test_scan_signs_in_once_however_often_it_is_sent(running, alice):
    first = signed(running, alice)

    assert signed(running, alice) == first
    assert SignIn.objects.count() == 1


def test_scan_that_waited_for_a_network_counts_from_the_moment_of_its_code(running, alice):
    code = code_at(running, "2020-06-15 08:35")
    with on("2020-06-15 22:00"):
        made = attendance.sign_in(actor=alice, slot=make.slot_of(running), code=code)

    assert clock.day_of(made.scanned_at).isoformat() == "2020-06-15"
    assert made.scanned_at.astimezone(clock.SHANGHAI).strftime("%H:%M") == "08:35"
    assert made.received_at.astimezone(clock.SHANGHAI).strftime("%H:%M") == "22:00"


def test_code_beyond_the_grace_says_when_it_was_shown(running, alice):
    code = code_at(running, "2020-06-15 08:35")

    with on("2020-06-16 08:37"), pytest.raises(Refused, match="显示于2020年6月15日08:35，已过24小时"):
        attendance.sign_in(actor=alice, slot=make.slot_of(running), code=code)


def test_code_of_another_slot_says_which_one_it_is_of(running, alice):
    code = code_at(running, "2020-06-15 08:35")

    with on("2020-06-15 14:05"), pytest.raises(Refused, match="这是2020年6月15日上午的签到码"):
        attendance.sign_in(actor=alice, slot=make.slot_of(running, "afternoon"), code=code)


def test_code_that_will_be_shown_later_is_refused(running, alice):
    code = code_at(running, "2020-06-15 09:00")

    with on("2020-06-15 08:35"), pytest.raises(Refused, match="签到码不正确"):
        attendance.sign_in(actor=alice, slot=make.slot_of(running), code=code)


@pytest.mark.parametrize("moment", ["2020-06-15 07:59", "2020-06-15 12:01", "2020-06-14 09:00"])
def test_no_code_is_shown_outside_the_slot(running, moment):
    assert code_at(running, moment) == ""


def test_guessing_codes_ends_after_some(running, alice):
    with on("2020-06-15 08:35"):
        for _one in range(attendance.MOST_WRONG):
            with pytest.raises(Refused, match="签到码不正确"):
                attendance.sign_in(actor=alice, slot=make.slot_of(running), code="RS-ABCDEFGH")
        with pytest.raises(Refused, match="多次不正确"):
            attendance.sign_in(
                actor=alice, slot=make.slot_of(running), code=code_at(running, "2020-06-15 08:35")
            )


def test_who_is_not_on_the_list_is_told_whom_to_ask(running, charlie):
    with pytest.raises(Refused, match="联系班主任"):
        signed(running, charlie)


def test_sign_in_refused_before_the_session_is_opened(base, alice):
    row = make.make_session(base.staff, base=base.base, started=False)
    make.listed(base.staff, row, alice.professional)

    with pytest.raises(Refused, match="不在开班中"):
        signed(row, alice)


def test_unknown_person_waits_on_the_list_and_signs_in_once_there_is_a_file(base, running):
    number = factories.resident_number(321)
    made = attendance.add(
        actor=base.staff, session=running, name="未建档", identity_type="resident_card", number=number
    )
    person = factories.make_professional("未建档", number=number)

    signed(running, factories.make_user("late", professional=person))

    made.refresh_from_db()
    assert made.professional == person


def test_bad_people_are_refused(base, running, alice):
    def add(name, number):
        attendance.add(
            actor=base.staff, session=running, name=name, identity_type="resident_card", number=number
        )

    with pytest.raises(Refused):
        add("张三", "430102198503070001")
    with pytest.raises(Refused, match="姓名与此处不一致"):
        add("别的名字", str(factories.make_professional("真名").identity_number))
    with pytest.raises(Refused, match="已在名单中"):
        make.listed(base.staff, running, alice.professional)


def test_list_marks_only_what_the_clerk_changed(base, running, alice, charlie):
    other = make.listed(base.staff, running, charlie.professional)
    mine = Attendee.objects.get(session=running, identity_index=alice.professional.identity_index)
    slot = make.slot_of(running)
    signed(running, alice)  # after the page was shown with nobody ticked

    with on("2020-06-15 09:00"):
        came, went = attendance.mark(actor=base.staff, slot=slot, there=[other.pk], before=[])

        assert (came, went) == (1, 0)
        assert set(slot.sign_ins.values_list("attendee", flat=True)) == {mine.pk, other.pk}
        assert attendance.mark(actor=base.staff, slot=slot, there=[mine.pk], before=[mine.pk, other.pk]) == (
            0,
            1,
        )


def test_clerk_does_not_tick_himself(base, running):
    own = make.listed(base.staff, running, base.staff.professional)

    with on("2020-06-15 09:00"), pytest.raises(Refused, match="您本人"):
        attendance.mark(actor=base.staff, slot=make.slot_of(running), there=[own.pk], before=[])


def test_closing_brings_the_hours_of_what_was_signed_to_the_record(base, running, alice, run_jobs):
    signed(running, alice)
    signed(running, alice, "2020-06-15 14:02", "afternoon")

    row = closed(running, base.staff)
    with on("2020-06-15 18:01"):
        run_jobs()

    completion = Completion.objects.get(session=row)
    assert (completion.state, completion.sentence) == ("counted", "")
    assert sum(award.hours for award in completion.activity.awards.all()) == 10  # R6: morning and afternoon
    assert row.versions.get().content["found"]["people"][0]["completed"] is True


def test_only_who_was_there_and_passed_completes_an_assessed_session(base, running, alice, charlie, hana):
    session.save(
        actor=base.staff,
        session=running,
        edit=running.edit,
        values={"assessed": True},
        slots=make.taught(*make.PARTS),
    )
    failed = make.listed(base.staff, running, charlie.professional)
    make.listed(base.staff, running, hana.professional)
    for user in (alice, charlie):
        signed(running, user)
    with pytest.raises(Refused, match="没有考核结果"):
        closed(running, base.staff)
    passed = Attendee.objects.get(session=running, professional=alice.professional)
    with on("2020-06-15 17:00"):
        attendance.assess(actor=base.staff, session=running, results={passed.pk: True, failed.pk: False})

    closed(running, base.staff)

    assert Completion.objects.get().name == alice.professional.name


def test_closing_refused_before_the_last_slot_ends_or_with_nobody_there(base, running, alice):
    signed(running, alice)
    with pytest.raises(Refused, match="才结束"):
        closed(running, base.staff, "2020-06-15 17:00")
    SignIn.objects.all().delete()
    with pytest.raises(Refused, match="还没有人完成培训"):
        closed(running, base.staff)


def test_closing_refused_when_the_session_changed_since_it_was_shown(base, running, alice):
    signed(running, alice)

    with on("2020-06-15 18:00"), pytest.raises(Stale):
        session_close.close(actor=base.staff, session=running, edit=running.edit - 1)


def test_correction_is_a_new_version_with_its_reason_and_new_results(
    base, running, alice, charlie, hana, run_jobs
):
    late, wrong = (make.listed(base.staff, running, user.professional) for user in (charlie, hana))
    for user in (alice, hana):
        signed(running, user)
    row = closed(running, base.staff)
    with on("2020-06-16 09:00"):
        session_close.correct(actor=base.staff, session=row, reason="漏记下午签到")
        mine = Attendee.objects.get(session=row, professional=alice.professional)
        slot = make.slot_of(row, "afternoon")
        attendance.mark(actor=base.staff, slot=slot, there=[mine.pk, late.pk], before=[])
        attendance.remove(actor=base.staff, attendee=wrong)
        closed(row, base.staff, "2020-06-16 09:05")
        run_jobs()

    row.refresh_from_db()
    versions = list(row.versions.order_by("number"))
    of = {one.name: one for one in Completion.objects.exclude(state="replaced")}
    assert [one.reason for one in versions] == ["", "漏记下午签到"]
    assert len(versions[0].content["found"]["people"][0]["signed"]) == 1
    assert (of[alice.professional.name].version, len(of[alice.professional.name].lines)) == (2, 2)
    assert of[hana.professional.name].state == "withdrawn"
    assert of[charlie.professional.name].version == 1
    assert Activity.objects.filter(professional=hana.professional, state="approved").count() == 0


def test_correction_that_changes_nothing_makes_no_version(base, running, alice):
    signed(running, alice)
    row = closed(running, base.staff)
    session_close.correct(actor=base.staff, session=row, reason="复核")
    again = closed(row, base.staff)

    assert (again.state, again.version) == ("closed", 1)
    assert Completion.objects.count() == 1


def test_closed_session_cannot_be_rewritten_in_the_database(base, running, alice):
    made = signed(running, alice)
    row = closed(running, base.staff)

    for tamper in (
        lambda: SignIn.objects.create(
            attendee=made.attendee, slot=make.slot_of(row, "afternoon"), way="list", scanned_at=clock.now()
        ),
        lambda: SignIn.objects.filter(pk=made.pk).delete(),
        lambda: SessionSlot.objects.filter(session=row).update(subject="professional"),
        lambda: Attendee.objects.filter(session=row).update(passed=True),
        lambda: row.versions.update(content={}),
        lambda: TrainingSession.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            tamper()


def test_session_inside_a_suspension_is_refused_with_its_citation(base, petra):
    Suspension.objects.create(first_day="2020-06-10", citation="湘防指〔2020〕1号", declared_by=petra)

    with pytest.raises(Refused, match="湘防指〔2020〕1号"):
        make.make_session(base.staff, base=base.base)


def test_session_beside_its_filing_is_warned_of_and_held_not_refused(base, petra, alice, run_jobs):
    filing = make.accepted(base.staff, petra, base.base, headcount=1)
    parts = (*make.PARTS, ("2020-06-16", "morning", "public"))
    row = make.make_session(base.staff, *parts, base=base.base, filing=filing, place="别处")
    make.listed(base.staff, row, alice.professional)

    warnings = warnings_of(row, slots_of(row), 2)
    with on("2020-06-16 09:00"):
        code = attendance.code_now(row.slots.select_related("session").get(date="2020-06-16"))
        attendance.sign_in(
            actor=alice, slot=row.slots.select_related("session").get(date="2020-06-16"), code=code
        )
    closed(row, base.staff, "2020-06-16 13:00")
    with on("2020-06-16 13:01"):
        run_jobs()

    assert [
        any(word in one for one in warnings) for word in ("2020年6月16日", "培训地点", "超出备案的1人")
    ] == [True] * 3
    assert (Completion.objects.get().state, Completion.objects.get().code) == ("held", "outside_filing")


def test_employer_organises_public_training_without_a_filing_and_it_counts_directly(
    base, alice, bob, employer, run_jobs
):
    row = make.make_session(bob, organiser=employer)
    make.listed(bob, row, alice.professional)
    signed(row, alice)

    closed(row, bob)
    with on("2020-06-15 18:01"):
        run_jobs()

    assert warnings_of(row, slots_of(row), 1) == []
    assert Completion.objects.get().state == "counted"  # R26


def test_slot_keeps_its_row_and_is_not_taken_away_once_somebody_signed(base, running, alice):
    signed(running, alice)
    key = make.slot_of(running).pk
    session.save(
        actor=base.staff, session=running, edit=running.edit, values={}, slots=make.taught(*make.PARTS)
    )

    running.refresh_from_db()
    assert make.slot_of(running).pk == key
    with pytest.raises(Refused, match="已有人签到"):
        session.save(
            actor=base.staff, session=running, edit=running.edit, values={}, slots=make.taught(make.PARTS[1])
        )


def test_code_of_a_session_is_used_once_by_an_organiser(base):
    make.make_session(base.staff, base=base.base)

    with pytest.raises(Refused, match="已经用过"):
        make.make_session(base.staff, base=base.base)


def test_called_off_session_tells_its_people(base, running, alice):
    session.cancel(actor=base.staff, session=running, reason="教师生病")

    assert "教师生病" in Message.objects.get(recipient=alice, kind="session_cancelled").body
    with pytest.raises(Stale):
        make.listed(base.staff, running, factories.make_professional("新来的"))


# The workbook.


def book(rows, headings=("姓名", "证件类型", "证件号码", "2020-06-15上午", "2020-06-15下午", "备注")):
    sheets = openpyxl.Workbook()
    sheet = sheets.active
    sheet.title = attendance_columns.SHEET
    for row in (headings, *rows):
        sheet.append(row)
    out = io.BytesIO()
    sheets.save(out)
    return SimpleUploadedFile("名单.xlsx", out.getvalue(), XLSX)


def read_in(base, session, rows, **more):
    """The workbook's import as it was read on the evening of the day."""
    unit = base.base.organisation
    with on("2020-06-15 18:00"):
        made = sheets.upload(
            actor=base.staff,
            kind="attendance",
            organisation=unit,
            about=session.public_id,
            file=book(rows, **more),
            name="名单.xlsx",
        )
        run_all()
    made.refresh_from_db()
    return made


def take_in(base, session, rows):
    made = read_in(base, session, rows)
    with on("2020-06-15 18:01"):
        if made.writable:
            sheets.take(actor=base.staff, sheet=made, whole=False)
            run_all()
    made.refresh_from_db()
    return made


def test_workbook_lists_people_and_ticks_and_is_taken_in_twice_without_doubling(base, running, charlie):
    unknown, known = factories.resident_number(555), charlie.professional
    rows = [
        ["欧阳·晓", "", unknown, "√", "", "自费"],
        [known.name, "居民身份证", str(known.identity_number), "到", "√", ""],
    ]

    first = take_in(base, running, rows)
    second = take_in(base, running, [*rows, ["李小四", "", factories.resident_number(557), "", "", ""]])

    assert (first.counts, second.counts) == ({"new": 2, "done": 2}, {"new": 1, "same": 2, "done": 1})
    assert running.attendees.count() == 4
    assert SignIn.objects.filter(way="sheet").count() == 3
    assert running.attendees.get(name=known.name).professional == known
    assert AuditEntry.objects.filter(action="session.sheet_taken").count() == 2


def test_empty_cell_takes_back_a_tick_by_list_and_not_a_scan(base, running, alice):
    signed(running, alice)
    person = alice.professional
    rows = [[person.name, "", str(person.identity_number), "", "√", ""]]
    take_in(base, running, rows)
    rows[0][4] = ""
    made = take_in(base, running, rows)

    assert contents(made.rows.get())["changes"][0][1:] == [True, False]
    assert list(SignIn.objects.values_list("way", flat=True)) == ["qr"]


def test_workbook_is_undone_whole_and_what_it_took_back_stands_again(base, running, alice):
    signed(running, alice)
    person = alice.professional
    take_in(base, running, [[person.name, "", str(person.identity_number), "", "√", ""]])
    before = list(SignIn.objects.order_by("slot").values_list("slot", "way", "scanned_at"))
    rows = [
        [person.name, "", str(person.identity_number), "", "", ""],
        ["欧阳·晓", "", factories.resident_number(555), "√", "√", ""],
    ]
    made = take_in(base, running, rows)
    assert (running.attendees.count(), SignIn.objects.count()) == (2, 3)

    with on("2020-06-15 18:05"):
        sheets.undo(actor=base.staff, sheet=made)
        run_all()

    made.refresh_from_db()
    assert (made.state, made.counts["undone"]) == ("undone", 2)
    assert list(SignIn.objects.order_by("slot").values_list("slot", "way", "scanned_at")) == before


def test_closed_session_is_what_its_workbook_rests_on(base, running, alice):
    made = take_in(base, running, [["欧阳·晓", "", factories.resident_number(555), "√", "√", ""]])
    type(running).objects.filter(pk=running.pk).update(state="closed")

    with pytest.raises(Refused, match="已结班"), on("2020-06-15 18:05"):
        sheets.undo(actor=base.staff, sheet=made)


def test_wrong_cells_are_named_one_by_one_and_the_right_ones_can_be_taken(base, running, charlie, login):
    right = factories.resident_number(556)
    rows = [
        ["张", "", "430102198503070001", "√", "", ""],
        ["李四", "", factories.resident_number(559), "也许", "", ""],
        ["别名", "", str(charlie.professional.identity_number), "√", "", ""],
        ["王五", "", right, "", "", ""],
        ["王五", "", right, "", "", ""],
        ["孙七", "", 430102198503070018, "", "", ""],
    ]
    made = take_in(base, running, rows)

    wrong = {(one.number, name) for one in made.rows.all() for name, _sentence in one.faults}
    slot = f"slot-{running.slots.get(slot='morning').pk}"
    assert wrong >= {(2, "name"), (2, "number"), (3, slot), (4, "name"), (6, "number"), (7, "number")}
    assert (made.counts["done"], running.attendees.count()) == (1, 2)
    address = reverse("registry:sheet-annotated", args=[made.public_id])
    content = login(base.staff).get(address).content
    assert openpyxl.load_workbook(io.BytesIO(content)).active["D3"].comment is not None


def test_clerk_does_not_mark_oneself(base, running):
    person = base.staff.professional
    made = read_in(base, running, [[person.name, "", str(person.identity_number), "√", "", ""]])

    assert "须由其他经办人登记" in made.rows.get().faults[0][1]


def test_workbook_of_another_session_is_asked_about_at_its_heading(base, running):
    made = read_in(
        base,
        running,
        [["张三丰", "", factories.resident_number(1), "√"]],
        headings=("姓名", "证件类型", "证件号码", "2020-07-01上午"),
    )

    assert (made.state, made.questions[0]["suspect"]) == ("asking", "像是时段，但不是本班日程中的时段。")


def test_import_of_a_session_is_its_organisers_own(base, running, login, bob, alice):
    made = read_in(base, running, [["欧阳·晓", "", factories.resident_number(555), "√", "", ""]])
    address = reverse("registry:sheet", args=[made.public_id])

    assert login(base.staff).get(address).status_code == 200
    for other in (bob, alice):
        assert login(other).get(address).status_code == 404


def test_template_has_a_column_for_each_slot(running):
    template = attendance_columns.listing(running).template()
    heads = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(template)).active[1]]

    assert heads == ["姓名", "证件类型", "证件号码", "2020-06-15上午", "2020-06-15下午", "备注"]


# Pages.


def test_phone_page_signs_in_without_javascript_and_says_so_again(running, alice, login):
    code = code_at(running, "2020-06-15 08:35")
    address = reverse("registry:sign-in", args=[make.slot_of(running).public_id, code])
    with on("2020-06-15 08:35"):
        client = login(alice)
        before = client.get(address).content.decode()
        answer = client.post(address)
        after = client.get(address).content.decode()

    assert "data-sign-in-form" in before
    assert str(alice.professional.identity_number) not in before
    assert answer.status_code == 302
    assert "已签到" in after


def test_queue_of_the_phone_is_answered_in_json_and_twice_is_once(running, alice, login):
    code = code_at(running, "2020-06-15 08:35")
    address = reverse("registry:sign-in", args=[make.slot_of(running).public_id, code])
    with on("2020-06-15 20:00"):
        client = login(alice)
        answers = [client.post(address, headers={"Accept": "application/json"}).json() for _one in range(2)]

    assert [one["done"] for one in answers] == [True, True]
    assert SignIn.objects.count() == 1


def test_expired_code_says_so_on_the_phone(running, alice, login):
    code = code_at(running, "2020-06-15 08:35")
    address = reverse("registry:sign-in", args=[make.slot_of(running).public_id, code])
    with on("2020-06-17 08:35"):
        page = login(alice).get(address).content.decode()
        answer = login(alice).post(address, headers={"Accept": "application/json"})

    assert "已过24小时的补送期限" in page
    assert answer.status_code == 422
    assert answer.json()["done"] is False


def test_typed_code_signs_in_on_the_slot_that_is_open_now(running, alice, login):
    code = code_at(running, "2020-06-15 08:35")
    with on("2020-06-15 08:36"):
        client = login(alice)
        wrong = client.post(reverse("registry:sign-in-mine"), {"code": "XX-22222222"})
        answer = client.post(reverse("registry:sign-in-mine"), {"code": code.lower()})

    assert (wrong.status_code, answer.status_code) == (422, 302)
    assert SignIn.objects.get().attendee.professional == alice.professional


def test_screen_shows_a_picture_with_the_code_and_is_never_cached(base, running, login):
    address = reverse("registry:session-screen", args=[running.public_id, make.slot_of(running).public_id])
    with on("2020-06-15 08:35"):
        answer = login(base.staff).get(address)
        part = login(base.staff).get(address, headers={"HX-Request": "true"})

    assert answer["Cache-Control"] == "no-store"
    assert "<svg" in answer.content.decode()
    assert code_at(running, "2020-06-15 08:35") in part.content.decode()
    assert make.slot_of(running).secret not in answer.content.decode()


def posted(*parts, **values):
    """What the browser sends of the form of a session."""
    sent = {"title": "第一期", "code": "BC-9", "place": make.PLACE, "save": "1"} | values
    sent |= {"slots-TOTAL_FORMS": str(len(parts)), "slots-INITIAL_FORMS": "0"}
    for order, (day, slot, begins, ends) in enumerate(parts):
        row = {"date": day, "slot": slot, "begins": begins, "ends": ends, "subject": "public"}
        sent |= {f"slots-{order}-{name}": value for name, value in row.items()}
    return sent


def test_session_by_hand_under_its_filing_takes_over_the_timetable(base, petra, login):
    filing = make.accepted(base.staff, petra, base.base)
    client = login(base.staff)
    shown = client.get(reverse("registry:session-new") + f"?filing={filing.public_id}").content.decode()
    answer = client.post(
        reverse("registry:session-new"),
        posted(("2020-06-15", "morning", "08:30", "12:00"), filing=filing.public_id),
    )

    row = TrainingSession.objects.get()
    assert 'value="2020-06-15"' in shown
    outcome(answer, "班次已保存。", lambda: TrainingSession.objects.get().filing == filing)
    assert (row.filing, row.slots.count()) == (filing, 1)


def test_session_whose_slot_ends_before_it_begins_is_named(base, login):
    answer = login(base.staff).post(
        reverse("registry:session-new"), posted(("2020-06-15", "morning", "12:00", "08:30"))
    )

    assert answer.status_code == 422
    assert "结束时间应晚于开始时间" in answer.content.decode()


def test_session_is_seen_by_organiser_office_and_province_and_run_by_the_organiser_alone(
    base, running, petra, bob, charlie, login
):
    other = base_staff(base_world("JD02").base, "other-staff")
    page = reverse("registry:session", args=[running.public_id])
    run = reverse("registry:session-act", args=[running.public_id, "close"])
    users = (base.staff, base.officer, petra, bob, charlie, other)

    assert [login(user).get(page).status_code for user in users] == [200, 200, 200, 404, 404, 404]
    assert [login(user).get(run).status_code for user in users] == [200, 404, 404, 404, 404, 404]


def test_pages_of_the_list_and_results_keep_what_is_sent(base, running, alice, login):
    session.save(
        actor=base.staff,
        session=running,
        edit=running.edit,
        values={"assessed": True},
        slots=make.taught(*make.PARTS),
    )
    row = running.attendees.get()
    with on("2020-06-15 09:00"):
        client = login(base.staff)
        client.post(
            reverse("registry:session-mark", args=[running.public_id, make.slot_of(running).public_id]),
            {"there": row.pk},
        )
        client.post(
            reverse("registry:session-results", args=[running.public_id]),
            {f"result-{row.pk}": "pass", "result-x": "pass"},
        )

    row.refresh_from_db()
    assert row.passed is True
    assert row.sign_ins.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_three(base, alice, login, count):
    for number in range(count):
        row = make.make_session(base.staff, base=base.base, code=f"BC{number}")
        make.listed(base.staff, row, alice.professional)
    for name in ("甲同学", "乙同学")[: count - 1]:
        make.listed(base.staff, row, factories.make_professional(name))
    found = []
    for user, address in (
        (base.staff, reverse("registry:sessions")),
        (base.staff, reverse("registry:session", args=[row.public_id])),
        (base.staff, reverse("registry:session-mark", args=[row.public_id, make.slot_of(row).public_id])),
        (alice, reverse("registry:sign-in-mine")),
    ):
        client = login(user)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found.append(len(queries))

    assert found == [8, 14, 11, 11]
