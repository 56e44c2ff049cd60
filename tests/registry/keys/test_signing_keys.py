"""Certificates that sign papers: taken into use, given papers, rotated, retired, revoked; by whom."""

import io
import os
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from cryptography import x509
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from cejc.errors import Refused, Stale
from cejc.lib.signing.algorithms import NotNow
from registry.enums import KeyPlace, PaperKind, SigningState
from registry.keys import checks
from registry.keys.models import RevocationList, SigningKey
from registry.keys.services import key_places, lists, own_authority, signing, signing_key
from registry.models import AuditEntry, LogLeaf
from tests.cejc.signing import lab as labs
from tests.outcome import outcome
from tests.signing import WORD, folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def another(certificates):
    """The file of another signer of the portal's own authority."""
    key, pen = own_authority._authority().pen("另一张证书", "ecdsa-p256", now=timezone.now())
    key_places.seal("another.p12", key, [pen.certificate, *pen.chain])
    yield {"place": KeyPlace.FILE, "held": {"file": "another.p12"}}
    os.unlink(f"{folder().name}/another.p12")


def signer():
    return SigningKey.objects.signing(PaperKind.SLIP).first()


def test_demo_begins_with_a_signer_and_stamps_once(certificates):
    from registry.keys.services import beginning

    beginning.begin()

    assert [one.name for one in SigningKey.objects.order_by("pk")] == ["演示签章", "演示时间戳", "演示二维码"]
    assert {use.kind for use in signer().uses.all()} == set(PaperKind.files())
    assert RevocationList.objects.get().issuer_key == signer().issuer_key == own_authority.issuer_key()


def test_certificate_is_added_by_the_office_and_written_into_the_log(petra, another):
    made = signing_key.add(actor=petra, name="公示专用", papers=[PaperKind.NOTICE], **another)

    assert SigningKey.objects.signing(PaperKind.NOTICE).first() == made
    assert signer() != made
    entry = AuditEntry.objects.get(action="signing_key.added", actor=petra.public_id)
    assert entry.after["papers"] == ["notice"]
    assert entry.after["fingerprint"] == made.fingerprint


def test_nobody_else_adds_one(alice, bob, another):
    for login in (alice, bob):
        with pytest.raises(Refused, match="签名证书由"):
            signing_key.add(actor=login, name="x", papers=[PaperKind.SLIP], **another)
    assert SigningKey.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": ""}, "填写证书的名称"),
        ({"name": "演示签章"}, "已有名为"),
        ({"papers": []}, "写明签署哪些文件"),
        ({"papers": ["letters"]}, "写明签署哪些文件"),
        ({"held": {"file": "absent.p12"}}, "没有文件"),
        ({"held": {"file": "../field_key"}}, "没有文件"),
        ({"held": {}}, "没有写明密钥在哪里"),
        ({"held": {"file": "signer.p12"}}, "已经登记过"),
        ({"place": "letter"}, "没有写明密钥在哪里"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(changes, why, admin, another):
    values = {"name": "新证书", "papers": [PaperKind.SLIP], **another} | changes
    with pytest.raises(Refused, match=why):
        signing_key.add(actor=admin, **values)
    assert SigningKey.objects.count() == 3


def test_wrong_passphrase_and_ended_certificate_are_refused(admin, another, settings):
    settings.CEJC_SIGNING_PASSPHRASE = "another"
    with pytest.raises(Refused, match="口令不对"):
        signing_key.add(actor=admin, name="x", papers=[PaperKind.SLIP], **another)
    settings.CEJC_SIGNING_PASSPHRASE = WORD
    with time_machine.travel(timezone.now() + timedelta(days=2000)), pytest.raises(Refused, match="已经过期"):
        signing_key.add(actor=admin, name="x", papers=[PaperKind.SLIP], **another)


def test_rotation_takes_over_the_papers_and_retires_the_old(petra, another):
    old = signer()
    made = signing_key.rotate(actor=petra, key=old, name="2027", reason="每年更换", **another)

    old.refresh_from_db()
    assert (old.state, old.state_reason, made.replaces) == (SigningState.RETIRED, "每年更换", old)
    assert signer() == made
    assert {use.kind for use in made.uses.all()} == {use.kind for use in old.uses.all()}
    assert signing.signed(labs.slip(), PaperKind.SLIP).key == made


def test_revocation_is_on_the_list_at_once_and_papers_wait(petra, certificates):
    key = signer()
    assert signing.signed(labs.slip(), PaperKind.SLIP).key == key
    signing_key.revoke(actor=petra, key=key, reason="私钥泄露")

    found = x509.load_der_x509_crl(bytes(RevocationList.objects.get().data))
    own = x509.load_pem_x509_certificate(key.certificates.encode())
    assert found.get_revoked_certificate_by_serial_number(own.serial_number)
    with pytest.raises(NotNow, match="没有可以签署"):
        signing.signed(labs.slip(), PaperKind.SLIP)
    with pytest.raises(Stale):
        signing_key.retire(actor=petra, key=key, reason="x")


def test_papers_are_assigned(petra, certificates):
    signing_key.assign(actor=petra, key=signer(), papers=[PaperKind.NOTICE])

    assert signer() is None
    assert SigningKey.objects.signing(PaperKind.NOTICE).exists()


def test_unsigned_papers_leave_only_where_the_setting_says_so(settings):
    settings.CEJC_UNSIGNED_PAPERS = False
    with pytest.raises(NotNow):
        signing.signed(b"paper", PaperKind.SLIP)
    settings.CEJC_UNSIGNED_PAPERS = True
    assert signing.signed(b"paper", PaperKind.SLIP).pdf == b"paper"


def test_check_before_production_names_the_papers_without_a_certificate(settings, certificates):
    assert [one.id for one in checks.papers_are_signed(None)] == ["registry.I006"]
    SigningKey.objects.all().delete()
    (error,) = checks.papers_are_signed(None)
    assert (error.id, error.level) == ("registry.E005", 40)
    assert "slip, certificate, handbook, notice, filing" in error.msg
    settings.CEJC_UNSIGNED_PAPERS = True
    assert [one.id for one in checks.papers_are_signed(None)] == ["registry.I005"]


def test_ended_certificate_signs_nothing(certificates):
    with time_machine.travel(timezone.now() + timedelta(days=2000)):
        assert signer() is None


def test_list_of_another_authority_is_taken_only_when_it_signed_it(certificates, monkeypatch):
    ours, theirs = labs.lab(), labs.lab()
    now = timezone.now()
    name = "aa" * 20
    good = ours.authority.revocations([], number=1, now=now)
    lists._keep(name, ours.authority.certificate, good)
    assert bytes(RevocationList.objects.get(issuer_key=name).data) == good

    for bad in (
        theirs.authority.revocations([], number=2, now=now),
        ours.authority.revocations([], number=2, now=now - timedelta(days=60)),
    ):
        with pytest.raises(lists.BadList):
            lists._keep(name, ours.authority.certificate, bad)
    assert bytes(RevocationList.objects.get(issuer_key=name).data) == good


def test_list_is_fetched_where_the_certificate_says_and_nowhere_else():
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302 if self.path == "/list" else 200)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args):
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(lists.BadList, match="leads elsewhere"):
            lists._fetched([f"http://127.0.0.1:{server.server_port}/list"])
        server.shutdown()

    assert asked == ["/list"]


def test_server_elsewhere_is_learnt_and_its_chain_stands_in_papers(settings, certificates):
    lab = labs.lab()
    settings.CEJC_TSA_URL = lab.url
    failed = lists.refresh()

    noted = SigningKey.objects.get(place=KeyPlace.ELSEWHERE)
    assert [use.kind for use in noted.uses.all()] == [PaperKind.STAMP]
    assert noted.held == {}
    # Its list is at an address that nobody answers: said, and papers go on without it.
    assert len(failed) == 1
    assert signing.signed(labs.slip(), PaperKind.SLIP).level == "B-T"
    lists._keep(noted.issuer_key, lab.authority.certificate, lab.evidence().lists[0])
    signing.forget()
    assert signing.signed(labs.slip(), PaperKind.SLIP).level == "B-LT"


def told(*words):
    out = io.StringIO()
    call_command("signing_keys", *words, stdout=out)
    return out.getvalue()


def test_command_does_the_same_steps(petra, another):
    known = ["--actor", petra.username]
    file = ["--file", "another.p12"]

    assert "公示名单" in told("add", "公示", "--papers", "notice", *file, *known)
    assert "备案" in told("assign", "公示", "--papers", "filing", *known)
    assert "已停用" in told("retire", "公示", "--reason", "换证", *known)
    assert "已吊销" in told("revoke", "公示", "--reason", "泄露", *known)
    assert told("list").count("\n") == 4
    assert "已更新" in told("refresh")
    assert SigningKey.objects.get(name="公示").state == SigningState.REVOKED


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["add", "x", "--papers", "slip", "--file", "signer.p12"], "--actor"),
        (["retire", "absent", "--actor", "petra"], "没有名为"),
        (["retire", "演示签章", "--actor", "petra"], "理由"),
        (["rotate", "演示签章", "--as", "x", "--reason", "y", "--actor", "petra"], "没有写明"),
    ],
)
def test_command_says_what_is_missing_and_changes_nothing(words, why, petra, certificates):
    words = [petra.username if one == "petra" else one for one in words]
    with pytest.raises(CommandError, match=why):
        told(*words)
    assert signer().name == "演示签章"


def test_everybody_sees_certificates_with_fingerprint_and_list(client, certificates):
    key = signer()
    page = client.get(reverse("registry:signing-certificates")).content.decode()

    assert key.fingerprint[:8] in page
    assert "演示签章" in page
    assert "field_key" not in page
    pem = client.get(reverse("registry:signing-certificate", args=[key.public_id]))
    assert pem.content.decode() == key.certificates
    assert "PRIVATE" not in pem.content.decode()
    for address in (
        reverse("registry:signing-list", args=[key.public_id]),
        reverse("registry:revocation-list"),
    ):
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pkix-crl"
        assert x509.load_der_x509_crl(answer.content).next_update_utc > timezone.now()


def test_certificate_names_the_address_of_its_list(certificates):
    from cejc.lib.signing.evidence import list_addresses

    own = x509.load_pem_x509_certificate(signer().certificates.encode())
    assert list_addresses(own)[0].endswith(reverse("registry:revocation-list"))


def test_office_retires_and_revokes_on_its_page(client, petra, certificates):
    key = signer()
    client.force_login(petra)
    page = client.get(reverse("registry:signing-keys")).content.decode()
    assert reverse("registry:signing-key-retire", args=[key.public_id]) in page

    answer = client.post(reverse("registry:signing-key-retire", args=[key.public_id]), {"reason": "换证"})
    outcome(answer, "证书已停用。", lambda: SigningKey.objects.get(pk=key.pk).state == SigningState.RETIRED)
    answer = client.post(reverse("registry:signing-key-revoke", args=[key.public_id]), {"reason": "泄露"})
    outcome(answer, "证书已吊销。", lambda: SigningKey.objects.get(pk=key.pk).state == SigningState.REVOKED)


def test_revoking_asks_for_a_reason_and_others_do_not_find_the_page(client, petra, alice, certificates):
    key = signer()
    address = reverse("registry:signing-key-revoke", args=[key.public_id])
    client.force_login(petra)
    assert client.post(address, {"reason": ""}).status_code == 422
    client.force_login(alice)
    assert client.post(address, {"reason": "x"}).status_code in (403, 404)
    key.refresh_from_db()
    assert key.state == SigningState.ACTIVE


def test_pages_ask_as_often_for_one_certificate_as_for_three(
    client, petra, certificates, django_assert_num_queries
):
    client.force_login(petra)
    client.get(reverse("registry:signing-keys"))
    SigningKey.objects.filter(name="演示时间戳").delete()
    with django_assert_num_queries(9):
        client.get(reverse("registry:signing-keys"))
    signing_key.note_stamps(labs.lab().stamps.certificate, [])
    signing_key.note_stamps(labs.lab().stamps.certificate, [])
    with django_assert_num_queries(9):
        client.get(reverse("registry:signing-keys"))


def test_what_becomes_of_a_certificate_stands_in_the_public_log(petra, another):
    made = signing_key.add(actor=petra, name="公示专用", papers=[PaperKind.NOTICE], **another)
    signing_key.revoke(actor=petra, key=made, reason="秘钥外泄。")

    leaves = LogLeaf.objects.filter(subject=made.public_id.hex).order_by("pk")
    assert [leaf.act for leaf in leaves] == ["signing.added", "signing.revoked"]
    assert {leaf.facts["fingerprint"] for leaf in leaves} == {made.fingerprint}
