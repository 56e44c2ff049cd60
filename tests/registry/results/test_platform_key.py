"""Nobody counts a certificate alone: not an administrator, not a row
edited by hand, not one stolen key (四(五))."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from cejc.errors import Refused
from cejc.lib.dual_key import Ed25519, fingerprint
from registry.enums import CompletionState, KeyState, ManifestState, Role
from registry.models import AuditEntry, Completion, CompletionBatch, PlatformKey
from registry.results.queries.platform_key import batch_is_signed, certificate_fault
from registry.results.services import completion_batch, platform_key
from registry.results.services.completion import receive, settle_later
from tests.certification.rows import on
from tests.factories import make_membership, make_person
from tests.guards import guards_aside
from tests.registry.results import completion_factories as make
from tests.registry.results.completion_factories import make_province

pytestmark = pytest.mark.django_db
SECRET = "一个很长的口令-2020"


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-03 09:00"):
        yield


@pytest.fixture
def base(db):
    found = make.make_base("JD09")
    found.platform_name = "湘学网"
    found.save()
    return found


@pytest.fixture
def frozen(base, alice):
    """A batch of one result, frozen and not yet signed."""
    course = make.recognised_course(base)
    said = make.reported(alice.professional, course_code=course.code, passed_on=date(2020, 6, 1))
    receive(actor=None, base=base, reported=[said])
    return make.frozen_batch(base)


def sql(line, *values):
    with connection.cursor() as cursor:
        cursor.execute(line, values)


def _counted(base):
    settle_later(base=base, year=2020)
    make.work()
    return Completion.objects.filter(base=base, state=CompletionState.COUNTED).exists()


@pytest.mark.parametrize("part", ["A", "B"])
def test_administrator_gets_neither_key(base, part):
    admin = make_person("root", "甄管理")
    make_membership(admin, make_province(), Role.ADMIN)

    with pytest.raises(Refused):
        platform_key.generate(actor=admin, base=base, year=2020, part=part, passphrase=SECRET)

    assert not PlatformKey.objects.exists()


def test_flag_of_a_superuser_means_nothing(frozen):
    admin = make_person("root", "甄管理")
    admin.is_superuser = admin.is_staff = True

    with pytest.raises(Refused):
        completion_batch.sign(actor=admin, batch=frozen, seen=frozen.sha256, passphrase=SECRET)

    frozen.refresh_from_db()
    assert frozen.state == ManifestState.FROZEN


def test_who_sits_in_both_offices_gets_only_one_key(base):
    both = make_person("both", "双任职")
    make_membership(both, base.personnel_office, Role.DEPARTMENT)
    make_membership(both, make_province(), Role.PROVINCE)
    platform_key.generate(actor=both, base=base, year=2020, part="A", passphrase=SECRET)

    with pytest.raises(Refused) as refusal:
        platform_key.generate(actor=both, base=base, year=2020, part="B", passphrase=SECRET)

    assert "不同的人、不同的账号、不同的单位" in refusal.value.sentence
    assert list(PlatformKey.objects.values_list("part", flat=True)) == ["A"]


@pytest.mark.parametrize(
    "line",
    [
        "UPDATE registry_completionbatch SET state = 'signed'",
        "UPDATE registry_completionbatch SET manifest = sha256",
        "UPDATE registry_completionbatch SET count = count + 1",
        "UPDATE registry_completionbatch SET signed_a_by_id = key_b_id + 1000",
        "UPDATE registry_completionbatch SET key_b_id = key_a_id",
        "UPDATE registry_completion SET batch_id = NULL",
        "UPDATE registry_platformkey SET custodian_id = (SELECT MIN(id) FROM registry_user)",
        "UPDATE registry_platformkey SET fingerprint = '0'",
        "DELETE FROM registry_platformkey",
        "DELETE FROM registry_completionbatch",
    ],
)
def test_database_refuses_the_row_edited_by_hand(frozen, line):
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(line)


def test_row_that_says_signed_without_signatures_counts_nothing(frozen, base):
    with guards_aside():
        sql(
            "UPDATE registry_completionbatch SET state = 'signed', signed_a_at = frozen_at, "
            "signed_b_at = frozen_at"
        )

    assert not _counted(base)
    assert certificate_fault(Completion.objects.select_related("batch").get()) != ""


def _sign_both_with(frozen, key):
    """What a thief of one key can write who may also write the database."""
    made = make.signature_of(frozen, key)
    with guards_aside():
        CompletionBatch.objects.filter(pk=frozen.pk).update(
            signature_a=made,
            signature_b=made,
            signed_a_by=frozen.key_a.custodian,
            signed_b_by=frozen.key_b.custodian,
            signed_a_at=frozen.frozen_at,
            signed_b_at=frozen.frozen_at,
            state=ManifestState.SIGNED,
        )


@pytest.mark.parametrize("part", ["key_a", "key_b"])
def test_one_stolen_key_signs_for_both_and_counts_nothing(frozen, base, part):
    _sign_both_with(frozen, getattr(frozen, part))

    assert not _counted(base)
    frozen.refresh_from_db()
    assert batch_is_signed(frozen) == "batch_altered"


def test_stolen_key_standing_in_both_places_counts_nothing(frozen, base):
    _sign_both_with(frozen, frozen.key_a)
    with guards_aside():
        sql("UPDATE registry_completionbatch SET key_b_id = key_a_id, signed_b_by_id = signed_a_by_id")

    assert not _counted(base)


def test_thief_who_puts_a_key_of_his_own_beside_the_stolen_one_counts_nothing(frozen, base):
    """The manifest names the keys by their fingerprints: another key B does not fit what A signed."""
    private, public = Ed25519().generate()
    signed = make.signature_of(frozen, frozen.key_a)
    with guards_aside():
        PlatformKey.objects.filter(pk=frozen.key_b_id).update(
            public_key=public, fingerprint=fingerprint("ed25519", public)
        )
        CompletionBatch.objects.filter(pk=frozen.pk).update(
            signature_a=signed,
            signature_b=Ed25519().sign(private, bytes(frozen.manifest)),
            signed_a_by=frozen.key_a.custodian,
            signed_b_by=frozen.key_b.custodian,
            signed_a_at=frozen.frozen_at,
            signed_b_at=frozen.frozen_at,
            state=ManifestState.SIGNED,
        )

    assert not _counted(base)


@pytest.mark.parametrize("state", [KeyState.REPLACED, KeyState.LOST])
def test_key_no_longer_in_use_signs_nothing(frozen, state):
    key = frozen.key_a
    PlatformKey.objects.filter(pk=key.pk).update(state=state, ended_at=make.moment("2020-06-02"))

    with pytest.raises(Refused) as refusal:
        completion_batch.sign(
            actor=key.custodian, batch=frozen, seen=frozen.sha256, signature=make.signature_of(frozen, key)
        )

    assert "已不再使用" in refusal.value.sentence


def test_signature_over_other_bytes_than_those_stored_is_refused(frozen):
    key = frozen.key_a
    wrong = Ed25519().sign(make.PRIVATE[key.fingerprint], bytes(frozen.manifest) + b" ")

    with pytest.raises(Refused):
        completion_batch.sign(actor=key.custodian, batch=frozen, seen=frozen.sha256, signature=wrong)


def test_key_b_does_not_sign_before_a(frozen):
    key = frozen.key_b

    with pytest.raises(Refused):
        completion_batch.sign(
            actor=key.custodian, batch=frozen, seen=frozen.sha256, signature=make.signature_of(frozen, key)
        )


def test_two_offline_signatures_in_order_make_the_hours_count(frozen, base):
    for key in (frozen.key_a, frozen.key_b):
        completion_batch.sign(
            actor=key.custodian, batch=frozen, seen=frozen.sha256, signature=make.signature_of(frozen, key)
        )

    assert _counted(base)


def test_results_of_a_batch_count_by_themselves_once_both_have_signed(frozen):
    make.work()  # they were weighed when they came, unsigned
    for key in (frozen.key_a, frozen.key_b):
        completion_batch.sign(
            actor=key.custodian, batch=frozen, seen=frozen.sha256, signature=make.signature_of(frozen, key)
        )

    make.work()

    assert Completion.objects.get(batch=frozen).state == CompletionState.COUNTED


def test_first_batch_of_a_year_has_number_one(base, alice):
    course = make.recognised_course(base)
    said = make.reported(alice.professional, course_code=course.code, passed_on=date(2020, 6, 1))
    receive(actor=None, base=base, reported=[said])

    batch = completion_batch.collect(actor=make.office_login(base), base=base, year=2020)

    assert (batch.year, batch.number, batch.completions.count()) == (2020, 1, 1)


def test_batch_signed_by_both_cannot_be_given_up(frozen, base):
    for key in (frozen.key_a, frozen.key_b):
        completion_batch.sign(
            actor=key.custodian, batch=frozen, seen=frozen.sha256, signature=make.signature_of(frozen, key)
        )

    with pytest.raises(Refused) as refusal:
        completion_batch.void(actor=frozen.key_a.custodian, batch=frozen, reason="改主意了")

    assert "已经双重签署" in refusal.value.sentence


def test_batch_given_up_lets_its_results_be_collected_again(frozen, base):
    completion_batch.void(actor=frozen.key_a.custodian, batch=frozen, reason="清单有误")

    again = completion_batch.collect(actor=frozen.key_a.custodian, base=base, year=2020)

    assert (frozen.number, again.number, again.completions.count()) == (1, 2, 1)


def test_batch_signed_with_a_compromised_key_is_given_up_and_signed_anew(frozen, base):
    """From the loss of trust on nothing counts; a new key A and another batch bring the hours back."""
    for key in (frozen.key_a, frozen.key_b):
        completion_batch.sign(
            actor=key.custodian, batch=frozen, seen=frozen.sha256, signature=make.signature_of(frozen, key)
        )
    assert _counted(base)
    thief = frozen.key_a
    platform_key.report_compromised(
        actor=thief.custodian, key=thief, moment=make.moment("2020-05-01"), reason="电脑失窃"
    )
    kept = AuditEntry.objects.get(action="platform_key.compromised")
    assert (kept.after["from"], kept.reason) == (make.moment("2020-05-01").isoformat(), "电脑失窃")
    make.work()
    assert not _counted(base)
    made = platform_key.generate(
        actor=thief.custodian, base=base, year=2020, part="A", passphrase=SECRET, reason="原秘钥泄露"
    )
    completion_batch.void(actor=thief.custodian, batch=frozen, reason="秘钥泄露")
    again = completion_batch.collect(actor=thief.custodian, base=base, year=2020)
    completion_batch.freeze(actor=thief.custodian, batch=again)
    again.refresh_from_db()
    completion_batch.sign(actor=made.custodian, batch=again, seen=again.sha256, passphrase=SECRET)

    completion_batch.sign(
        actor=again.key_b.custodian,
        batch=again,
        seen=again.sha256,
        signature=make.signature_of(again, again.key_b),
    )

    assert _counted(base)
