"""A witness's line says what it saw and when; a changed one says nothing."""

import pytest

from cejc.lib import signed_note
from cejc.lib.signed_note import NoteBroken
from cejc.lib.tlog import cosigning, paper, proofs
from tests.cejc.tlog.logs import Log, leaf

LOG, WITNESS = bytes(range(32)), bytes(range(1, 33))
TEXT = signed_note.Checkpoint("example.cn/log", 7, b"\x05" * 32).text()
KEY = cosigning.Key("witness.example", signed_note.public_key(WITNESS))


def _note(at=1_700_000_000):
    return signed_note.sign(TEXT, "example.cn/log", LOG) + cosigning.sign(TEXT, KEY.name, WITNESS, at) + "\n"


def test_a_line_under_the_note_is_found_with_its_moment():
    (found,) = cosigning.found_in(_note(), [KEY])
    assert (found.key, found.at) == (KEY, 1_700_000_000)
    assert signed_note.opened(_note(), signed_note.public_key(LOG)) == TEXT


@pytest.mark.parametrize(
    "changed",
    [
        _note().replace("\n7\n", "\n8\n"),
        _note()[:-9] + "AAAAAAA=\n",
        signed_note.sign(TEXT, KEY.name, WITNESS),  # a signature of a log is none of a witness
        _note().rpartition("\n\n")[0],
        "",
    ],
)
def test_a_changed_line_or_text_holds_nothing(changed):
    assert list(cosigning.found_in(changed, [KEY])) == []


def test_the_moment_is_signed_with_the_text():
    one, other = (cosigning.sign(TEXT, KEY.name, WITNESS, at) for at in (1_700_000_000, 1_700_000_001))
    assert one != other
    assert one[:50] != other[:50]


def test_a_key_is_told_and_read_again():
    assert cosigning.key_of(KEY.told()) == KEY
    log_key = signed_note.verifier(KEY.name, KEY.public)
    for wrong in ("", "a+b", log_key, KEY.told().replace("witness", "other"), KEY.told()[:-4]):
        with pytest.raises(NoteBroken):
            cosigning.key_of(wrong)


def test_a_proof_is_written_and_read_and_checked():
    log = Log()
    log.grow(300)
    point = signed_note.Checkpoint("example.cn/log", 300, log.nodes().root())
    note, public = signed_note.sign(point.text(), point.origin, LOG), signed_note.public_key(LOG)
    proof = paper.Proof(42, tuple(proofs.inclusion(42, log.nodes())), note)

    assert paper.read(proof.text()) == proof
    assert paper.check(paper.read(proof.text()), leaf(42), public) == point
    with pytest.raises(proofs.Wrong):
        paper.check(proof, leaf(43), public)
    with pytest.raises(NoteBroken):
        paper.check(proof, leaf(42), bytes(32))


@pytest.mark.parametrize(
    "text", ["", "index 1\n\nx", f"{paper.HEAD}\nindex x\n\nx", f"{paper.HEAD}\nindex 1\nAA\n\nx"]
)
def test_a_text_that_is_no_proof_is_refused(text):
    with pytest.raises(NoteBroken):
        paper.read(text)


def test_a_log_with_two_keys_signs_with_both():
    note = signed_note.sign(TEXT, "example.cn/log", LOG, WITNESS)
    for seed in (LOG, WITNESS):
        assert signed_note.opened(note, signed_note.public_key(seed)) == TEXT
