"""A training certificate, given by anybody on the public page."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.enums import Role
from registry.models import Completion, CompletionBatch, PlatformKey
from registry.results.queries.platform_key import file_of
from registry.results.services.completion import receive, settle_later
from registry.results.services.completion_decision import withdraw
from registry.results.services.platform_key import report_compromised
from registry.results.services.reported import Reported
from tests.cejc.foreign import assert_english
from tests.certification.rows import on
from tests.factories import make_membership, make_person
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
ADDRESS = reverse("registry:certificate-verify")


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-03 09:00"):
        yield


@pytest.fixture
def signed(alice):
    """A result that counts under both keys."""
    base = make.make_base("JD09")
    course = make.recognised_course(base)
    said = make.reported(alice.professional, course_code=course.code, passed_on=date(2020, 6, 1))
    receive(actor=None, base=base, reported=[said])
    make.signed_batch(base)
    settle_later(base=base, year=2020)
    make.work()
    return Completion.objects.select_related("base", "batch").get(base=base)


def asked(client, content, name="c.json"):
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content, "application/json")})


def test_certificate_of_counted_hours_is_said_to_be_valid(client, signed):
    content = file_of(signed)

    answer = asked(client, content)

    page = answer.content.decode()
    assert "证书真实有效，学时已计入" in page
    assert signed.name in page
    assert signed.identity_masked in page
    assert str(signed.identity_number) not in page
    assert signed.identity_index not in page
    assert answer["X-Robots-Tag"].startswith("noindex")


def test_changed_certificate_is_not_believed_and_its_content_not_repeated(client, signed):
    told = json.loads(file_of(signed))
    told["certificate"]["holder"]["name"] = "冒名者"

    page = asked(client, json.dumps(told, ensure_ascii=False).encode()).content.decode()

    assert "不能采信" in page
    assert "冒名者" not in page


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[" * 5000, b'{"format": 1}', b"%PDF-1.7"])
def test_what_is_no_certificate_is_answered_by_a_sentence(client, db, content):
    answer = asked(client, content)

    assert answer.status_code in (200, 422)
    assert "证书文件" in answer.content.decode()


def test_file_larger_than_any_certificate_is_refused(client, db):
    assert asked(client, b" " * (2 * 1024 * 1024 + 1)).status_code == 422


def test_signatures_of_keys_that_nobody_deposited_are_not_believed(client, signed):
    told = json.loads(file_of(signed))
    told["signatures"]["B"]["key"] = "0" * 64

    assert "不是用登记的秘钥" in asked(client, json.dumps(told).encode()).content.decode()


def test_swapped_signatures_are_not_believed(client, signed):
    told = json.loads(file_of(signed))
    told["signatures"] = {"A": told["signatures"]["B"], "B": told["signatures"]["A"]}

    assert "不能采信" in asked(client, json.dumps(told).encode()).content.decode()


def test_withdrawn_result_is_said_so_though_its_signatures_stand(client, signed):
    content = file_of(signed)
    clerk = make_person("clerk", "柯教务")
    make_membership(clerk, signed.base.organisation, Role.BASE)
    withdraw(actor=clerk, completion=signed, reason="误报")

    page = asked(client, content).content.decode()

    assert "证书目前不被认可" in page
    assert signed.name in page


def test_certificate_signed_with_a_compromised_key_is_said_not_to_be_recognised(client, signed):
    content, batch = file_of(signed), CompletionBatch.objects.get()
    key = PlatformKey.objects.get(part="A")
    report_compromised(actor=key.custodian, key=key, moment=batch.signed_a_at, reason="私钥外泄")
    make.work()

    assert "证书目前不被认可" in asked(client, content).content.decode()


def test_certificate_that_waits_for_its_person_is_real_and_not_counted(client, db):
    base = make.make_base("JD09")
    course = make.recognised_course(base)
    said = Reported(
        external_id="R1",
        name="无名氏",
        identity_type="resident_card",
        identity_number="430102198003070018",
        course_code=course.code,
        passed_on=date(2020, 6, 1),
    )
    receive(actor=None, base=base, reported=[said])
    make.signed_batch(base)

    page = asked(client, file_of(Completion.objects.select_related("base", "batch").get())).content.decode()

    assert "证书真实，学时尚未计入" in page


def test_verification_in_english(stranger, signed):
    content = file_of(signed)
    assert_english(asked(stranger, content), "genuine and valid")
    altered = json.loads(content)
    altered["certificate"]["holder"]["name"] = "冒名者"
    assert_english(asked(stranger, json.dumps(altered).encode()), "do not rely on it")
    assert_english(asked(stranger, b"{}"), "not a certificate file")
