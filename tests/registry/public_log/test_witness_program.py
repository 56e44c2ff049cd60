"""`bin/witness`: follows, co-signs what only grew, refuses the rest with a status and a sentence."""

import json
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from cejc.lib import signed_note
from cejc.lib.tlog import cosigning
from registry.models import LogCoSignature, LogLeaf
from registry.public_log import keys
from registry.public_log.queries.papers import logged
from registry.public_log.services import sequencing
from tests.guards import guards_aside
from tests.registry.public_log.logs import faults, grown
from tests.registry.public_log.watching import URL

WELL, AWAY, CALLED_WRONGLY, FORKED, UNSIGNED, UNPROVEN = range(6)


def test_what_only_grew_is_co_signed_and_the_portal_shows_it(watcher):
    for number in (3, 300, 1, 700):
        point = grown(number)
        assert watcher.follow() == WELL, watcher.said
        assert "The portal has taken it." in watcher.said
        kept = LogCoSignature.objects.get(checkpoint=point)
        assert kept.line in watcher.kept()
    assert len(list(watcher.state.glob("*/cosigned/*"))) == 4
    assert faults() == []


def test_the_line_is_one_that_others_read(watcher):
    grown(5)
    watcher.follow()

    (found,) = cosigning.found_in(watcher.kept(), [cosigning.key_of(watcher.key)])

    assert found.key.told() == watcher.key


def test_without_anything_new_all_is_well_again(watcher):
    grown(5)
    assert [watcher.follow(), watcher.follow("--quiet")] == [WELL, WELL]
    assert watcher.said == ""


def test_a_narrow_tile_that_has_filled_is_read_from_the_full_one(watcher):
    grown(200)
    watcher.follow()
    grown(100)
    watcher.follow()
    checkpoint = next(watcher.state.glob("*/checkpoint"))
    shutil.copy(next(watcher.state.glob("*/cosigned/200")), checkpoint)  # as if it had slept

    assert watcher.follow() == WELL


def test_a_log_that_is_away_ends_it_and_changes_nothing(watcher):
    assert watcher.follow() == AWAY
    assert "404" in watcher.said
    assert not list(watcher.state.glob("*/checkpoint"))


def test_a_portal_that_takes_nothing_leaves_the_file(watcher, web):
    from registry.public_log.services import witnesses

    witnesses.retire(name="witness.example.org")
    grown(2)

    assert watcher.follow() == WELL
    assert "403 no_witness" in watcher.said
    assert watcher.kept()


def test_without_a_key_of_the_log_nothing_is_believed(watcher):
    grown(2)

    assert watcher.run(URL) == CALLED_WRONGLY
    assert watcher.run(URL, "--log-key", "nonsense") == CALLED_WRONGLY
    assert watcher.run(URL, "--log-key", watcher.key) == CALLED_WRONGLY


def test_another_key_of_the_log_is_no_silent_change(watcher):
    grown(2)
    watcher.follow()
    other = signed_note.verifier(keys.origin(), signed_note.public_key(bytes(32)))

    assert watcher.run(URL, "--log-key", other) == CALLED_WRONGLY
    assert watcher.run(URL) == WELL


def test_a_note_of_another_key_is_refused(watcher, web):
    grown(2)
    watcher.follow()
    text = signed_note.Checkpoint(keys.origin(), 3, bytes(32)).text()
    web.instead["/log/checkpoint"] = signed_note.sign(text, keys.origin(), bytes(32)).encode()
    before = watcher.kept()

    assert watcher.follow() == UNSIGNED
    assert watcher.kept() == before


def test_a_note_of_another_log_of_the_same_key_is_refused(watcher, web):
    text = signed_note.Checkpoint("elsewhere/log", 3, bytes(32)).text()
    web.instead["/log/checkpoint"] = signed_note.sign(text, keys.origin(), *keys.seeds()).encode()

    assert watcher.follow() == UNSIGNED
    assert "another log" in watcher.said


def test_a_first_checkpoint_whose_tiles_say_something_else_is_refused(watcher, web):
    grown(3)
    forged = signed_note.Checkpoint(keys.origin(), 3, bytes(32))
    web.instead["/log/checkpoint"] = keys.signed(forged).encode()

    assert watcher.follow() == FORKED


def test_a_key_is_made_once(watcher):
    assert watcher.run("new", "another.example.org") == CALLED_WRONGLY
    assert "never replaced" in watcher.said
    assert oct((watcher.state / "witness.json").stat().st_mode & 0o777) == "0o600"


def test_it_runs_as_one_file_where_nothing_else_is(tmp_path):
    """No Django, nothing of the portal: another folder, an empty path."""
    shutil.copy(settings.BASE_DIR / "bin" / "witness", tmp_path / "witness")
    done = subprocess.run(
        [sys.executable, "-I", tmp_path / "witness", "--state", tmp_path / "s", "new", "a.example.org"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert cosigning.key_of(done.stdout).name == "a.example.org"


# Papers, without a network --------------------------------------------------------------------------------


@pytest.fixture
def paper(watcher, tmp_path):
    grown(40)
    watcher.follow()
    grown(3)
    path = tmp_path / "paper.json"
    path.write_text(json.dumps(logged([LogLeaf.objects.get(place=17)])))
    return path


def _checked(watcher, path, *options):
    return watcher.run("check", path, "--log-key", keys.told()[0], *options)


def test_a_paper_is_proven_and_its_witness_named(watcher, web, paper):
    web.asked.clear()

    assert _checked(watcher, paper, "--witness-key", watcher.key) == WELL
    assert "leaf 17 of 40, proven, co-signed by all 1 witnesses named" in watcher.said
    assert web.asked == []


@pytest.mark.parametrize("name", ["salt", "facts", "sha256", "on", "act"])
def test_a_changed_paper_is_refused(watcher, paper, name):
    said = json.loads(paper.read_text())
    act = said["acts"][0]
    act[name] = (
        {"number": "x"}
        if name == "facts"
        else act[name].replace("2", "3").replace("s", "t").replace("a", "b")
    )
    paper.write_text(json.dumps(said))

    assert _checked(watcher, paper) == UNPROVEN


def test_a_proof_of_another_leaf_is_refused(watcher, paper):
    said = json.loads(paper.read_text())
    said["acts"][0]["proof"] = logged([LogLeaf.objects.get(place=18)])["acts"][0]["proof"]
    paper.write_text(json.dumps(said))

    assert _checked(watcher, paper) == UNPROVEN


def test_a_witness_that_did_not_sign_is_missed(watcher, paper):
    other = cosigning.Key("other.example.org", signed_note.public_key(bytes(32))).told()

    assert _checked(watcher, paper, "--witness-key", other) == UNPROVEN
    assert "other.example.org has not co-signed" in watcher.said


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"acts": 3}', '{"acts": [{}]}', '{"acts": []}'])
def test_what_is_no_paper_proves_nothing(watcher, tmp_path, text):
    (tmp_path / "x.json").write_text(text)

    assert _checked(watcher, tmp_path / "x.json") in (AWAY, UNPROVEN)


def test_a_paper_is_not_checked_by_a_key_that_it_brings_itself(watcher, paper):
    assert watcher.run("check", paper) == CALLED_WRONGLY


# Who finds what ------------------------------------------------------------------------------------------
# The table stands in docs/public-log.md, in these words.


def _rewritten_by_hand(web):
    """A row is changed at the database; files and checkpoints stay."""
    with guards_aside():
        LogLeaf.objects.filter(place=1).update(digest="ab" * 32)


def _begun_anew(leaves):
    """Somebody with the database and the key makes another log of `leaves` rows and signs it."""
    from registry.models import LogCheckpoint, LogEarlier, LogHead

    with guards_aside():
        LogCoSignature.objects.all().delete()
        LogCheckpoint.objects.all().delete()
        LogLeaf.objects.filter(place__gte=leaves).delete()
        LogLeaf.objects.update(place=None)
        LogHead.objects.all().delete()
        LogEarlier.objects.all().delete()
    sequencing.grow()


def _cut(web):
    _begun_anew(5)


def _rewritten_and_signed(web):
    from registry.public_log import acts

    row = LogLeaf.objects.get(place=1)
    with guards_aside():
        facts = {"number": "forged"}
        digest = acts.digest(row.act, row.day, facts, row.salt)
        LogLeaf.objects.filter(pk=row.pk).update(facts=facts, digest=digest)
    _begun_anew(100)
    grown(1)


def _forked(web):
    """The portal stands as it is; to this witness another log of the same size is shown."""
    forged = signed_note.Checkpoint(keys.origin(), 10, b"\x07" * 32)
    web.instead["/log/checkpoint"] = keys.signed(forged).encode()


def _stolen(web):
    """A thief of the key alone signs a larger log that he has made up."""
    forged = signed_note.Checkpoint(keys.origin(), 11, b"\x07" * 32)
    web.instead["/log/checkpoint"] = keys.signed(forged).encode()
    grown(1)


ATTACKS = {
    # what was done: the witness, `verify_log` alone, `verify_log` with a checkpoint that a witness kept
    "rewritten": (_rewritten_by_hand, WELL, True, True),
    "cut": (_cut, FORKED, False, True),
    "rewritten and signed": (_rewritten_and_signed, FORKED, False, True),
    "forked": (_forked, FORKED, False, False),
    "stolen key": (_stolen, FORKED, False, False),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_each_finds_what_the_table_says(watcher, web, name):
    attack, by_witness, alone, with_kept = ATTACKS[name]
    grown(10)
    assert watcher.follow() == WELL
    kept = watcher.kept()

    attack(web)

    assert watcher.follow() == by_witness, watcher.said
    assert watcher.kept() == kept or by_witness == WELL  # what was co-signed before is not forgotten
    assert bool(list(watcher.state.glob("*/refused/*"))) == (by_witness == FORKED)
    assert bool(faults()) == alone
    point = signed_note.checkpoint(signed_note.opened(kept, keys.public_keys()[0]))
    assert bool(faults(point)) == with_kept


@pytest.mark.parametrize("name", ATTACKS)
def test_a_paper_of_before_holds_whatever_was_done_since(watcher, web, paper, name):
    ATTACKS[name][0](web)

    assert _checked(watcher, paper, "--witness-key", watcher.key) == WELL


def test_a_paper_forged_with_the_stolen_key_falls_by_the_witness_that_is_missing(watcher, tmp_path):
    """Without naming a witness a checker believes whoever has the key."""
    grown(10)
    watcher.follow()
    grown(1)  # what the thief signs by himself, nobody has seen
    path = tmp_path / "forged.json"
    path.write_text(json.dumps(logged([LogLeaf.objects.get(place=10)])))

    assert _checked(watcher, path) == WELL
    assert _checked(watcher, path, "--witness-key", watcher.key) == UNPROVEN
