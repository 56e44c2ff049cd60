"""Co-signatures come from known witnesses under our own checkpoints, or not at all."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cejc.errors import Refused
from cejc.lib import signed_note
from registry.models import AuditEntry, LogCoSignature, LogLeaf
from registry.public_log import keys
from registry.public_log.queries.proofs import best_for, note_of
from registry.public_log.services import witnesses
from tests.registry.public_log.logs import KEY, a_witness, cosigned, faults, grown

pytestmark = pytest.mark.django_db


def test_a_witness_is_named_once_and_its_naming_is_noted():
    assert a_witness() == a_witness()
    assert AuditEntry.objects.filter(action="log_witness.added").count() == 1

    witnesses.retire(name=KEY.name)
    witnesses.retire(name=KEY.name)

    assert AuditEntry.objects.filter(action="log_witness.retired").count() == 1
    for key in (KEY.told(), "nonsense", keys.told()[0]):
        with pytest.raises(Refused):
            witnesses.add(key=key, label="")
    with pytest.raises(Refused):
        witnesses.retire(name="nobody")


def test_a_co_signature_is_kept_once_and_stands_under_the_checkpoint():
    point, _witness = grown(3), a_witness()

    for at in (1_600_000_000, 1_600_000_500):
        (kept,) = witnesses.take(cosigned(point, at))
        assert kept.at.timestamp() == 1_600_000_000

    assert note_of(point) == cosigned(point)
    assert faults() == []


def test_a_proof_ends_in_the_newest_checkpoint_that_a_witness_has_seen():
    seen, _witness = grown(3), a_witness()
    leaf = LogLeaf.objects.get(place=1)
    later = grown(2)
    assert best_for(leaf) == later

    witnesses.take(cosigned(seen))

    assert best_for(leaf) == seen
    assert best_for(LogLeaf.objects.get(place=4)) == later


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (lambda point: cosigned(point, seed=bytes(32)), "no_witness"),
        (lambda point: cosigned(point, at=int(timezone.now().timestamp()) + 3600), "no_witness"),
        (lambda point: point.note, "no_witness"),
        (lambda point: cosigned(point).replace("\n3\n", "\n4\n"), "no_checkpoint"),
        (lambda point: "", "no_checkpoint"),
    ],
)
def test_what_proves_nothing_is_refused(note, code):
    point, _witness = grown(3), a_witness()

    with pytest.raises(Refused) as refusal:
        witnesses.take(note(point))

    assert refusal.value.code == code
    assert not LogCoSignature.objects.exists()


def test_a_retired_witness_is_not_heard():
    point, _witness = grown(3), a_witness()
    witnesses.retire(name=KEY.name)

    with pytest.raises(Refused):
        witnesses.take(cosigned(point))


@pytest.mark.parametrize("size", [3, 9])
def test_a_note_of_our_own_key_that_is_none_of_ours_is_named_a_contradiction(size):
    point, _witness = grown(3), a_witness()
    forged = signed_note.Checkpoint(keys.origin(), size, b"\x07" * 32)
    point.note = keys.signed(forged)

    with pytest.raises(witnesses.Contradicted):
        witnesses.take(cosigned(point))


# By the address ----------------------------------------------------------------------------------


def _posted(client, note):
    return client.post(reverse("registry:log-witness"), note, content_type="text/plain")


def test_a_program_posts_its_co_signature_without_login_or_token(client):
    point, witness = grown(3), a_witness()

    answer = _posted(client, cosigned(point))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert LogCoSignature.objects.get().witness == witness


@pytest.mark.parametrize(("change", "status"), [(("\n3\n", "\n4\n"), 400), ((KEY.name, "x.cn"), 403)])
def test_what_is_refused_is_answered_in_a_line(client, change, status):
    point, _witness = grown(3), a_witness()

    answer = _posted(client, cosigned(point).replace(*change))

    assert answer.status_code == status
    assert len(answer.content.decode().splitlines()) == 1
    assert not LogCoSignature.objects.exists()


def test_a_contradiction_is_a_conflict(client):
    point, _witness = grown(3), a_witness()
    point.note = keys.signed(signed_note.Checkpoint(keys.origin(), 3, b"\x07" * 32))

    assert _posted(client, cosigned(point)).status_code == 409


def test_too_much_and_too_often_is_refused(client, monkeypatch):
    from registry.public_log.views import machines

    assert _posted(client, "x" * 20_000).status_code == 413
    monkeypatch.setattr(machines, "POSTS_AN_HOUR", 1)
    point, _witness = grown(3), a_witness()
    assert [_posted(client, "x").status_code for _time in range(2)] == [400, 429]
    assert _posted(client, cosigned(point)).status_code == 200  # what is right is always taken


def test_the_address_takes_posts_alone(client):
    assert client.get(reverse("registry:log-witness")).status_code == 405
