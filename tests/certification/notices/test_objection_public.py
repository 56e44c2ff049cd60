"""Objections by anyone: a form, a receipt code, a page to follow it; and what outsiders never see."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certification.models import Objection
from tests.cejc.foreign import assert_english
from tests.certification.rows import make_case, on, publish
from tests.registry.activities.activity_factories import png

pytestmark = pytest.mark.django_db
DONE = reverse("certification:public-objection-done")
FOLLOW = reverse("certification:public-objection-follow")


@pytest.fixture
def entry(alice, bob):
    with on("2020-05-11 09:00"):
        made = publish(bob, [make_case(alice.professional, state="notice")])
    with on("2020-05-12 09:00"):
        yield made.entries.get()


def form_of(entry):
    return reverse("certification:public-objection-new", args=[entry.public_id])


def values(**more):
    return {
        "submission_key": str(uuid.uuid4()),
        "name": "唐守正",
        "contact": "13900000000",
        "text": "签到表与实际不符。",
    } | more


def test_objection_gives_a_receipt_code_that_follows_it(client, entry):
    answer = client.post(form_of(entry), values(), follow=True)

    assert answer.redirect_chain[-1][0] == DONE
    code = answer.context["code"]
    page = client.post(FOLLOW, {"code": code.lower()}).content.decode()
    assert "待答复" in page
    row = Objection.objects.get()
    assert code not in (row.receipt_hash, row.submission_key)


def test_the_same_form_sent_twice_is_one_objection_with_one_code(client, entry):
    sent = values()

    codes = {client.post(form_of(entry), sent, follow=True).context["code"] for _press in range(2)}

    assert (len(codes), Objection.objects.count()) == (1, 1)


@pytest.mark.parametrize("missing", ["name", "contact", "text"])
def test_real_name_contact_and_text_are_needed(client, entry, missing):
    answer = client.post(form_of(entry), values(**{missing: " "}))

    assert answer.status_code == 422
    assert not Objection.objects.exists()


def test_file_is_checked_by_its_content_and_what_was_typed_stays(client, entry):
    forged = SimpleUploadedFile("证据.pdf", b"MZ\x90\x00", "application/pdf")

    answer = client.post(form_of(entry), values(file=forged))

    assert answer.status_code == 422
    assert "签到表与实际不符。" in answer.content.decode()
    assert not Objection.objects.exists()


def test_file_is_for_the_unit_and_its_department_only(client, entry, login, bob, dora, hana, alice, charlie):
    client.post(form_of(entry), values(file=SimpleUploadedFile("证据.png", png("甲"), "image/png")))
    row = Objection.objects.get()
    address = reverse("certification:objection-file", args=[row.public_id])

    for who, status in ((bob, 200), (dora, 200), (hana, 404), (alice, 404), (charlie, 404)):
        assert login(who).get(address).status_code == status, who


def test_objector_is_told_to_nobody_on_the_wall_or_to_the_person(client, entry, login, alice):
    client.post(form_of(entry), values())
    wall = reverse("certification:public-notice", args=[entry.notice.public_id])

    for page in (
        client.get(wall),
        login(alice).get(reverse("certification:case", args=[entry.case.public_id])),
    ):
        assert "唐守正" not in page.content.decode()
        assert "13900000000" not in page.content.decode()


def test_form_opened_in_time_and_sent_too_late_comes_back_with_its_text(client, entry):
    with on("2020-05-19 00:00"):
        assert client.get(form_of(entry)).status_code == 404

        answer = client.post(form_of(entry), values())

    assert answer.status_code == 422
    assert "签到表与实际不符。" in answer.content.decode()
    assert not Objection.objects.exists()


@pytest.mark.parametrize("code", ["", "AAAA", "ABCDEFGHJKLM", "<b>", "字" * 40])
def test_unknown_receipt_code_says_what_to_do(client, entry, code):
    answer = client.post(FOLLOW, {"code": code, "x": "1"})

    assert answer.status_code == 422
    assert "待答复" not in answer.content.decode()


def test_receipt_page_without_a_receipt_leads_to_the_form(client, entry):
    assert client.get(DONE)["Location"] == FOLLOW


def test_markup_in_an_objection_is_text_for_those_who_answer(client, entry, login, bob):
    client.post(form_of(entry), values(text="<img src=x onerror=alert(1)>"))

    page = login(bob).get(reverse("certification:objection", args=[Objection.objects.get().public_id]))

    assert "<img src=x" not in page.content.decode()
    assert "&lt;img src=x" in page.content.decode()


def test_many_objections_from_one_address_are_slowed_down(client, entry):
    for _again in range(20):
        assert client.post(form_of(entry), values()).status_code == 302

    answer = client.post(form_of(entry), values())

    assert answer.status_code == 429
    assert Objection.objects.count() == 20


@pytest.mark.parametrize("rows", [1, 3])
def test_list_and_page_of_objections_ask_the_same_number_of_queries(
    client, entry, login, bob, rows, django_assert_num_queries
):
    for _again in range(rows):
        client.post(form_of(entry), values())
    login(bob).get(reverse("certification:objection-list"))

    with django_assert_num_queries(10):
        client.get(reverse("certification:objection-list"))
    with django_assert_num_queries(16):
        client.get(reverse("certification:objection", args=[Objection.objects.first().public_id]))


def test_objection_in_english(stranger, entry):
    assert_english(stranger.get(form_of(entry)), "Your objection")
    assert_english(stranger.post(form_of(entry), values(name=" ")), "Not submitted")
    done = stranger.post(form_of(entry), values(), follow=True)
    assert_english(done, "Please write down the receipt code")
    assert_english(stranger.post(FOLLOW, {"code": done.context["code"]}), "Awaiting an answer")
    assert_english(stranger.post(FOLLOW, {"code": "AAAA-BBBB-CCCC"}), "was not found")
    with on("2020-07-12 09:00"):
        assert_english(stranger.post(form_of(entry), values()), "objections are no longer possible")
    assert Objection.objects.count() == 1
