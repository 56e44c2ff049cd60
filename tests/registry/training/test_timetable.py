"""Timetables as their organisers type them: clock times that fit, none
into another, marks when the slot is there."""

from datetime import date, time
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cejc.errors import Refused
from registry.models import Filing, SessionSlot, SignIn, TrainingSession
from registry.results.services import session_close
from registry.training.queries.timetable import times_fault
from registry.training.services import attendance, session
from registry.training.services.filing_pdf import contents_of
from registry.training.services.session import Taught
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.training import session_factories as make
from tests.registry.training.test_filing import posted
from tests.registry.training.training_factories import base_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(db):
    with on("2020-06-01 09:00"):
        yield base_world()


def sent(*rows, prefix="slots", **values):
    """What the browser sends of the form of a session: rows of (date, slot, begins, ends)."""
    form = {"title": "公需科目面授", "code": "BC2020-01", "place": make.PLACE, "edit": ""} | values
    form |= {f"{prefix}-TOTAL_FORMS": str(max(len(rows), 3)), f"{prefix}-INITIAL_FORMS": "0"}
    for order, row in enumerate(rows):
        names = ("date", "slot", "begins", "ends")
        form |= {f"{prefix}-{order}-{name}": value for name, value in zip(names, row, strict=True)}
        form[f"{prefix}-{order}-subject"] = "public"
    return form


@pytest.mark.parametrize(
    ("slot", "begins", "ends", "fits"),
    [
        ("day", "10:00", "11:00", False),
        ("day", "08:30", "17:30", True),
        ("day", "09:00", "16:00", True),
        ("day", "12:30", "18:00", False),
        ("day", "06:00", "11:30", False),
        ("morning", "09:00", "11:30", True),
        ("morning", "09:00", "10:30", False),
        ("morning", "14:00", "17:00", False),
        ("morning", "08:00", "15:00", False),
        ("afternoon", "14:00", "17:30", True),
        ("afternoon", "08:30", "12:00", False),
        ("afternoon", "14:00", "15:00", False),
        ("evening", "19:00", "21:00", True),
        ("evening", "19:00", "19:45", False),
        ("evening", "09:00", "11:30", False),
    ],
)
def test_clock_times_fit_the_part_of_the_day(slot, begins, ends, fits):
    row = SimpleNamespace(
        date=date(2020, 6, 15), slot=slot, begins=time.fromisoformat(begins), ends=time.fromisoformat(ends)
    )

    assert (times_fault(row) == "") is fits


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("2020-06-15", "day", "10:00", "11:00")], ["10:00至11:00与“全天”不符", "不少于5小时"]),
        (
            [("2020-06-15", "morning", "09:00", "12:30"), ("2020-06-15", "afternoon", "12:00", "17:00")],
            ["2020年6月15日下午（12:00开始）与2020年6月15日上午（12:30结束）的时间重叠"],
        ),
        (  # both faults and the missing name are told at once
            [
                ("2020-06-15", "afternoon", "14:00", "18:30"),
                ("2020-06-15", "evening", "18:00", "20:00"),
                ("2020-06-16", "day", "10:00", "11:00"),
            ],
            ["2020年6月15日晚上（18:00开始）", "10:00至11:00与“全天”不符"],
        ),
    ],
)
@pytest.mark.parametrize("missing", [{}, {"title": ""}])
def test_session_form_names_every_time_that_cannot_be_and_keeps_nothing(base, login, rows, words, missing):
    page = login(base.staff).post(reverse("registry:session-new"), sent(*rows, **missing))

    shown = page.content.decode()
    assert page.status_code == 422
    assert [word for word in words if word not in shown] == []
    assert ("请填写这一项" in shown) is bool(missing)
    assert not TrainingSession.objects.exists()


def test_overlap_is_refused_by_the_service_too(base):
    slots = [
        Taught(date(2020, 6, 15), "morning", time(9), time(12, 30), "public"),
        Taught(date(2020, 6, 15), "afternoon", time(12), time(17), "professional"),
    ]

    with pytest.raises(Refused, match="时间重叠"):
        session.create(actor=base.staff, base=base.base, values={"code": "BC1", "title": "培训"}, slots=slots)


def test_old_session_of_an_hour_called_a_day_is_not_closed_until_its_times_are_right(base, petra, alice):
    filing = make.accepted(base.staff, petra, base.base, ("2020-06-15", "day"))
    row = make.make_session(base.staff, ("2020-06-15", "day", "public"), base=base.base, filing=filing)
    person = make.listed(base.staff, row, alice.professional)
    SessionSlot.objects.filter(session=row).update(begins=time(10), ends=time(11))
    with on("2020-06-15 17:45"):
        attendance.mark(actor=base.staff, slot=make.slot_of(row, "day"), there=[person.pk], before=[])
        row.refresh_from_db()
        with pytest.raises(Refused, match="10:00至11:00与“全天”不符"):
            session_close.close(actor=base.staff, session=row, edit=row.edit)
        right = make.taught(("2020-06-15", "day", "public"))
        kept = session.save(actor=base.staff, session=row, edit=row.edit, values={}, slots=right)
        done = session_close.close(actor=base.staff, session=kept, edit=kept.edit)

    assert (done.state, done.version) == ("closed", 1)


def test_marks_wait_for_the_slot_and_say_when_and_by_whom(base, petra, alice, login):
    filing = make.accepted(base.staff, petra, base.base)
    row = make.make_session(base.staff, base=base.base, filing=filing)
    person = make.listed(base.staff, row, alice.professional)
    slot = make.slot_of(row, "afternoon")
    detail = reverse("registry:session", args=[row.public_id])
    address = reverse("registry:session-mark", args=[row.public_id, slot.public_id])

    with on("2020-06-15 10:00"):
        client = login(base.staff)
        before, early = client.get(detail).content.decode(), client.get(address).content.decode()
        refused = client.post(address, {"there": person.pk})
    signs = SignIn.objects.count()
    with on("2020-06-15 14:20"):
        client = Client()  # the one of the morning was idle for too long
        client.force_login(base.staff)
        link = f'href="{address}"' in client.get(detail).content.decode()
        client.post(address, {"there": person.pk})
        after = client.get(address).content.decode()

    assert (f'href="{address}"' in before, "开始后登记" in before) == (False, True)
    assert "下午于14:00开始，开始之后才能登记签到" in early
    assert (refused.status_code, signs) == (422, 0)
    assert link is True
    assert "名单 2020年6月15日 14:20" in " ".join(after.split())
    assert "柯教务登记" in after


def test_version_keeps_who_marked_and_when(base, petra, alice, login):
    filing = make.accepted(base.staff, petra, base.base)
    row = make.make_session(base.staff, base=base.base, filing=filing)
    person = make.listed(base.staff, row, alice.professional)
    with on("2020-06-15 09:05"):
        attendance.mark(actor=base.staff, slot=make.slot_of(row), there=[person.pk], before=[])
    with on("2020-06-15 18:00"):
        row.refresh_from_db()
        session_close.close(actor=base.staff, session=row, edit=row.edit)
        page = login(base.staff).get(reverse("registry:session-version", args=[row.public_id, 1]))

    assert "名单 2020年6月15日 09:05 柯教务" in page.content.decode()


def test_results_wait_for_the_training(base, alice):
    row = make.make_session(base.staff, base=base.base, assessed=True)
    person = make.listed(base.staff, row, alice.professional)

    with pytest.raises(Refused, match="2020年6月15日08:30开始"):
        attendance.assess(actor=base.staff, session=row, results={person.pk: True})


def test_timetable_of_a_filing_carries_over_into_a_session_that_only_names_it(base, petra, login):
    client = login(base.staff)
    filed = posted(("2020-06-15", "morning"), ("2020-06-15", "afternoon"))
    filed |= {"slots-0-begins": "09:00", "slots-0-ends": "11:30", "slots-0-teacher": "钟教授"}
    client.post(reverse("registry:filing-new"), filed)
    filing = make.accept(petra, make.submit(base.staff, Filing.objects.get()))
    (content,) = contents_of([filing])
    assert content["lines"][0]["hours"] == "09:00–11:30"

    page = client.post(
        reverse("registry:session-new"), sent(filing=filing.public_id, title="第一期", place="")
    )
    form, rows = page.context["form"], page.context["rows"]
    asked = TrainingSession.objects.count()
    again = {f"{row.prefix}-{name}": row[name].value() or "" for row in rows for name in row.fields}
    again = {name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in again.items()}
    again |= {
        f"slots-{name}": str(rows.management_form[name].value()) for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    again |= {name: form[name].value() or "" for name in form.fields}
    client.post(reverse("registry:session-new"), again)

    made = TrainingSession.objects.get()
    assert (page.status_code, asked) == (200, 0)
    assert "日程已按备案填入，还没有保存" in page.content.decode()
    assert (made.title, made.place, made.filing) == ("第一期", filing.place, filing)
    assert list(made.slots.values_list("slot", "begins", "ends", "subject", "teacher")) == [
        ("morning", time(9), time(11, 30), "public", "钟教授"),
        ("afternoon", time(14), time(17, 30), "public", ""),
    ]


def test_filing_is_told_everything_at_once_before_and_when_it_is_submitted(base, login):
    client = login(base.staff)
    form = client.get(reverse("registry:filing-new")).content.decode()
    values = {"textbook": "", "audience": "", "plan": "", "title": "培训班"}
    client.post(
        reverse("registry:filing-new"), posted(("2020-05-30", "day"), ("2020-05-29", "day"), **values)
    )
    row = Filing.objects.get()
    here = reverse("registry:filing", args=[row.public_id])
    page = client.get(here).content.decode()
    answer = client.post(reverse("registry:filing-act", args=[row.public_id, "submit"]), {"edit": row.edit})

    assert form.count("提交时必填") == 6
    assert form.count("提交时至少有一项") == 2
    for words in (
        "教材、拟培训人员范围、计划安排（文字或文件）",
        "日程中2020年5月29日、2020年5月30日已到或已过",
    ):
        assert words in page
        assert words in answer.content.decode()
    assert answer.status_code == 422


def test_filing_form_tells_a_bad_file_beside_a_bad_timetable(base, login):
    sending = posted(("2020-06-15", "day"), ("2020-06-15", "morning"), title="")
    sending |= {
        "slots-0-begins": "10:00",
        "slots-0-ends": "11:00",
        "file": SimpleUploadedFile("plan.exe", b"MZ"),
    }

    page = login(base.staff).post(reverse("registry:filing-new"), sending)

    shown = page.content.decode()
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"title", "file"}
    for words in ("2020年6月15日上午与另一行重复", "10:00至11:00与“全天”不符"):
        assert words in shown


def test_hr_picks_its_own_people_from_the_roster_without_a_number(world, bob, alice, charlie, client):
    """H9: R26 training of an employer."""
    with on("2020-06-01 09:00"):
        client.force_login(bob)
        row = make.make_session(bob, organiser=world.employer, started=False)
        detail = client.get(reverse("registry:session", args=[row.public_id])).content.decode()
        pick = reverse("registry:session-staff", args=[row.public_id])
        page = client.get(pick).content.decode()
        stranger = client.post(pick, {"people": [charlie.professional.pk]})
        outcome(
            client.post(pick, {"people": [alice.professional.pk]}),
            "所选1人，新列入名单1人。",
            lambda: row.attendees.get().professional == alice.professional,
        )
        again = client.get(pick).content.decode()

    assert f'href="{pick}"' in detail
    assert (alice.professional.name in page, charlie.professional.name in page) == (True, False)
    assert (stranger.status_code, "不在本单位名册中" in stranger.content.decode()) == (422, True)
    assert [one.professional for one in row.attendees.all()] == [alice.professional]
    assert alice.professional.name not in again.split("<tbody", 1)[-1].split("</tbody")[0]
