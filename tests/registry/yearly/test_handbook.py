"""The handbook: digital edition and its verification, loss and reissue, portrait, titles; who sees what."""

import io
from datetime import date

import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from PIL import Image

from cejc.errors import Refused, Stale
from cejc.lib import storage
from cejc.lib.paper import pdf_text
from registry.activities.services import activity_review
from registry.models import Handbook, HandbookEdition, Message, Portrait, TitleRecord
from registry.people.services import portrait as portraits
from registry.yearly.queries.handbook_content import content_of
from registry.yearly.services import handbook as books
from registry.yearly.services import handbook_claim as claims
from registry.yearly.services import handbook_edition as editions
from registry.yearly.services import registration, registration_reopening
from registry.yearly.services import title_record as titles
from tests import factories
from tests.cejc import makefiles as make
from tests.cejc.foreign import assert_english
from tests.certification.rows import on
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
RARE = "欧阳𬱖·䶮㛃𠅤"
AWARD = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}
PUBLIC = {"date": "2019-06-01", "subject": "public", "approved_hours": "30"}


@pytest.fixture(autouse=True)
def _in_2020():
    with on("2020-03-02 09:00"):
        yield


@pytest.fixture
def book(alice, bob, dora, petra):
    """Alice's handbook, granted and handed out."""
    claim = claims.compose(actor=dora, organisation=dora.seats[0].organisation)
    claim = claims.submit(actor=dora, claim=claim, edit=claim.edit)
    claims.grant(actor=petra, claim=claim, edit=claim.edit)
    own = Handbook.objects.get(professional=alice.professional)
    books.hand_out_many(actor=dora, handbooks=[own], on=date(2020, 3, 2))
    return Handbook.objects.get(pk=own.pk)


@pytest.fixture
def year(alice, bob, dora):
    """2019 of alice, registered by both offices."""
    award = make_submitted(alice, "award", facts=AWARD)
    online = make_submitted(alice, "online", facts=PUBLIC)
    activity_review.approve(actor=bob, activity=award)
    activity_review.approve(actor=dora, activity=online)
    row = registration.declare(actor=alice, year=2019)
    row = registration.confirm(actor=bob, registration=row)
    return registration.confirm(actor=dora, registration=row)


@pytest.fixture
def edition(book, year, alice, run_jobs):
    made = editions.ask(actor=alice, handbook=book)
    run_jobs()
    return HandbookEdition.objects.select_related("handbook").get(pk=made.pk)


def body_of(edition):
    with storage.open_(edition.pdf_name) as source:
        return source.read()


def test_content_holds_the_year_with_its_records_and_both_confirmations(book, year):
    (row,) = content_of(book)["years"]

    assert (row["year"], row["status"], row["registered"]) == (2019, "达标", True)
    assert sorted((one["subject"], one["hours"]) for one in row["records"]) == [
        ("专业科目", "60"),
        ("公需科目", "30"),
    ]
    assert all(one["clause"] and one["kind"] for one in row["records"])
    assert [one["days"] for one in row["records"]] == [
        ("2019-06-01", "2019-06-01"),
        ("2019-11-11", "2019-11-11"),
    ]
    assert row["confirmations"] == [
        ["用人单位审核确认", "湖南省水利水电勘测设计院", "2020-03-02"],
        ["主管部门审核确认", "湖南省水利厅", "2020-03-02"],
    ]


def test_year_without_registration_reads_unregistered_and_has_no_confirmation(book, alice, bob):
    old = make_submitted(alice, "award", facts=AWARD | {"date": "2018-05-05"})
    activity_review.approve(actor=bob, activity=old)

    rows = content_of(book)["years"]

    assert [(row["year"], row["status"], len(row["records"])) for row in rows] == [
        (2018, "未登记", 1),
        (2019, "未登记", 0),
    ]
    assert not any(row["confirmations"] for row in rows)


def test_edition_is_drawn_with_rare_characters_and_without_the_identity_number(book, year, alice, run_jobs):
    person = alice.professional
    person.name = RARE
    person.save()
    made = editions.ask(actor=alice, handbook=Handbook.objects.get(pk=book.pk))
    run_jobs()
    made.refresh_from_db()

    body = body_of(made)

    text = pdf_text.printed_text(io.BytesIO(body))
    assert RARE in text
    assert book.number in text
    assert "2019年度" in text
    assert person.identity_number not in text
    assert person.name.encode() not in body
    assert editions.draw(made) == body


def test_asked_again_unchanged_it_is_the_same_edition_and_a_change_makes_a_new_one(edition, alice, book):
    same = editions.ask(actor=alice, handbook=book)
    registration_reopening.ask_reopen(
        actor=alice, registration=alice.professional.registrations.get(), reason="漏报"
    )
    alice.professional.degree = "doctor"
    alice.professional.save()

    new = editions.ask(actor=alice, handbook=book)

    assert same.pk == edition.pk
    assert (new.edition, HandbookEdition.objects.count()) == (2, 2)


def test_edition_is_refused_to_an_outsider(book, hana):
    with pytest.raises(Refused, match="由本人、所在单位"):
        editions.ask(actor=hana, handbook=book)


def test_edition_is_drawn_with_a_mark_where_no_font_has_the_character(book, alice):
    alice.professional.name = "张\U0002ffff"
    alice.professional.save()

    edition = editions.ask(actor=alice, handbook=Handbook.objects.get(pk=book.pk))

    assert "“张〓”（U+2FFFF）" in "".join(pdf_text.printed_text(io.BytesIO(editions.draw(edition))).split())


def test_database_refuses_to_rewrite_number_history_and_edition(edition, book):
    for rows, change in (
        (Handbook.objects, {"number": "x"}),
        (book.events, {"reason": "x"}),
        (HandbookEdition.objects, {"content": {}}),
        (HandbookEdition.objects, {"pdf_sha256": "0" * 64}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_handbook_is_seen_by_its_owner_the_unit_the_department_and_the_province_only(
    book, alice, bob, dora, petra, charlie, hana
):
    for user, seen in ((alice, 1), (bob, 2), (dora, 2), (petra, 2), (charlie, 0), (hana, 0)):
        assert Handbook.objects.visible_to(user).count() == seen, user


def test_new_employer_sees_the_handbook_and_the_old_one_does_not(book, alice, bob, hana, world):
    alice.professional.employments.update(valid_until=date(2020, 3, 1))
    factories.make_employment(alice.professional, world.other_employer)

    assert Handbook.objects.visible_to(hana).get() == book
    assert book not in Handbook.objects.visible_to(bob)


def test_loss_and_reissue_keep_the_number_and_the_history(book, alice, petra, paul):
    lost = books.report_loss(actor=alice, handbook=book, on=date(2020, 3, 1), reason="搬家遗失")
    again = books.report_loss(actor=alice, handbook=book, on=date(2020, 3, 1), reason="搬家遗失")

    new = books.reissue(actor=petra, handbook=lost, issue=1)
    books.reissue(actor=petra, handbook=lost, issue=1)

    assert again.state == "lost"
    assert (new.number, new.issue, new.state) == (book.number, 2, "granted")
    assert [event.kind for event in book.events.order_by("pk")] == [
        "granted",
        "handed_out",
        "lost",
        "reissued",
    ]
    assert Message.objects.filter(recipient=alice, kind="handbook_reissued").count() == 1


def test_reissue_refused_without_a_loss_to_others_and_for_oneself(book, bob, petra, world):
    with pytest.raises(Stale):
        books.reissue(actor=petra, handbook=book, issue=1)
    with pytest.raises(Refused, match="由省人社厅专技处补发"):
        books.reissue(actor=bob, handbook=book, issue=1)
    factories.make_membership(petra, world.employer, "hr")
    books.report_loss(actor=petra, handbook=book, on=date(2020, 3, 1), reason="本人电话报失")
    with pytest.raises(Refused, match="须由他人补发"):
        books.reissue(actor=petra, handbook=book, issue=1)


def test_code_leads_to_every_printed_field_and_a_wrong_one_to_404(client, edition, book):
    code = edition.check_code
    answer = client.get(reverse("registry:handbook-verify"), {"number": book.number, "code": code.lower()})
    page = client.get(answer.url).content.decode()

    assert "是目前的最新版" in page
    for text in (book.number, "欧阳晓𬱖", "2019", "湖南省水利厅", "水利信息化培训班"):
        assert text in page
    wrong = reverse("registry:handbook-verify-code", args=[book.year, book.sequence, "AAAAAAAA"])
    assert client.get(wrong).status_code == 404


def test_year_opened_again_shows_on_the_verify_page_at_once(client, edition, alice, dora):
    row = alice.professional.registrations.get()
    registration_reopening.reopen(actor=dora, registration=row, reason="材料有误")

    page = client.get(
        editions.verify_address(edition).partition("/handbook/")[2].join(["/handbook/", ""])
    ).content.decode()

    assert "2019年度的登记此后已重新开启" in page


@pytest.mark.parametrize("address", ["registry:handbook-verify-file", "certification:verify-file"])
def test_unchanged_file_is_recognised_and_a_tampered_one_named(client, edition, book, address):
    body = body_of(edition)
    tampered = body.replace(b"%%EOF", b"%%EOF\n% changed\n%%EOF")

    whole = client.post(reverse(address), {"file": SimpleUploadedFile("a.pdf", body, "application/pdf")})
    other = client.post(reverse(address), {"file": SimpleUploadedFile("a.pdf", tampered, "application/pdf")})

    assert "完全一致，未被改动" in whole.content.decode()
    assert "但内容与系统生成的文件不同" in other.content.decode()
    assert book.number in other.content.decode()


def test_file_that_is_no_handbook_is_unknown(client, book):
    from tests.cejc import makefiles

    file = SimpleUploadedFile("a.pdf", makefiles.pdf(), "application/pdf")

    assert (
        "没有生成过这个文件"
        in client.post(reverse("registry:handbook-verify-file"), {"file": file}).content.decode()
    )


def test_older_edition_says_that_there_is_a_newer_one(client, edition, alice, book):
    alice.professional.degree = "doctor"
    alice.professional.save()
    editions.ask(actor=alice, handbook=book)

    here = reverse("registry:handbook-verify-code", args=[book.year, book.sequence, edition.check_code])

    assert "此后又生成了第2版，请以新版为准" in client.get(here).content.decode()


def photo(form="JPEG", size=(413, 579), name="a.jpg", **save):
    out = io.BytesIO()
    Image.new("RGB", size, "#99b").save(out, form, **save)
    mime = "image/png" if form == "PNG" else "image/jpeg"
    return SimpleUploadedFile(name, out.getvalue(), mime)


def test_portrait_is_drawn_anew_without_metadata_and_the_earlier_one_is_kept(alice):
    exif = Image.Exif()
    exif[0x010E] = "拍摄地点：长沙"
    first = portraits.keep(
        actor=alice, professional=alice.professional, upload=photo(exif=exif, size=(826, 1158))
    )
    second = portraits.keep(
        actor=alice, professional=alice.professional, upload=photo("PNG", name="a.png", size=(420, 600))
    )

    with storage.open_(first.stored_name) as source, Image.open(source) as kept:
        assert (kept.format, kept.size) == ("JPEG", (413, 579))
        assert not kept.getexif()
    assert Portrait.objects.current().get() == second
    assert Portrait.objects.count() == 2


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (photo(size=(100, 140)), "照片太小"),
        (photo(size=(600, 400)), "竖幅"),
        (SimpleUploadedFile("a.jpg", b"\xff\xd8\xffnothing", "image/jpeg"), "打不开"),
        (SimpleUploadedFile("a.pdf", make.pdf(), "application/pdf"), "照片须为图片"),
    ],
)
def test_portrait_is_refused_with_what_is_wrong(alice, upload, says):
    with pytest.raises(Refused, match=says):
        portraits.keep(actor=alice, professional=alice.professional, upload=upload)


def test_portrait_is_seen_by_owner_and_hr_and_is_absent_for_outsiders(alice, bob, hana, login):
    row = portraits.keep(actor=alice, professional=alice.professional, upload=photo())
    here = reverse("registry:portrait-picture", args=[row.public_id])

    assert [login(user).get(here).status_code for user in (alice, bob, hana)] == [200, 200, 404]


TITLE = {
    "series": "engineering",
    "level": "intermediate",
    "since": date(2012, 6, 1),
    "unit": "湖南省水利水电勘测设计院",
    "evidence": "B0123",
    "name": "工程师",
}


def test_title_entered_by_the_person_is_printed_after_hr_confirmed_it(book, alice, bob):
    row = titles.enter(actor=alice, professional=alice.professional, **TITLE)
    twice = titles.enter(actor=alice, professional=alice.professional, **TITLE)
    before = content_of(book)["titles"]

    titles.decide(actor=bob, record=row, confirm=True)

    assert (twice, before) == (row, [])
    assert content_of(book)["titles"] == [
        {
            "title": "中级 工程技术",
            "name": "工程师",
            "since": "2012-06-01",
            "unit": "湖南省水利水电勘测设计院",
            "evidence": "B0123",
        }
    ]


def test_title_is_confirmed_by_nobody_for_himself_and_by_no_outsider(alice, bob, hana):
    own = titles.enter(actor=bob, professional=bob.professional, **TITLE)
    hers = titles.enter(actor=alice, professional=alice.professional, **TITLE)

    with pytest.raises(Refused, match="本人的职称经历"):
        titles.decide(actor=bob, record=own, confirm=True)
    with pytest.raises(Refused, match="由所在单位人事确认"):
        titles.decide(actor=hana, record=hers, confirm=True)
    assert TitleRecord.objects.confirmed().count() == 0


def test_title_entered_by_hr_for_another_stands_at_once(alice, bob):
    assert titles.enter(actor=bob, professional=alice.professional, **TITLE).state == "confirmed"


def test_pages_from_portrait_and_titles_to_the_download(book, year, alice, bob, login, run_jobs):
    client = login(alice)
    client.post(reverse("registry:portrait"), {"file": photo()})
    client.post(reverse("registry:titles", args=[alice.professional.public_id]), TITLE)
    client = login(bob)
    assert "工程师" in client.get(reverse("registry:titles-waiting")).content.decode()
    client.post(reverse("registry:title-confirm", args=[TitleRecord.objects.get().public_id]))
    client = login(alice)
    client.post(reverse("registry:handbook-edition", args=[book.public_id]))
    run_jobs()

    page = client.get(reverse("registry:handbook-mine")).content.decode()
    made = HandbookEdition.objects.get()
    answer = client.get(reverse("registry:handbook-pdf", args=[made.public_id]))

    assert "下载PDF" in page
    assert answer["Content-Type"] == "application/pdf"
    assert made.photo_name == Portrait.objects.get().stored_name
    assert made.content["titles"][0]["name"] == "工程师"


def test_longest_name_and_unit_stay_on_the_cover_clear_of_the_code(book, year, alice, employer, run_jobs):
    alice.professional.name = "阿不都热西提·买买提" * 9 + "阿不都热西提·𬱖䶮㛃"[:10]
    alice.professional.save()
    employer.name = "湖" * 198 + "分院"
    employer.save()
    made = editions.ask(actor=alice, handbook=Handbook.objects.get(pk=book.pk))
    run_jobs()
    made.refresh_from_db()

    cover = pdfium.PdfDocument(body_of(made))[0].get_textpage()

    lowest = min(cover.get_charbox(place)[1] for place in places(cover, "分院"))
    highest = max(cover.get_charbox(place)[3] for place in places(cover, "校验码"))
    assert lowest > highest


def places(page, text):
    """Where the last characters `text` stand on a page."""
    return range(page.get_text_range().rindex(text), page.get_text_range().rindex(text) + len(text))


def test_verification_in_english(stranger, edition, alice, dora):
    here = reverse(
        "registry:handbook-verify-code",
        args=[edition.handbook.year, edition.handbook.sequence, edition.check_code],
    )
    file = reverse("registry:handbook-verify-file")
    assert_english(stranger.get(here), "the latest edition")
    assert_english(stranger.post(file, pdf(body_of(edition))), "has not been altered")
    assert_english(stranger.post(file, pdf(body_of(edition) + b"\n%%EOF")), "differs from the original")
    assert_english(stranger.post(file, pdf(b"%PDF-1.7\n%%EOF")), "No such file was ever made")
    assert_english(stranger.get(here.replace(edition.check_code, "AAAAAAAA")), "was not found")
    row = alice.professional.registrations.get()
    registration_reopening.reopen(actor=dora, registration=row, reason="材料有误")
    assert_english(stranger.get(here), "has been reopened since")
    alice.professional.degree = "doctor"
    alice.professional.save()
    editions.ask(actor=alice, handbook=edition.handbook)

    assert_english(stranger.get(here), "Edition 2 has been made since")


def pdf(content):
    return {"file": SimpleUploadedFile("a.pdf", content, "application/pdf")}
