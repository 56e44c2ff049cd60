"""Keys: files under a passphrase, and a PKCS#11 device (SoftHSM)."""

import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from cejc.lib.signing import pens
from cejc.lib.signing.algorithms import Unusable
from cejc.lib.signing.looking import looked_at
from cejc.lib.signing.papers import Desk
from tests.cejc.signing import lab as labs

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
WORD, PIN = "correct horse battery", "1234"


@pytest.fixture(scope="module")
def lab():
    return labs.lab()


def test_key_in_pkcs12_opens_with_its_passphrase_alone(lab):
    sealed = pens.sealed(lab.key, [lab.pen.certificate, lab.authority.certificate], WORD)

    opened = pens.in_file(sealed, WORD)
    assert opened.certificate == lab.pen.certificate
    assert opened.chain == (lab.authority.certificate,)
    with pytest.raises(Unusable, match="口令不对"):
        pens.in_file(sealed, "wrong")


def test_key_in_sealed_pem_opens_and_one_without_a_passphrase_does_not(lab):
    certificates = b"".join(
        one.public_bytes(Encoding.PEM) for one in (lab.authority.certificate, lab.pen.certificate)
    )
    forms = (Encoding.PEM, PrivateFormat.PKCS8)
    sealed = lab.key.private_bytes(*forms, BestAvailableEncryption(WORD.encode())) + certificates
    bare = lab.key.private_bytes(*forms, NoEncryption()) + certificates

    assert pens.in_file(sealed, WORD).certificate == lab.pen.certificate
    with pytest.raises(Unusable):
        pens.in_file(bare, WORD)


def test_key_without_its_certificate_is_refused(lab):
    other = labs.lab()
    with pytest.raises(Unusable, match="没有"):
        pens.in_file(
            other.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(WORD.encode()))
            + lab.pen.certificate.public_bytes(Encoding.PEM),
            WORD,
        )


@pytest.fixture
def device(lab, tmp_path, monkeypatch):
    """A token of SoftHSM with the lab's key on it; gone with the test."""
    assert shutil.which("softhsm2-util"), "bin/setup dev installs softhsm2"
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    plain = lab.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(plain)
    words = ["--token", "papers", "--pin", PIN]
    for more in (
        ["--init-token", "--free", "--label", "papers", "--so-pin", "12345678", "--pin", PIN],
        ["--import", str(tmp_path / "key.pem"), *words, "--label", "signer", "--id", "01"],
    ):
        subprocess.run(["softhsm2-util", *more], check=True, capture_output=True)
    return tmp_path


def test_key_behind_pkcs11_signs_and_the_wrong_pin_does_not(lab, device):
    """One process loads the library once, with one configuration: all of it in one test."""
    chain = (lab.pen.certificate, lab.authority.certificate)
    certificates = b"".join(one.public_bytes(Encoding.PEM) for one in chain)

    with pytest.raises(Unusable, match="密码设备没有打开"):
        pens.in_device(LIBRARY, "papers", "signer", "9999", certificates)
    with pytest.raises(Unusable, match="密码设备没有打开"):
        pens.in_device(LIBRARY, "nothing", "signer", PIN, certificates)
    with pytest.raises(Unusable, match="密码设备没有打开"):
        pens.in_device(LIBRARY, "papers", "nobody", PIN, certificates)
    pen = pens.in_device(LIBRARY, "papers", "signer", PIN, certificates)
    from django.utils import timezone

    (found,) = looked_at(Desk(pen, labs.OFFICE).signed(labs.slip(), timezone.now()), [lab.root])
    assert (found["fault"], found["trusted"], found["subject"]) == ("", True, "试验签章")
