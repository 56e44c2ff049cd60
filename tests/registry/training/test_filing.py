"""Filing of face-to-face public-subject training (四(四)): before it begins,
with a number without gaps, by versions."""

from datetime import date

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from cejc.errors import Refused, Stale
from cejc.lib import storage
from registry.machinery.audit_sentences import sentence
from registry.models import AuditEntry, FiledSlot, Filing, Message, Suspension
from registry.training.services import filing as services
from registry.training.services import filing_pdf
from tests import factories
from tests.cejc.makefiles import pdf
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.training import session_factories as make
from tests.registry.training.training_factories import base_staff, base_world

pytestmark = pytest.mark.django_db
PDF = pdf()


@pytest.fixture
def base(db):
    with on("2020-06-01 09:00"):
        yield base_world()


def test_draft_is_seen_by_its_base_and_not_yet_by_the_province(base, petra):
    row = make.make_draft(base.staff, base.base)

    assert Filing.objects.visible_to(base.staff).get() == row
    assert not Filing.objects.visible_to(petra).exists()


def test_submitted_filing_reaches_the_province_with_a_message(base, petra):
    row = make.submit(base.staff, make.make_draft(base.staff, base.base))

    assert Filing.objects.visible_to(petra).get() == row
    message = Message.objects.get(recipient=petra)
    assert message.kind == "filing_submitted"
    assert row.title in message.body


@pytest.mark.parametrize("gap", ["theme", "place", "textbook", "audience", "contact", "plan"])
def test_submit_refused_when_something_of_the_notice_is_missing(base, gap):
    row = make.make_draft(base.staff, base.base, **{gap: ""})

    with pytest.raises(Refused, match="还没有填写"):
        make.submit(base.staff, row)


def test_submit_refused_without_a_timetable(base):
    row = services.draft(actor=base.staff, base=base.base, values=make.particulars(), slots=[])

    with pytest.raises(Refused, match="培训日程"):
        make.submit(base.staff, row)


@pytest.mark.parametrize("day", ["2020-06-01", "2020-05-30"])
def test_submit_refused_when_the_first_day_is_not_after_today(base, day):
    row = make.make_draft(base.staff, base.base, (day, "morning"), ("2020-06-20", "morning"))

    with pytest.raises(Refused, match="须在开班前备案"):
        make.submit(base.staff, row)


def test_submit_and_accept_refused_inside_a_suspension_with_its_citation(base, petra):
    row = make.submit(base.staff, make.make_draft(base.staff, base.base))
    late = make.make_draft(base.staff, base.base)
    Suspension.objects.create(first_day=date(2020, 6, 10), citation="湘防指〔2020〕1号", declared_by=petra)

    with pytest.raises(Refused, match="湘防指〔2020〕1号"):
        make.submit(base.staff, late)
    with pytest.raises(Refused, match="湘防指〔2020〕1号"):
        make.accept(petra, row)


def test_overlapping_slots_are_refused(base):
    with pytest.raises(Refused, match="重复"):
        make.make_draft(base.staff, base.base, ("2020-06-15", "day"), ("2020-06-15", "morning"))


def test_numbers_of_a_year_have_no_gap(base, petra):
    numbers = [make.accepted(base.staff, petra, base.base).number for _one in range(3)]

    assert numbers == ["湘公需备〔2020〕0001号", "湘公需备〔2020〕0002号", "湘公需备〔2020〕0003号"]


def test_numbers_go_by_the_year_of_the_training(base, petra):
    row = make.accepted(base.staff, petra, base.base, ("2021-01-04", "day"))

    assert row.number == "湘公需备〔2021〕0001号"


def test_accept_refused_when_the_filing_changed_since_it_was_shown(base, petra):
    row = make.submit(base.staff, make.make_draft(base.staff, base.base))
    seen = row.edit
    services.withdraw(actor=base.staff, filing=row)
    make.submit(base.staff, row)

    with pytest.raises(Stale):
        services.accept(actor=petra, filing=row, edit=seen)


def test_second_clerk_cannot_decide_what_the_first_decided(base, petra, paul):
    row = make.submit(base.staff, make.make_draft(base.staff, base.base))
    make.accept(petra, row)

    with pytest.raises(Stale):
        services.return_(actor=paul, filing=row, reason="不合")
    assert make.accept(petra, row).number == "湘公需备〔2020〕0001号"


def test_accept_refused_to_the_person_who_filed(base, petra, world):
    twin = factories.make_user("twin", professional=base.staff.professional)
    factories.make_membership(twin, world.province, "province")
    row = make.submit(base.staff, make.make_draft(base.staff, base.base))

    with pytest.raises(Refused, match="回避"):
        make.accept(twin, row)


def test_returned_filing_names_the_reason_and_can_be_submitted_again(base, petra):
    row = make.submit(base.staff, make.make_draft(base.staff, base.base))

    services.return_(actor=petra, filing=row, reason="教材未写明版本")
    again = make.submit(base.staff, row)

    assert again.state == "submitted"
    assert again.reason == ""
    assert "教材未写明版本" in Message.objects.get(recipient=base.staff, kind="filing_returned").body


def test_returned_filing_stands_in_the_log_with_who_and_why(base, petra):
    row = make.submit(base.staff, make.make_draft(base.staff, base.base))

    services.return_(actor=petra, filing=row, reason="教材未写明版本")

    entry = AuditEntry.objects.get(action="filing.returned")
    assert (entry.actor, entry.subject, entry.reason) == (
        str(petra.public_id),
        str(row.public_id),
        "教材未写明版本",
    )
    assert sentence(entry) == f"退回了公需科目培训备案“{row}”"


def test_change_keeps_the_number_and_the_accepted_one_stands_until_it_is_accepted(base, petra):
    first = make.accepted(base.staff, petra, base.base)
    change = services.change(actor=base.staff, filing=first)
    services.save(
        actor=base.staff,
        filing=change,
        edit=change.edit,
        values=make.particulars(headcount=90),
        slots=make.planned(("2020-06-15", "day")),
    )
    make.submit(base.staff, change)
    first.refresh_from_db()
    standing = first.state

    second = make.accept(petra, change)

    first.refresh_from_db()
    assert (standing, first.state) == ("accepted", "replaced")
    assert (second.number, second.version, second.headcount) == (first.number, 2, 90)
    assert Filing.objects.filter(number=first.number, state="accepted").get() == second


def test_change_asked_twice_is_one_change(base, petra):
    first = make.accepted(base.staff, petra, base.base)

    assert services.change(actor=base.staff, filing=first) == services.change(actor=base.staff, filing=first)


def test_change_may_keep_days_that_have_begun_and_not_add_any(base, petra):
    first = make.accepted(base.staff, petra, base.base, ("2020-06-15", "morning"), ("2020-06-17", "morning"))
    with on("2020-06-16 09:00"):
        change = services.change(actor=base.staff, filing=first)
        kept = services.save(
            actor=base.staff,
            filing=change,
            edit=change.edit,
            values=make.particulars(),
            slots=make.planned(("2020-06-15", "morning"), ("2020-06-18", "morning")),
        )
        submitted = make.submit(base.staff, kept)
        services.withdraw(actor=base.staff, filing=submitted)
        submitted.refresh_from_db()
        added = services.save(
            actor=base.staff,
            filing=submitted,
            edit=submitted.edit,
            values=make.particulars(),
            slots=make.planned(("2020-06-15", "day"), ("2020-06-18", "morning")),
        )
        with pytest.raises(Refused, match="须在开班前备案"):
            make.submit(base.staff, added)


def test_change_given_up_leaves_room_for_another(base, petra):
    first = make.accepted(base.staff, petra, base.base)
    change = make.submit(base.staff, services.change(actor=base.staff, filing=first))
    services.withdraw(actor=base.staff, filing=change)
    services.discard(actor=base.staff, filing=change)

    assert services.change(actor=base.staff, filing=first).version == 3


def test_discarded_draft_that_nobody_saw_is_gone(base):
    row = make.make_draft(base.staff, base.base)

    services.discard(actor=base.staff, filing=row)

    assert not Filing.objects.exists()


def test_cancelled_filing_is_told_to_the_province_and_its_number_is_not_used_again(base, petra):
    row = make.accepted(base.staff, petra, base.base)

    services.cancel(actor=base.staff, filing=row, reason="场地停用")

    assert Message.objects.filter(recipient=petra, kind="filing_cancelled").count() == 1
    assert make.accepted(base.staff, petra, base.base).number.endswith("0002号")


def test_stranger_and_personnel_office_cannot_file(base):
    other = base_staff(base_world("JD02").base, "other-staff")

    for user in (other, base.officer):
        with pytest.raises(Refused):
            make.make_draft(user, base.base)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "改"},
        {"headcount": 999},
        {"place": "别处"},
        {"number": "x"},
        {"version": 7},
        {"state": "draft"},
    ],
)
def test_accepted_filing_cannot_be_rewritten_in_the_database(base, petra, change):
    row = make.accepted(base.staff, petra, base.base)

    with pytest.raises(DatabaseError), transaction.atomic():
        Filing.objects.filter(pk=row.pk).update(**change)


def test_timetable_of_an_accepted_filing_cannot_be_rewritten_in_the_database(base, petra):
    row = make.accepted(base.staff, petra, base.base)

    for tamper in (
        lambda: FiledSlot.objects.create(filing=row, date=date(2020, 7, 1), slot="day"),
        lambda: row.slots.update(date=date(2020, 7, 1)),
        lambda: row.slots.all().delete(),
        lambda: Filing.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            tamper()


def test_form_on_paper_shows_what_was_filed_and_a_long_timetable_has_its_head_on_every_page(base, petra):
    days = [(f"2020-07-{day:02d}", slot) for day in range(1, 29) for slot in ("morning", "afternoon")]
    row = make.accepted(base.staff, petra, base.base, *days)

    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(filing_pdf.draw(row))]

    assert "湖南省2020年专业技术人员公需科目培训备案表" in pages[0]
    assert row.number in pages[0]
    assert len(pages) > 2
    assert all("课程内容" in page for page in pages[1:])


# Pages.


def posted(*parts, **values):
    """What the browser sends of the form of a filing."""
    sent = {key: "" if value is None else value for key, value in make.particulars(**values).items()}
    sent |= {"slots-TOTAL_FORMS": str(len(parts)), "slots-INITIAL_FORMS": "0", "save": "1"}
    for order, (day, slot) in enumerate(parts):
        sent |= {f"slots-{order}-date": day, f"slots-{order}-slot": slot, f"slots-{order}-topic": "导论"}
    return sent


def test_filing_from_form_to_accepted_with_its_pdf(base, petra, login, run_jobs):
    client = login(base.staff)
    plan = SimpleUploadedFile("方案.pdf", PDF, "application/pdf")
    answer = client.post(
        reverse("registry:filing-new"),
        posted(("2020-06-15", "morning"), ("2020-06-16", "day"), plan="") | {"file": plan},
    )
    outcome(answer, "备案已保存，核对无误后请提交。", lambda: Filing.objects.get().slots.count() == 2)
    row = Filing.objects.get()
    client.post(reverse("registry:filing-act", args=[row.public_id, "submit"]), {"edit": row.edit})
    row.refresh_from_db()
    client = login(petra)
    client.post(reverse("registry:filing-act", args=[row.public_id, "accept"]), {"edit": row.edit})
    run_jobs()

    row.refresh_from_db()
    assert row.state == "accepted"
    assert client.get(reverse("registry:filing-pdf", args=[row.public_id])).getvalue().startswith(b"%PDF")
    plan = client.get(reverse("registry:filing-plan", args=[row.public_id])).getvalue()
    assert (plan.startswith(b"%PDF"), plan == PDF) == (True, False)  # the cleaned copy
    assert row.number in client.get(reverse("registry:filing", args=[row.public_id])).content.decode()


def test_bad_rows_of_the_timetable_are_named_and_nothing_is_kept(base, login):
    answer = login(base.staff).post(reverse("registry:filing-new"), posted(("2020-02-30", "morning")))

    assert answer.status_code == 422
    assert "第1行“日期”" in answer.content.decode()
    assert not Filing.objects.exists()


def test_more_rows_keeps_what_was_typed_and_saves_nothing(base, login):
    sent = posted(*[("2020-06-15", "morning"), ("2020-06-16", "morning"), ("2020-06-17", "evening")]) | {
        "more": "1"
    }
    answer = login(base.staff).post(reverse("registry:filing-new"), sent)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="2020-06-17"' in page
    assert 'name="slots-5-date"' in page
    assert not Filing.objects.exists()


def test_file_that_is_no_document_is_refused_at_its_field(base, login):
    sent = posted(("2020-06-15", "morning")) | {
        "file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00 no", "application/pdf")
    }
    answer = login(base.staff).post(reverse("registry:filing-new"), sent)

    assert answer.status_code == 422
    assert not Filing.objects.exists()


def test_second_tab_does_not_overwrite_the_first(base, login):
    row = make.make_draft(base.staff, base.base)
    seen = row.edit
    services.save(actor=base.staff, filing=row, edit=seen, values=make.particulars(title="先改的"), slots=[])
    answer = login(base.staff).post(
        reverse("registry:filing-edit", args=[row.public_id]), posted(title="后改的") | {"edit": seen}
    )

    row.refresh_from_db()
    assert answer.status_code == 422
    assert row.title == "先改的"


def test_filing_is_seen_by_base_office_and_province_and_nobody_else(base, petra, bob, charlie, login):
    other = base_staff(base_world("JD02").base, "other-staff")
    row = make.submit(base.staff, make.make_draft(base.staff, base.base, title="很长的名称" * 38))
    address = reverse("registry:filing", args=[row.public_id])

    answers = [
        login(user).get(address).status_code
        for user in (base.staff, base.officer, petra, bob, charlie, other)
    ]

    assert answers == [200, 200, 200, 404, 404, 404]


def test_only_the_province_may_accept_and_only_the_base_may_change(base, petra, login):
    row = make.submit(base.staff, make.make_draft(base.staff, base.base))

    assert (
        login(base.staff).get(reverse("registry:filing-act", args=[row.public_id, "accept"])).status_code
        == 404
    )
    assert (
        login(base.officer).get(reverse("registry:filing-act", args=[row.public_id, "withdraw"])).status_code
        == 404
    )
    assert login(petra).get(reverse("registry:filing-edit", args=[row.public_id])).status_code == 404


def test_list_is_empty_at_first_and_says_what_to_do(base, login):
    assert "先在这里填报备案表" in login(base.staff).get(reverse("registry:filings")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(base, petra, login, django_assert_num_queries, count):
    for _one in range(count):
        make.submit(base.staff, make.make_draft(base.staff, base.base))
    client = login(petra)
    client.get(reverse("registry:filings"))

    with django_assert_num_queries(11):
        client.get(reverse("registry:filings"))


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_three_slots(base, petra, login, django_assert_num_queries, count):
    row = make.submit(
        base.staff,
        make.make_draft(base.staff, base.base, *[(f"2020-06-{15 + day}", "day") for day in range(count)]),
    )
    client = login(petra)
    client.get(reverse("registry:filing", args=[row.public_id]))

    with django_assert_num_queries(13):
        client.get(reverse("registry:filing", args=[row.public_id]))


def test_what_was_done_reads_as_sentences(base, petra, login):
    row = make.accepted(base.staff, petra, base.base)
    page = login(petra).get(reverse("registry:filing", args=[row.public_id])).content.decode()

    assert f"受理备案“{row.title}”，备案号{row.number}，第1版" in page
    assert AuditEntry.objects.filter(action="filing.accepted", context=str(base.base.public_id)).count() == 1


def test_plan_replaced_is_forgotten_and_a_plan_that_a_version_shows_is_kept(base, petra):
    file = {
        "file_name": "a.pdf",
        "stored_name": storage.save(b"1", ".pdf"),
        "sha256": "0" * 64,
        "mime": "application/pdf",
    }
    row = services.draft(
        actor=base.staff,
        base=base.base,
        values=make.particulars(),
        slots=make.planned(("2020-06-15", "day")),
        file=file,
    )
    make.accept(petra, make.submit(base.staff, row))
    change = services.change(actor=base.staff, filing=row)
    services.discard(actor=base.staff, filing=change)

    assert storage.exists(file["stored_name"])


def test_filing_that_nobody_took_up_says_how_long_and_what_has_passed(base, petra, login):
    row = make.submit(base.staff, make.make_draft(base.staff, base.base))

    with on("2021-06-10 09:00"):
        listed = login(petra).get(reverse("registry:filings")).content.decode()
        page = login(petra).get(reverse("registry:filing", args=[row.public_id])).content.decode()

    said = "已等待374天；所报培训已于2020年6月15日开班，备案至今未受理。"
    assert said in listed
    assert f"{said}请受理或退回。" in page
    with on("2020-06-10 09:00"):
        assert "备案至今未受理" not in login(petra).get(reverse("registry:filings")).content.decode()


@pytest.mark.parametrize(
    ("today", "day", "cited"),
    [
        ("2020-06-01", "2020-06-15", "依据湘人社函〔2020〕11号第四条第（四）项"),
        ("2021-05-06", "2021-06-15", ""),
    ],
)
def test_form_cites_the_notice_of_its_own_year_or_none(petra, today, day, cited):
    """E2: no notice of 2021 is published here, and that of 2020 is not cited for it."""
    with on(f"{today} 09:00"):
        world = base_world("JD07")
        row = make.accepted(world.staff, petra, world.base, (day, "morning"))
        drawn = pypdfium2.PdfDocument(filing_pdf.draw(row))
    text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in drawn)

    assert "组织公需科目面授培训的，须于开班前" in text
    assert (cited in text, "〔2020〕11号" in text) == (True, bool(cited))
