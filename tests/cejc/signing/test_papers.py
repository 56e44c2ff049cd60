"""A signed paper: what it is, who accepts it, and what is refused for which reason."""

import asyncio
import io
import subprocess
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from django.utils import timezone

from cejc.lib.paper import fonts
from cejc.lib.signing.algorithms import Unusable, algorithm
from cejc.lib.signing.looking import CONTENT, DIGEST, NOTES, PAGES, Unreadable, looked_at
from cejc.lib.signing.renewing import NotRenewable, renewed
from cejc.lib.signing.revision import Unsignable
from tests.cejc.signing import lab as labs


@pytest.fixture(scope="module", autouse=True)
def built(django_db_blocker):
    fonts.build()


@pytest.fixture(scope="module")
def lab(built):
    return labs.lab()


@pytest.fixture(scope="module")
def signed(lab):
    return lab.signed()


def one_of(data, lab):
    (found,) = looked_at(data, [lab.root])
    return found


def pdfsig(data, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, check=False).stdout.decode()


def test_paper_is_found_sound_whole_and_stamped(lab, signed):
    found = one_of(signed, lab)

    assert (found["fault"], found["changed"], found["trusted"], found["revoked"]) == ("", [], True, "")
    assert found["subject"] == "试验签章"
    assert found["stamped"]


@pytest.mark.parametrize("kind", ["ecdsa-p256", "rsa-3072"])
def test_pdfsig_accepts_the_paper_and_refuses_one_changed_byte(kind, tmp_path):
    signed = labs.lab(kind).signed()

    said = pdfsig(signed, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Signature is Valid." not in pdfsig(labs.one_byte(signed), tmp_path)


def test_ed25519_signs_with_sha_512(tmp_path):
    lab = labs.lab("ed25519")

    assert lab.pen.algorithm.digest == "sha512"
    found = one_of(lab.signed(), lab)
    assert (found["fault"], found["trusted"]) == ("", True)


def test_sm2_is_named_and_refused_in_words():
    with pytest.raises(Unusable, match="国密SM2/SM3签名尚无可用的实现"):
        algorithm("sm2")
    with pytest.raises(Unusable, match="没有名为“md5”"):
        algorithm("md5")


@pytest.mark.parametrize("forge", [labs.one_byte, labs.another_name, labs.saved_anew])
def test_changed_bytes_are_refused_for_their_digest(forge, lab, signed):
    assert one_of(forge(signed), lab)["fault"] == DIGEST


@pytest.mark.parametrize(
    ("forge", "part"),
    [
        (labs.swapped_page, CONTENT),
        (labs.another_note, NOTES),
        (labs.changed_note, NOTES),
        (labs.more_pages, PAGES),
    ],
)
def test_what_is_added_afterwards_is_refused_with_the_part_named(forge, part, lab, signed):
    found = one_of(forge(signed), lab)

    assert found["fault"] == ""
    assert found["changed"] == [part]


def test_signature_of_a_stranger_leads_to_no_root_of_ours(lab):
    stranger = labs.lab()

    found = one_of(stranger.signed(), lab)
    assert (found["fault"], found["trusted"]) == ("", False)


def test_list_in_the_file_that_names_the_certificate_is_heard(lab):
    found = one_of(lab.signed(evidence=lab.evidence(lab.pen)), lab)

    assert found["revoked"]
    assert not found["trusted"]


def test_without_a_server_the_level_is_b_b_and_with_evidence_b_lt(lab):
    assert lab.desk(server=None).level == "B-B"
    assert lab.desk().level == "B-LT"
    found = one_of(lab.signed(server=None, evidence=type(lab.evidence())()), lab)
    assert (found["fault"], found["stamped"], found["trusted"]) == ("", "", True)


def test_what_was_drawn_stays_byte_for_byte_and_archivable(signed):
    assert signed.startswith(labs.slip())
    with pikepdf.open(io.BytesIO(signed)) as document:
        metadata = document.open_metadata()
        (field,) = document.Root.AcroForm.Fields
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        # What PDF/A asks of a field: an appearance, printed, not hidden; no appearance made by the reader.
        assert field.AP.N.Subtype == "/Form"
        assert int(field.F) & 4
        assert not int(field.F) & (1 | 2 | 32)
        assert "/NeedAppearances" not in document.Root.AcroForm
        # As many bytes as the file has, less the digits of the signature.
        start, first, last, rest = (int(one) for one in field.V.ByteRange)
        assert (start, last + rest) == (0, len(signed))
        assert signed[first : first + 1] + signed[last - 1 : last] == b"<>"
        assert document.trailer.ID is not None


def test_field_stands_where_the_seal_is_and_draws_nothing(signed, tmp_path):
    with pikepdf.open(io.BytesIO(signed)) as document:
        left, bottom, right, top = (float(one) for one in document.Root.AcroForm.Fields[0].Rect)
        assert document.Root.AcroForm.Fields[0].AP.N.read_bytes() == b""
    millimetres = [round(side * 25.4 / 72) for side in (right - left, top - bottom)]
    assert millimetres == [42, 42]
    # 14 mm from the right margin of 26, as templates/pdf/slip.css has it.
    assert round((595.28 - right) * 25.4 / 72) == 40
    assert _picture(signed, tmp_path) == _picture(labs.slip(), tmp_path)


def _picture(data, tmp_path):
    path = tmp_path / "b.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdftoppm", "-r", "50", path], capture_output=True, check=True).stdout


def test_pyhanko_itself_judges_the_paper_valid_for_the_long_term(lab, signed):
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.ades.report import AdESPassed
    from pyhanko.sign.validation.ades import ades_lta_validation
    from pyhanko.sign.validation.policy_decl import (
        PdfSignatureValidationSpec,
        RevinfoOnlineFetchingRule,
        RevocationInfoGatheringSpec,
        SignatureValidationSpec,
    )
    from pyhanko_certvalidator.context import CertValidationPolicySpec
    from pyhanko_certvalidator.policy_decl import (
        CertRevTrustPolicy,
        RevocationCheckingPolicy,
        RevocationCheckingRule,
    )
    from pyhanko_certvalidator.registry import SimpleTrustManager

    rule = RevocationCheckingRule.CRL_REQUIRED
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=[x509.Certificate.load(lab.root)]),
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy(rule, rule)),
    )
    gathering = RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY)
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(policy, gathering))

    archived = renewed(signed, url=lab.url, roots=[lab.root], evidence=lab.evidence())
    (one,) = PdfFileReader(io.BytesIO(archived)).embedded_regular_signatures
    result = asyncio.run(ades_lta_validation(one, spec))
    assert result.ades_subindic == AdESPassed.OK
    assert result.best_signature_time.date() == timezone.now().date()


def test_renewal_adds_a_time_stamp_and_changes_nothing(lab, signed):
    once = renewed(signed, url=lab.url, roots=[lab.root], evidence=lab.evidence())
    twice = renewed(once, url=lab.url, roots=[lab.root], evidence=lab.evidence())

    assert twice.startswith(once)
    assert once.startswith(signed)
    found = one_of(twice, lab)
    assert (found["fault"], found["changed"], found["trusted"], found["renewed"]) == ("", [], True, True)


def test_what_is_not_stamped_by_a_known_authority_is_not_renewed(lab, signed):
    once = renewed(signed, url=lab.url, roots=[lab.root], evidence=lab.evidence())
    other = labs.lab()

    with pytest.raises(NotRenewable):
        renewed(once, url=other.url, roots=[other.root], evidence=other.evidence())


def test_file_that_is_none_of_ours_is_not_signed_twice(lab, signed):
    with pytest.raises(Unsignable):
        labs.sign(lab.desk(), signed)
    with pytest.raises(Unsignable):
        labs.sign(lab.desk(), labs.saved_anew(labs.slip()) + b"\n%")


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"not a pdf", b"%PDF-1.7\n" + b"\0" * 500])
def test_junk_is_unreadable(junk, lab):
    with pytest.raises(Unreadable):
        looked_at(junk, [lab.root])


def test_unsigned_paper_has_no_findings(lab):
    assert looked_at(labs.slip(), [lab.root]) == []


def test_paper_stays_good_when_its_certificates_have_ended(lab, signed):
    """The evidence in the file is of the day of the time-stamp: the years after it change nothing."""
    with time_machine.travel(timezone.now() + timedelta(days=4000)):
        found = one_of(signed, lab)

    assert (found["fault"], found["trusted"]) == ("", True)
