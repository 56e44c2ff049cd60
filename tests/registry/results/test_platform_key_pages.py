"""Keys A and B and the batches that they sign, by hand: two offices, two
persons, one batch, and the hours count."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from registry.enums import CompletionState, KeyState, ManifestState, Role
from registry.models import Completion, CompletionBatch, PlatformKey
from registry.results.services.completion import receive
from tests.certification.rows import on
from tests.factories import make_membership, make_person, province_of
from tests.guards import guards_aside
from tests.outcome import outcome
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
SECRET = "一个很长的口令-2020"


@pytest.fixture(autouse=True)
def _in_march(settings):
    settings.CEJC_SECOND_FACTOR = False
    with on("2020-03-02 09:00"):
        yield


@pytest.fixture
def base(db):
    found = make.make_base()
    found.platform_name = "湘学网"
    found.save()
    return found


@pytest.fixture
def clerk(base):
    user = make_person("clerk", "柯教务")
    make_membership(user, base.organisation, Role.BASE)
    return user


@pytest.fixture
def keeper_a(base):
    return make.office_login(base)


@pytest.fixture
def keeper_b(world):
    return province_of(world.province, "petra", "彭悦")


def at(name, row, *more):
    return reverse(f"registry:{name}", args=[row.public_id, *more])


def _make_keys(client, base, keeper_a, keeper_b):
    for user, part in ((keeper_a, "A"), (keeper_b, "B")):
        client.force_login(user)
        answer = client.post(at("key-make", base, 2020, part), {"passphrase": SECRET, "again": SECRET})
        assert answer.status_code == 302, answer.content.decode()


def test_batch_goes_through_both_keys_by_hand_and_the_hours_count(
    client, base, clerk, keeper_a, keeper_b, alice
):
    _make_keys(client, base, keeper_a, keeper_b)
    course = make.make_online(base, live_on=date(2020, 2, 20))
    make.conclude(course, "2020-02-10")
    said = make.reported(alice.professional, course_code=course.code, passed_on=date(2020, 3, 1))
    receive(actor=None, base=base, reported=[said])
    client.force_login(clerk)
    client.post(at("key-batches", base))
    batch = CompletionBatch.objects.get()
    client.post(at("key-batch-freeze", batch))
    batch.refresh_from_db()
    for user in (keeper_a, keeper_b):
        client.force_login(user)
        page = client.get(at("key-batch", batch)).content.decode()
        assert batch.sha256 in page
        answer = client.post(at("key-batch", batch), {"seen": batch.sha256, "passphrase": SECRET})
        outcome(answer, "已签署。", lambda: CompletionBatch.objects.filter(signed_a_by=keeper_a).exists())
    make.work()

    batch.refresh_from_db()
    row = Completion.objects.get()
    client.force_login(alice)
    certificate = client.get(at("completion-certificate", row))
    assert batch.state == ManifestState.SIGNED
    assert row.state == CompletionState.COUNTED
    assert str(alice.professional.identity_number) not in certificate.content.decode()
    assert json.loads(certificate.content)


def test_wrong_passphrase_signs_nothing(client, base, clerk, keeper_a, keeper_b, alice):
    _make_keys(client, base, keeper_a, keeper_b)
    make.make_online(base)
    receive(
        actor=None,
        base=base,
        reported=[make.reported(alice.professional, course_code="KC01", passed_on=date(2020, 3, 1))],
    )
    client.force_login(clerk)
    client.post(at("key-batches", base))
    batch = CompletionBatch.objects.get()
    client.post(at("key-batch-freeze", batch))
    batch.refresh_from_db()
    client.force_login(keeper_a)

    answer = client.post(at("key-batch", batch), {"seen": batch.sha256, "passphrase": "另一个很长的口令"})

    batch.refresh_from_db()
    assert answer.status_code == 422
    assert batch.state == ManifestState.FROZEN


def test_nobody_makes_the_key_of_the_other_office(client, base, clerk, keeper_a, keeper_b, alice):
    seen = {}
    for user in (clerk, keeper_a, keeper_b, alice):
        client.force_login(user)
        seen[user.username] = [client.get(at("key-make", base, 2020, part)).status_code for part in "AB"]

    assert seen == {
        "clerk": [404, 404],
        keeper_a.username: [200, 404],
        "petra": [404, 200],
        "alice": [404, 404],
    }


def test_page_of_the_keys_counts_the_days_to_10_march_and_then_says_late(client, base, clerk):
    client.force_login(clerk)

    counting = client.get(at("keys-of-base", base)).content.decode()
    with on("2020-03-11 00:00"):
        client.force_login(clerk)
        late = client.get(at("keys-of-base", base)).content.decode()

    assert "还有8天" in counting
    assert "当年网络培训结果不予认可" in late


def test_lost_key_is_reported_and_signs_no_more(client, base, keeper_a, keeper_b):
    _make_keys(client, base, keeper_a, keeper_b)
    key = PlatformKey.objects.get(part="A")
    client.force_login(keeper_a)

    empty = client.post(at("key-end", key), {"what": "compromised", "reason": "x"}).status_code
    client.post(at("key-end", key), {"what": "lost", "reason": "存放设备损坏"})

    key.refresh_from_db()
    assert empty == 422
    assert key.state == KeyState.LOST


def test_outsider_sees_no_key_and_no_batch(client, base, bob, clerk):
    batch = CompletionBatch.objects.create(base=base, year=2020, number=1)
    addresses = [at("keys-of-base", base), at("key-batches", base), at("key-batch", batch)]
    seen = []
    for user in (clerk, bob):
        client.force_login(user)
        seen.append([client.get(address).status_code for address in addresses])

    assert seen == [[200] * 3, [404] * 3]


@pytest.fixture
def signed(alice):
    """A result that counts under both keys."""
    found = make.make_base("JD09")
    course = make.recognised_course(found)
    receive(
        actor=None,
        base=found,
        reported=[make.reported(alice.professional, course_code=course.code, passed_on=date(2020, 3, 1))],
    )
    make.signed_batch(found)
    return Completion.objects.get(base=found)


def _files(client, signed, folder, keeper_a):
    client.force_login(keeper_a)
    (folder / "c.json").write_bytes(client.get(at("completion-certificate", signed)).content)
    for part in "AB":
        key = PlatformKey.objects.get(base=signed.base, part=part)
        (folder / f"{part}.pem").write_bytes(client.get(at("key-public", key)).content)


def test_certificate_is_verified_in_a_folder_without_database_or_network(client, signed, tmp_path):
    _files(client, signed, tmp_path, make.office_login(signed.base))
    command = [
        sys.executable,
        str(settings.BASE_DIR / "manage.py"),
        "verify_certificate",
        "c.json",
        "--key-a",
        "A.pem",
        "--key-b",
        "B.pem",
    ]
    env = {
        "PATH": os.environ["PATH"],
        "CEJC_DATA_DIR": str(tmp_path / "none"),
        "PYTHONPATH": str(settings.BASE_DIR),
        "CEJC_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "CEJC_DEBUG": "1",
    }

    good = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    text = (tmp_path / "c.json").read_text()
    (tmp_path / "c.json").write_text(text.replace("2020-03-01", "2020-03-02"))
    bad = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    assert (good.returncode, "valid under both keys" in good.stdout) == (0, True), good.stderr
    assert (bad.returncode, "NOT VALID" in bad.stderr) == (1, True)


def test_verify_batches_finds_nothing_where_nothing_was_altered(signed, capsys):
    call_command("verify_batches")

    assert "1 batches, nothing altered" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change",
    [
        "registry_completion SET hours = 300",
        "registry_completion SET name = '别人'",
        "registry_completion SET passed_on = '2020-03-02'",
        "registry_completion SET batch_id = NULL",
        "registry_completionbatch SET count = 2",
        "registry_completionbatch SET hours = 31",
        "registry_completionbatch SET sha256 = '0'",
        "registry_completionbatch SET signature_a = signature_b",
        "registry_completionbatch SET signature_b = signature_a",
        "registry_completionbatch SET key_a_id = key_b_id",
        "registry_completionbatch SET year = 2021",
        "registry_platformkey SET person_id = (SELECT MIN(person_id) FROM registry_platformkey)",
    ],
)
def test_verify_batches_names_whatever_was_altered_by_hand(signed, change, capsys):
    with guards_aside(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {change}")

    with pytest.raises(SystemExit):
        call_command("verify_batches")

    assert "JD09 202" in capsys.readouterr().err
