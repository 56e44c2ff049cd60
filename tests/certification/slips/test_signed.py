"""Slips leave signed, once; the verify page says what a file is worth."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from certification.models import Slip
from certification.services.slips import slip_file
from registry.enums import JobState, PaperKind
from registry.keys.models import SignedPaper, SigningKey
from registry.keys.queries import verdict
from registry.keys.queries.certificates import roots
from registry.keys.services import renewal, signing, signing_key
from registry.machinery.services import job as jobs
from registry.models import Job
from tests.cejc.signing import lab as labs
from tests.certification.rows import issue, on
from tests.signing import stored

pytestmark = pytest.mark.django_db
FILE = reverse("certification:verify-file")


@pytest.fixture
def issued(petra, alice, certificates):
    # What signs was made today, and so is the paper.
    with on("2020-07-06 09:00"):
        return issue(petra, alice.professional)


@pytest.fixture
def paper(issued):
    slip_file.run_render(Job.objects.get(kind="slip.render"))
    issued.refresh_from_db()
    return issued


@pytest.fixture
def body(paper):
    return stored(paper.pdf_name)


def page(client, data):
    answer = client.post(FILE, {"file": SimpleUploadedFile("slip.pdf", data, "application/pdf")})
    return answer.content.decode()


def signer():
    return SigningKey.objects.signing(PaperKind.SLIP).first()


def test_slip_is_signed_by_the_worker_and_its_bytes_are_kept(paper, body):
    row = SignedPaper.objects.get()

    assert (row.sha256, row.stored_name, row.level) == (paper.pdf_sha256, paper.pdf_name, "B-LT")
    assert row.key == signer()
    assert row.stamp_until == SigningKey.objects.signing(PaperKind.STAMP).first().not_after
    again = slip_file.drawn(Slip.objects.get(pk=paper.pk))
    assert stored(again.pdf_name) == body
    assert SignedPaper.objects.count() == 1


def test_slip_waits_while_nothing_can_sign_it_and_is_drawn_afterwards(issued, settings):
    settings.CEJC_TSA_URL = "http://127.0.0.1:9/"
    signing.forget()
    job = Job.objects.get(kind="slip.render")
    jobs.run(jobs.claim() if job is None else _claimed(job))

    job.refresh_from_db()
    issued.refresh_from_db()
    assert (job.state, job.faults, issued.pdf_name) == (JobState.QUEUED, 0, "")
    settings.CEJC_TSA_URL = ""
    signing.forget()
    slip_file.run_render(job)
    assert SignedPaper.objects.count() == 1


def _claimed(job):
    job.state, job.worker, job.attempts = JobState.RUNNING, jobs.worker_name(), 1
    job.save()
    return job


def test_older_slips_stay_as_they_are(petra, alice, settings):
    with on("2020-07-06 09:00"):
        slip = issue(petra, alice.professional)
    slip_file.run_render(Job.objects.get(kind="slip.render"))
    slip.refresh_from_db()

    assert not SignedPaper.objects.exists()
    assert b"/ByteRange" not in stored(slip.pdf_name)
    assert verdict.of_issued(slip.pdf_sha256) is None


def test_original_is_unchanged_and_its_signature_good(client, paper, body):
    said = page(client, body)

    assert "完全一致" in said
    assert "签名有效" in said
    assert "签署后没有改动" in said


@pytest.mark.parametrize(
    ("forge", "label", "why"),
    [
        (labs.one_byte, "文件在签名后被改动", "与签署时不一致"),
        (labs.another_name, "文件在签名后被改动", "与签署时不一致"),
        (labs.saved_anew, "文件在签名后被改动", "与签署时不一致"),
        (labs.swapped_page, "文件在签名后被改动", "文件有改动或者增加（页面内容）"),
        (labs.another_note, "文件在签名后被改动", "文件有改动或者增加（批注）"),
        (labs.changed_note, "文件在签名后被改动", "文件有改动或者增加（批注）"),
        (labs.more_pages, "文件在签名后被改动", "文件有改动或者增加（页数）"),
    ],
)
def test_forged_file_is_refused_with_its_reason(forge, label, why, client, body):
    said = page(client, forge(body))

    assert label in said
    assert why in said
    assert "签名有效" not in said
    assert "完全一致" not in said


def test_signature_of_a_stranger_is_none_of_the_portal(client, certificates):
    said = page(client, labs.lab().signed())

    assert "不是本系统的签名" in said
    assert "不在本系统公布的证书之中" in said


def test_unsigned_file_says_nothing_of_signatures(client, certificates):
    said = page(client, labs.slip())

    assert "签名有效" not in said
    assert "签名后被改动" not in said


def test_revoked_certificate_is_named_for_what_was_signed_after_it(client, paper, body, petra):
    row = SignedPaper.objects.get()
    signing_key.revoke(actor=petra, key=row.key, reason="私钥泄露")
    before = page(client, body)
    SignedPaper.objects.filter(pk=row.pk).update(signed_at=timezone.now())
    after = page(client, body)

    assert "签名有效" in before
    assert "文件的时间戳早于吊销，签名仍然有效" in before
    assert "签名证书已吊销" in after
    assert "私钥泄露" in after


def test_verdict_on_a_file_of_a_revoked_certificate_goes_by_its_time_stamp(petra, paper, body):
    from cejc.lib.signing.looking import looked_at

    (found,) = looked_at(body, roots())
    assert verdict.verdict_of(found).code == verdict.GOOD
    signing_key.revoke(actor=petra, key=signer(), reason="私钥泄露")

    assert verdict.verdict_of(found).code == verdict.GOOD
    assert verdict.verdict_of(found | {"stamped": ""}).code == verdict.REVOKED
    late = timezone.now().isoformat()
    assert verdict.verdict_of(found | {"stamped": late}).code == verdict.REVOKED


def test_signature_that_cannot_be_traced_is_unsure(paper, body):
    from cejc.lib.signing.looking import looked_at

    (found,) = looked_at(body, [])
    assert found["trusted"] is False
    assert verdict.verdict_of(found).code == verdict.UNSURE


def test_renewed_file_is_the_same_paper(client, paper, body):
    assert renewal.renew(renewal.due()) == (0, [])
    SignedPaper.objects.update(stamp_until=timezone.now())
    assert renewal.renew(renewal.due()) == (1, [])

    made = SignedPaper.objects.get(level="B-LTA")
    assert stored(made.stored_name).startswith(body)
    assert stored(paper.pdf_name) == body
    assert not renewal.due().filter(pk=made.renews_id).exists()
    said = page(client, stored(made.stored_name))
    assert "完全一致" in said
    assert "签名有效" in said


def test_signed_slips_are_bound_without_fields_that_would_not_hold(paper, tmp_path):
    import io

    import pikepdf

    from cejc.lib.paper import binding

    out = io.BytesIO()
    with binding.bound() as bound:
        bound.add_stored(paper.pdf_name, "1")
        bound.save(out)
    with pikepdf.open(out) as document:
        assert list(document.pages[0].get("/Annots", [])) == []
        assert "/AcroForm" not in document.Root


def test_web_process_does_not_load_what_signs():
    import subprocess
    import sys

    code = (
        "import django; django.setup(); import cejc.urls, cejc.wsgi, sys;"
        "print([one for one in ('pyhanko', 'asn1crypto', 'pkcs11', 'aiohttp') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"
