"""The QR code of a slip carries what is printed, signed: read from scans and photographs, judged without a
network."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from cejc import clock
from cejc.errors import Refused
from cejc.lib import signed_note
from cejc.lib.papercode import base41, knowledge, reading
from cejc.lib.papercode.record import NoRecord, key_id, opened
from cejc.lib.signed_note import NoteBroken
from certification.models import Slip
from certification.queries.slips.code_knowledge import known_now
from certification.services.slips import slip_code, slip_file
from certification.services.slips.slip_pdf import draw, verify_address
from registry.enums import PaperKind
from registry.keys.models import SigningKey
from registry.keys.services import code_signing, signing_key
from registry.models import LogLeaf
from tests.certification.rows import issue, on, revoke
from tests.photographed import COUNT, page_of, photographs
from tests.signing import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(petra, alice, paul, certificates):
    with on("2020-07-06 09:00"):
        return issue(petra, alice.professional)


@pytest.fixture
def code(paper):
    return slip_code.code_of(paper)


def code_key():
    return SigningKey.objects.signing(PaperKind.CODE).first()


def verdict(code, **changes):
    return knowledge.judged(opened(code), replace(known_now(), **changes)).code


def test_record_says_what_is_printed_and_its_key_signed_it(paper, code):
    found = opened(code)
    record, content = found.record, paper.content

    assert (record.year, record.sequence) == (paper.year, paper.sequence)
    assert record.name == content["name"]
    assert record.identity.replace("*", "") == content["identity"].replace("*", "")
    assert content["title_name"] in record.title
    assert record.issued == date(2020, 7, 6)
    assert [record.first_year + at for at in range(len(record.hours))] == [
        r["year"] for r in content["years"]
    ]
    assert [list(row) for row in record.hours] == [[r["public"], r["professional"]] for r in content["years"]]
    assert record.notice is None
    assert content["notice"] == {}
    assert verdict(code) == knowledge.GOOD


def test_days_of_the_notice_and_subjects_of_another_notice_are_in_the_record(paper):
    notice = {"from": "2020-06-01", "until": "2020-06-05"}
    paper.content |= {"notice": notice, "subjects": ["继续教育"]}
    record = opened(slip_code.code_of(paper)).record

    assert record.notice == (date(2020, 6, 1), date(2020, 6, 5))
    assert record.subjects == ("继续教育",)


def test_mark_is_the_beginning_of_its_leaf(paper, code):
    assert LogLeaf.objects.get(act="slip.issued").digest.startswith(opened(code).record.mark.hex())


def test_changed_byte_is_refused(code):
    data = base41.decode(code[:-1])
    for at in range(len(data)):
        broken = bytearray(data)
        broken[at] ^= 1
        try:
            worth = verdict(base41.encode(bytes(broken)) + "1")
        except NoRecord:
            continue
        assert worth in (knowledge.BROKEN, knowledge.UNKNOWN_KEY), at


@pytest.mark.parametrize("text", ["", "1", "0001", "ABC2", "abc1", "::::1", "A" * 999 + "1", "ÀÀÀ1"])
def test_what_is_no_record_is_said_to_be_none(text):
    with pytest.raises(NoRecord):
        opened(text)


def test_base41_is_undone_and_takes_nothing_else():
    for length in range(40):
        data = bytes(range(255 - length, 255))
        assert base41.decode(base41.encode(data)) == data
    for wrong in ("A", "///", "//", "a00", "00 "):
        with pytest.raises(ValueError, match="41"):
            base41.decode(wrong)


def test_revoked_and_superseded_papers_are_named_with_their_day(paper, code, petra, paul):
    assert known_now().gone == ()
    revoke(petra, paul, paper)

    (gone,) = known_now().gone
    assert (gone.mark, gone.state, gone.on) == (opened(code).record.mark, "revoked", clock.today())
    assert verdict(code) == knowledge.REVOKED


def test_retired_key_is_believed_for_what_was_issued_before_and_a_revoked_one_not_at_all(paper, code, petra):
    key = code_key()
    signing_key.retire(actor=petra, key=key, reason="换用新密钥")
    assert slip_code.code_of(paper) == ""
    assert verdict(code) == knowledge.GOOD
    (told,) = known_now().keys
    assert verdict(code, keys=(replace(told, on=date(2020, 7, 5)),)) == knowledge.ENDED_KEY

    signing_key.revoke(actor=petra, key=SigningKey.objects.get(pk=key.pk), reason="私钥泄露")
    assert verdict(code) == knowledge.REVOKED_KEY
    assert verdict(code, keys=()) == knowledge.UNKNOWN_KEY


def test_keys_for_codes_sign_nothing_else_and_are_ed25519(paper, petra):
    signer = SigningKey.objects.signing(PaperKind.SLIP).first()
    for key, papers in ((signer, [PaperKind.CODE]), (code_key(), [PaperKind.CODE, PaperKind.SLIP])):
        with pytest.raises(Refused, match="二维码"):
            signing_key.assign(actor=petra, key=key, papers=papers)


def test_knowledge_is_read_as_it_was_written_and_only_from_the_log_key(paper):
    known = replace(known_now(), made=timezone.now().replace(microsecond=0))
    seed, other = bytes(32), b"\1" * 32
    note = signed_note.sign(knowledge.written(known), "portal/log", seed)

    assert knowledge.opened(note, [signed_note.public_key(other), signed_note.public_key(seed)]) == known
    for wrong in (note.replace("active", "revoked"), note.replace("portal/log", "portal/lag")):
        with pytest.raises(NoteBroken):
            knowledge.opened(wrong, [signed_note.public_key(seed)])
    with pytest.raises(NoteBroken):
        knowledge.opened(note, [signed_note.public_key(other)])


def test_the_kept_file_carries_the_code_and_an_older_one_its_address(paper, code):
    assert reading.codes_in(draw(paper)) == [verify_address(paper)]
    kept = slip_file.drawn(Slip.objects.get(pk=paper.pk))
    assert reading.codes_in(stored(kept.pdf_name)) == [f"{verify_address(paper)}#{code}"]
    assert opened(code).record.key == key_id(known_now().keys[0].public) == code_signing.pen().key


def test_fifty_pictures_of_the_printed_page_are_read(paper, code):
    page = page_of(draw(paper, code))
    told = [reading.codes_in(seen) for seen in photographs(page)]
    read = sum(texts == [f"{verify_address(paper)}#{code}"] for texts in told)

    assert (len(told), read >= 48) == (COUNT, True), read
