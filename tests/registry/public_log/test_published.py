"""Every act that is published is in the log, by its name and once; and what was published before."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from certification.services.notices import notice as notices
from registry.machinery.services import audit_linking
from registry.models import AuditCheckpoint, LogEarlier, LogLeaf
from registry.public_log import acts, words
from registry.public_log.services import anchoring, earlier, sequencing
from tests import factories
from tests.certification.rows import issue, make_case, on, publish, revoke
from tests.guards import guards_aside
from tests.registry.public_log.logs import faults, grown

pytestmark = pytest.mark.django_db


def _acts(noun):
    return list(LogLeaf.objects.filter(noun=noun).order_by("pk").values_list("act", flat=True))


@pytest.fixture
def notice(bob, alice, world):
    other = factories.employee_of(world.employer, "worker", "甲人")
    with on("2020-05-11 09:00"):
        yield publish(bob, [make_case(one.professional, state="notice") for one in (alice, other)])


def test_a_notice_is_logged_when_published_struck_and_withdrawn(notice, bob):
    entry = notice.entries.first()
    notices.strike_entry(actor=bob, notice=notice, entry=entry, reason="材料有误。")
    notices.withdraw_notice(actor=bob, notice=notice, reason="名单有误。")

    assert _acts("notice") == ["notice.published", "notice.struck", "notice.withdrawn"]
    facts = LogLeaf.objects.get(act="notice.struck").facts
    assert facts == {
        "notice": str(notice.public_id),
        "sha256": notice.frozen_sha256,
        "position": entry.position,
    }
    assert faults() == []


def test_a_notice_is_logged_when_its_days_are_over(notice):
    with on("2020-05-19 00:10"):
        notices.close_due()

    assert _acts("notice") == ["notice.published", "notice.closed"]


def test_every_act_that_rooms_publish_has_a_name():
    assert set(words.ACTS) >= {"slip.issued", "notice.struck", "policy.withdrawn", "handbook.edition"}
    assert {one.noun for one in acts.known.values()} == {
        "slip",
        "notice",
        "handbook",
        "handbookedition",
        "policyfile",
        "completionbatch",
        "platformkey",
        "signingkey",
    }


def test_the_policy_in_force_and_all_of_before_go_in_once(notice, petra, paul, alice):
    with on("2020-07-06 09:00"):
        revoke(petra, paul, issue(petra, alice.professional, application_year=2019))
    with guards_aside():
        LogLeaf.objects.all().delete()

    for _turn in range(2):
        earlier.go_on()
        LogEarlier.objects.update(done_at=None, last=0)

    assert _acts("slip") == ["slip.issued", "slip.revoked"]
    assert _acts("notice")[:1] == ["notice.published"]
    assert faults() == []


def test_what_is_done_is_not_looked_through_again(notice):
    earlier.go_on()

    assert earlier.go_on() == 0


# The audit log -------------------------------------------------------------------------------------------


def test_the_newest_checkpoint_of_the_audit_log_is_a_leaf_once(notice):
    for _turn in range(2):
        anchoring.anchor_audit_log()

    point, leaf = AuditCheckpoint.objects.get(), LogLeaf.objects.get(noun="auditcheckpoint")
    assert leaf.facts == {"origin": audit_linking.origin(), "size": point.size, "root": point.root}
    assert faults() == []


def test_without_an_entry_there_is_nothing_to_anchor():
    anchoring.anchor_audit_log()

    assert not LogLeaf.objects.filter(noun="auditcheckpoint").exists()


def test_an_audit_log_that_was_signed_anew_is_found_by_its_leaf(notice):
    anchoring.anchor_audit_log()
    sequencing.grow()
    with guards_aside():
        AuditCheckpoint.objects.update(root="ab" * 32)

    assert any("the audit log is not what it was" in one for one in faults())


# At the console ------------------------------------------------------------------------------------------


def _said(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_verify_log_says_whole_or_names_what_is_not():
    grown(3)
    assert _said("verify_log") == "The public log is whole: 3 leaves.\n"

    with guards_aside():
        LogLeaf.objects.filter(place=1).update(facts={})

    with pytest.raises(CommandError, match=r"leaf 1 .* was altered"):
        _said("verify_log")


def test_verify_log_compares_a_checkpoint_that_somebody_kept(tmp_path):
    kept = tmp_path / "checkpoint"
    kept.write_text(grown(3).note)
    grown(2)
    assert _said("verify_log", checkpoint=kept).startswith("The public log is whole")

    kept.write_text("nonsense")
    with pytest.raises(CommandError, match="no signed note"):
        _said("verify_log", checkpoint=kept)


def test_missing_tiles_are_mended_at_the_console():
    from cejc.lib import storage
    from cejc.lib.tlog.tiles import Tile
    from registry.public_log.queries import keeping

    grown(300)
    storage.delete(keeping.of_log().name_of(Tile(0, 0)))
    with pytest.raises(CommandError, match="tile 0/000 is missing"):
        _said("verify_log")

    assert "whole" in _said("verify_log", mend=True)


def test_the_console_tells_key_checkpoint_and_witnesses():
    from registry.public_log import keys
    from tests.registry.public_log.logs import KEY

    with pytest.raises(CommandError, match="empty"):
        _said("public_log", "checkpoint")
    point = grown(2)

    assert _said("public_log", "key").split() == keys.told()
    assert _said("public_log", "checkpoint") == point.note
    assert "省图书馆 is a witness" in _said("public_log", "add", KEY.told(), "--label", "省图书馆")
    assert "in force" in _said("public_log", "witnesses")
    assert "no witness any more" in _said("public_log", "retire", KEY.name)
    assert "retired" in _said("public_log", "witnesses")
    with pytest.raises(CommandError):
        _said("public_log", "add", "nonsense")
    assert _said("public_log", "earlier").endswith("leaves are new.\n")
