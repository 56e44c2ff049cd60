"""《登记手册实名制领取表》: who is gathered and who is left out, submitting,
striking out, gapless numbers, hand-out."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from cejc.errors import Refused, Stale
from cejc.lib import storage
from cejc.lib.paper import pdf_text
from registry.models import Handbook, HandbookClaim, HandbookSequence, Job, Message
from registry.yearly.queries.handbook import counts, eligible, standing, why
from registry.yearly.services import handbook as books
from registry.yearly.services import handbook_claim as claims
from registry.yearly.services import handbook_claim_pdf
from tests import factories
from tests.certification.rows import on

pytestmark = pytest.mark.django_db
RARE = "欧阳𬱖·䶮㛃𠅤"


@pytest.fixture
def office(alice, bob, dora, petra, paul):
    with on("2020-03-02 09:00"):
        yield dora


def compose(user):
    return claims.compose(actor=user, organisation=user.seats[0].organisation)


def submitted(user):
    claim = compose(user)
    return claims.submit(actor=user, claim=claim, edit=claim.edit)


def granted(user, officer):
    claim = submitted(user)
    return claims.grant(actor=officer, claim=claim, edit=claim.edit)


def test_list_gathers_those_of_intermediate_title_and_above_and_says_why_the_others_are_left_out(
    office, employer
):
    junior = factories.employee_of(employer, name="初级一")
    junior.professional.title_level = "junior"
    junior.professional.save()
    gone = factories.employee_of(employer, name="离职一")
    gone.professional.employments.update(valid_until=date(2019, 1, 1))

    claim = compose(office)

    assert {row.name for row in claim.entries.all()} == {"欧阳晓𬱖", "毕明"}
    reasons = {row.professional.name: why(row) for row in standing(claim.organisation)}
    assert reasons["初级一"] == "现职称为初级，登记手册发给中级职称及以上人员（通知二）"
    assert reasons["毕明"] == "已列入湖南省水利厅编制中的领取表"
    assert counts(claim.organisation) == {"eligible": 0, "has": 0, "claimed": 2, "level": 1}


def test_outsiders_of_the_department_are_not_gathered(office, charlie):
    claim = compose(office)

    assert not claim.entries.filter(professional=charlie.professional).exists()


def test_composed_again_the_draft_takes_in_whom_the_clerk_hired_since(office, employer):
    first = compose(office)
    factories.employee_of(employer, name="新来的")

    again = compose(office)

    assert again.pk == first.pk
    assert again.entries.filter(name="新来的").count() == 1


def test_composing_is_refused_to_hr_of_an_ordinary_employer(office, bob, employer):
    with pytest.raises(Refused, match="领取表由省直主管部门"):
        claims.compose(actor=bob, organisation=employer)


def test_university_below_a_department_claims_for_its_own_people_and_nobody_is_listed_twice(office, world):
    university = factories.make_employer("湘江大学", parent=world.department, kind="university")
    clerk = factories.hr_of(university, name="殷勤")

    own, above = compose(clerk), compose(office)

    assert [row.name for row in own.entries.all()] == ["殷勤"]
    assert "殷勤" not in {row.name for row in above.entries.all()}


def test_taken_out_people_can_be_listed_again_and_an_empty_list_is_not_submitted(office):
    claim = compose(office)
    everybody = [row.public_id for row in claim.entries.all()]

    assert claims.take_out(actor=office, claim=claim, entries=everybody) == 2
    claim.refresh_from_db()
    with pytest.raises(Refused, match="没有人员"):
        claims.submit(actor=office, claim=claim, edit=claim.edit)
    assert eligible(claim.organisation).count() == 2


def test_submit_refused_when_somebody_left_in_the_meantime(office, alice):
    claim = compose(office)
    alice.professional.employments.update(valid_until=date(2020, 3, 1))

    with pytest.raises(Refused, match="欧阳晓𬱖已离职"):
        claims.submit(actor=office, claim=claim, edit=claim.edit)

    claim.refresh_from_db()
    assert claim.state == "draft"


def test_submit_refused_when_the_list_changed_since_it_was_shown(office):
    claim = compose(office)
    shown = claim.edit
    claims.take_out(actor=office, claim=claim, entries=[claim.entries.first().public_id])

    with pytest.raises(Stale):
        claims.submit(actor=office, claim=claim, edit=shown)


def test_one_name_that_no_font_can_draw_stops_no_list(office, alice):
    alice.professional.name = "张\U0002ffff"
    alice.professional.save()
    claim = compose(office)

    claims.submit(actor=office, claim=claim, edit=claim.edit)

    claim.refresh_from_db()
    assert claim.state == "submitted"
    assert "“张〓”（U+2FFFF）" in "".join(
        pdf_text.printed_text(io.BytesIO(handbook_claim_pdf.draw(claim))).split()
    )


def test_drawing_that_failed_is_said_and_tried_again(office, login):
    claim = compose(office)
    here = reverse("registry:handbook-claim", args=[claim.public_id])
    client = login(office)
    client.post(reverse("registry:handbook-claim-draw", args=[claim.public_id]))
    Job.objects.filter(kind="handbook_claim.render").update(state="failed")
    assert "PDF没有生成" in client.get(here).content.decode()

    client.post(reverse("registry:handbook-claim-draw", args=[claim.public_id]))

    assert Job.objects.get(kind="handbook_claim.render").state == "queued"


def test_submitting_writes_each_person_as_the_person_is_today(office, alice, employer):
    claim = compose(office)
    alice.professional.title_level = "senior_full"
    alice.professional.save()
    employer.name = "湖南省水利水电勘测设计规划研究总院"
    employer.save()

    claims.submit(actor=office, claim=claim, edit=claim.edit)

    rows = list(claim.entries.order_by("position").values_list("position", "name", "title_level", "unit"))
    assert rows == [
        (1, "毕明", "intermediate", "湖南省水利水电勘测设计规划研究总院"),
        (2, "欧阳晓𬱖", "senior_full", "湖南省水利水电勘测设计规划研究总院"),
    ]


def test_grant_numbers_the_list_in_its_order_and_tells_everybody(office, petra, alice):
    claim = granted(office, petra)

    found = list(claim.handbooks.order_by("sequence").values_list("number", flat=True))
    assert found == ["湘继教册〔2020〕000001号", "湘继教册〔2020〕000002号"]
    assert [row.sequence for row in claim.handbooks.order_by("sequence")] == [1, 2]
    assert Message.objects.filter(recipient=alice, kind="handbook_granted").count() == 1
    assert Message.objects.filter(recipient=office, kind="handbook_claim_granted").count() == 1


def test_struck_out_person_gets_no_number_and_may_be_claimed_again(office, petra, alice):
    claim = submitted(office)
    entry = claim.entries.get(professional=alice.professional)
    claims.strike(actor=petra, entry=entry, reason="职称证书待核")
    claim.refresh_from_db()

    claims.grant(actor=petra, claim=claim, edit=claim.edit)

    assert HandbookSequence.objects.get(year=2020).last == 1
    assert not Handbook.objects.filter(professional=alice.professional).exists()
    assert [row.name for row in compose(office).entries.all()] == ["欧阳晓𬱖"]


def test_grant_asked_twice_numbers_once_and_a_second_clerk_is_told(office, petra, paul):
    claim = submitted(office)
    edit = claim.edit
    claims.grant(actor=petra, claim=claim, edit=edit)

    claims.grant(actor=petra, claim=claim, edit=edit)
    with pytest.raises(Stale):
        claims.grant(actor=paul, claim=claim, edit=edit)

    assert HandbookSequence.objects.get(year=2020).last == Handbook.objects.count() == 2


def test_refused_grant_leaves_no_hole_in_the_numbers(office, petra, alice, world):
    claim = submitted(office)
    alice.professional.employments.update(valid_until=date(2020, 3, 1))
    with pytest.raises(Refused, match="请先将他们划去"):
        claims.grant(actor=petra, claim=claim, edit=claim.edit)
    other = factories.department_of(world.other_department, name="邓为民")
    factories.employee_of(world.other_employer, name="外单位")

    second = granted(other, petra)

    assert second.handbooks.get().sequence == 1


def test_grant_refused_to_whoever_stands_on_the_list_or_submitted_it(office, petra, world):
    factories.make_employment(petra.professional, world.department)
    claim = submitted(office)

    with pytest.raises(Refused, match="有您本人"):
        claims.grant(actor=petra, claim=claim, edit=claim.edit)


def test_returned_list_is_a_draft_again_with_the_reason(office, petra):
    claim = submitted(office)

    back = claims.return_(actor=petra, claim=claim, reason="请补联系电话")

    assert (back.state, back.note) == ("draft", "请补联系电话")
    again = claims.submit(actor=office, claim=back, edit=back.edit)
    assert (again.state, again.note) == ("submitted", "")


def test_discarded_list_frees_its_people(office):
    claim = compose(office)

    claims.discard(actor=office, claim=claim)

    assert eligible(claim.organisation).count() == 2
    assert compose(office).pk != claim.pk


def test_claim_is_seen_by_its_office_and_by_the_province_once_submitted_and_by_nobody_else(
    office, petra, hana, bob
):
    claim = compose(office)
    assert HandbookClaim.objects.visible_to(office).get() == claim
    assert not HandbookClaim.objects.visible_to(petra).exists()

    claims.submit(actor=office, claim=claim, edit=claim.edit)

    assert HandbookClaim.objects.visible_to(petra).get() == claim
    assert not HandbookClaim.objects.visible_to(hana).exists()
    assert not HandbookClaim.objects.visible_to(bob).exists()


def test_workbook_has_the_official_columns_and_leaves_nothing_readable_of_the_identity_number(office, petra):
    claim = granted(office, petra)

    sheet = openpyxl.load_workbook(io.BytesIO(handbook_claim_pdf.workbook(claim))).active

    heads = [cell.value for cell in sheet[1]]
    assert heads == ["序号", "姓名", "证件号码", "单位", "职称级别和系列", "手册编号", "签收"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [1, 2]
    assert all("*" in row[2] and row[5].startswith("湘继教册") for row in rows)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"


def test_pdf_of_the_list_is_drawn_by_the_worker_with_rare_characters(office, employer, run_jobs):
    factories.employee_of(employer, name=RARE)
    claim = submitted(office)

    run_jobs()

    claim.refresh_from_db()
    assert claim.pdf_edit == claim.edit
    with storage.open_(claim.pdf_name) as file:
        text = pdf_text.printed_text(file)
    assert RARE in text
    assert "湖南省专技人员继续教育登记手册实名制领取表" in text
    assert "合计3人" in text


def test_hand_out_is_recorded_with_date_and_receiver_and_twice_is_once(office, petra, alice):
    granted(office, petra)
    book = Handbook.objects.get(professional=alice.professional)

    for _time in range(2):
        books.hand_out_many(actor=office, handbooks=[book], on=date(2020, 3, 2), received_by="毕明")

    book.refresh_from_db()
    assert (book.state, book.handed_on, book.received_by) == ("handed_out", date(2020, 3, 2), "毕明")
    assert [event.kind for event in book.events.order_by("pk")] == ["granted", "handed_out"]


def test_hand_out_of_many_leaves_out_ones_own_book_and_says_why(office, petra, bob):
    granted(office, petra)

    found = books.hand_out_many(actor=bob, handbooks=Handbook.objects.all(), on=date(2020, 3, 2))

    assert [book.professional.name for book in found.done] == ["欧阳晓𬱖"]
    assert [reason for _book, reason in found.left_out] == ["本人的登记手册，须由他人登记发放"]


def test_hand_out_refused_in_the_future_and_to_another_units_hr(office, petra, alice, hana):
    granted(office, petra)
    book = Handbook.objects.get(professional=alice.professional)

    late = books.hand_out_many(actor=office, handbooks=[book], on=date(2020, 3, 3))
    others = books.hand_out_many(actor=hana, handbooks=[book], on=date(2020, 3, 2))

    assert [why for _book, why in late.left_out] == ["发放日期不能晚于今天"]
    assert [why for _book, why in others.left_out] == ["由领取单位或者本人所在单位登记发放"]


def test_pages_lead_from_the_draft_to_the_numbers(office, petra, login):
    client = login(office)
    client.post(reverse("registry:handbook-claim-compose"))
    claim = HandbookClaim.objects.get()
    here = reverse("registry:handbook-claim", args=[claim.public_id])
    act = lambda action: reverse("registry:handbook-claim-act", args=[claim.public_id, action])  # noqa: E731
    assert "移出领取表" in client.get(here).content.decode()
    client.post(act("submit"), {"contact": "杜若 0731", "edit": claim.edit})

    client = login(petra)
    claim.refresh_from_db()
    entry = claim.entries.first()
    client.post(
        reverse("registry:handbook-claim-strike", args=[claim.public_id, entry.public_id]), {"reason": "重复"}
    )
    assert client.post(act("grant"), {"edit": claim.edit}).status_code == 422
    claim.refresh_from_db()
    client.post(act("grant"), {"edit": claim.edit})

    page = client.get(here).content.decode()
    assert "湘继教册〔2020〕000001号" in page
    assert "重复" in page
    assert client.get(act("submit")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_claims_asks_the_same_number_of_queries_whatever_it_holds(
    office, login, count, django_assert_num_queries
):
    for _number in range(count):
        claims.discard(actor=office, claim=compose(office))
    client = login(office)
    client.get(reverse("registry:handbook-claims"))

    with django_assert_num_queries(QUERIES):
        client.get(reverse("registry:handbook-claims") + "?state=discarded")


QUERIES = 11


@pytest.mark.parametrize(("year", "cited"), [(2020, "依据湘人社函〔2020〕11号第二条"), (2021, "")])
def test_list_cites_the_notice_of_its_own_year_or_none(office, year, cited):
    claim = compose(office)
    claim.year = year
    text = "".join(pdf_text.printed_text(io.BytesIO(handbook_claim_pdf.draw(claim))).split())

    assert "由省直主管部门等汇总填写" in text
    assert (cited in text, "〔2020〕11号" in text) == (True, bool(cited))
