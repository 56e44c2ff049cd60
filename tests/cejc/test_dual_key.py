"""Keys, canonical bytes, manifests and seals, without Django: what both keys sign can be checked anywhere."""

import base64
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cejc.lib import dual_key, dual_key_cli, sealed_key
from cejc.lib.dual_key import (
    Ed25519,
    FormatFault,
    KeyFault,
    PublicKey,
    canonical,
    certificate_file,
    faults,
    make_manifest,
    open_file,
    parse,
    read_manifest,
    read_public,
)

QUICK = sealed_key.Cost(19456, 1, 1)
SECRET = "一句十二个字以上的口令呢呢"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def private_key(seed: int) -> bytes:
    return bytes([seed]) * 32


def public_key(seed: int) -> PublicKey:
    return PublicKey("ed25519", Ed25519().public_of(private_key(seed)))


def certificate(number: int = 1, **values) -> dict:
    known = {
        "format": dual_key.CERTIFICATE,
        "platform": "SLPX",
        "id": f"id-{number}",
        "hours": Decimal("30.00"),
        "minutes": None,
        "course": "k",
        "passed_on": "2020-06-01",
        "holder": {"name": "欧阳晓𬱖", "identity_masked": "430**8"},
    }
    return known | values


def manifest_of(*rows, key_a=1, key_b=2):
    return make_manifest(
        rows,
        platform={"code": "SLPX", "name": "湘学网"},
        year=2020,
        number=1,
        courses={"k": {"code": "K", "title": "课", "subject": "public"}},
        keys={"A": public_key(key_a), "B": public_key(key_b)},
    )


def signed_file(row, manifest, *, by_a=1, by_b=2) -> bytes:
    sign = Ed25519().sign
    return certificate_file(
        row,
        manifest.data,
        {
            "A": (public_key(by_a), sign(private_key(by_a), manifest.data)),
            "B": (public_key(by_b), sign(private_key(by_b), manifest.data)),
        },
    )


def test_signature_is_that_of_rfc_8032():
    """Test 2 of its section 7.1."""
    private = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )

    assert Ed25519().public_of(private) == public
    assert Ed25519().sign(private, b"\x72") == signature
    assert Ed25519().verify(public, signature, b"\x72")
    assert not Ed25519().verify(public, signature, b"\x73")


@given(VALUES)
def test_canonical_bytes_are_read_back_and_written_the_same(value):
    data = canonical(value)

    assert canonical(parse(data)) == data


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_canonical_bytes_do_not_depend_on_the_order_of_names(value):
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', "1.5", "NaN", "Infinity", "[" * 100_000, "", "{"])
def test_text_that_could_be_read_in_two_ways_is_not_read(text):
    with pytest.raises(FormatFault):
        parse(text)


def test_float_is_not_written():
    with pytest.raises(FormatFault):
        canonical({"hours": 1.5})


@pytest.mark.parametrize(("value", "text"), [("30.00", "30"), ("7.50", "7.5"), ("100", "100"), ("0", "0")])
def test_hours_are_plain_digits(value, text):
    assert canonical(Decimal(value)) == f'"{text}"'.encode()


def test_manifest_says_count_and_sum_and_is_read_back_by_its_very_bytes():
    manifest = manifest_of(certificate(1), certificate(2, hours=None, minutes=90))

    assert (manifest.count, manifest.hours, manifest.minutes) == (2, Decimal(30), 90)
    assert read_manifest(manifest.data) == manifest
    with pytest.raises(FormatFault):
        read_manifest(manifest.data.replace(b":", b": ", 1))


@pytest.mark.parametrize("rows", [[], [certificate(1), certificate(1)]])
def test_empty_manifest_or_one_with_a_certificate_twice_is_not_made(rows):
    with pytest.raises(FormatFault):
        manifest_of(*rows)


def test_manifest_of_5001_is_not_made_and_of_5000_is():
    rows = [certificate(number) for number in range(dual_key.MOST + 1)]

    assert manifest_of(*rows[:-1]).count == 5000
    with pytest.raises(FormatFault):
        manifest_of(*rows)


def test_certificate_is_believed_under_its_two_keys_only():
    row = certificate()
    opened = open_file(signed_file(row, manifest_of(row)))

    assert faults(opened, public_key(1), public_key(2)) == []
    assert faults(opened, public_key(2), public_key(1)) != []
    assert faults(opened, public_key(1), public_key(3)) != []
    assert faults(opened, public_key(1), public_key(1)) != []


@pytest.mark.parametrize(("by_a", "by_b"), [(1, 1), (2, 2), (1, 3), (3, 2)])
def test_one_key_cannot_sign_for_both(by_a, by_b):
    row = certificate()
    opened = open_file(signed_file(row, manifest_of(row), by_a=by_a, by_b=by_b))

    assert faults(opened, public_key(1), public_key(2)) != []


@given(st.data())
def test_certificate_with_any_character_changed_is_not_believed(data):
    """Whatever is changed in the file, it is unreadable, or it is not believed, or it says the very same."""
    row = certificate()
    text = signed_file(row, manifest_of(row)).decode()
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda one: one != text[place]))
    try:
        opened = open_file((text[:place] + other + text[place + 1 :]).encode())
    except FormatFault:
        return

    same = (opened.certificate, opened.manifest_data) == (
        json.loads(text)["certificate"],
        manifest_of(row).data,
    )
    assert same or faults(opened, public_key(1), public_key(2)) != []


@pytest.mark.parametrize("raw", ["00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "ec" + "ff" * 31])
def test_key_under_which_anything_is_signed_is_refused(raw):
    with pytest.raises(KeyFault) as fault:
        Ed25519().check(bytes.fromhex(raw))

    assert fault.value.code == "weak_key"


def test_private_key_or_another_kind_of_key_is_not_taken_for_a_public_one():
    private = public_key(5).pem.replace("PUBLIC", "PRIVATE")
    for text in (private, "hello", ""):
        with pytest.raises(KeyFault):
            read_public(text)


def test_sm2_has_a_name_and_is_refused_so_far():
    with pytest.raises(KeyFault) as fault:
        dual_key.algorithm("sm2")

    assert fault.value.code == "not_implemented"


def test_public_key_survives_pem():
    assert read_public(public_key(5).pem) == public_key(5)


def test_sealed_key_opens_with_its_passphrase_however_it_was_composed():
    key, sealed = sealed_key.new_key("é" + SECRET, cost=QUICK)

    private = sealed_key.open_sealed(sealed, "e\u0301" + SECRET)

    assert Ed25519().public_of(private) == key.raw
    assert base64.b64encode(private).decode() not in sealed
    with pytest.raises(sealed_key.WrongPassphrase):
        sealed_key.open_sealed(sealed, SECRET)


@pytest.mark.parametrize("name", ["memory", "iterations", "lanes"])
def test_seal_that_would_cost_too_much_or_nothing_is_not_opened(name):
    _key, sealed = sealed_key.new_key(SECRET, cost=QUICK)
    for value in (0, 10**9):
        told = json.loads(sealed)
        told["kdf"][name] = value
        with pytest.raises(FormatFault):
            sealed_key.open_sealed(json.dumps(told), SECRET)


def test_sealed_key_that_was_moved_under_another_name_does_not_open():
    _key, sealed = sealed_key.new_key(SECRET, cost=QUICK)
    told = json.loads(sealed) | {"fingerprint": public_key(9).fingerprint}

    with pytest.raises(sealed_key.WrongPassphrase):
        sealed_key.open_sealed(json.dumps(told), SECRET)


def test_desk_without_network_makes_keys_signs_and_verifies(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("getpass.getpass", lambda *_asked: SECRET)
    monkeypatch.chdir(tmp_path)
    for name in "AB":
        assert dual_key_cli.main(["generate", name]) == 0
    keys = {name: read_public((tmp_path / f"{name}.pem").read_text()) for name in "AB"}
    row = certificate()
    manifest = make_manifest(
        [row],
        platform={"code": "SLPX", "name": "湘学网"},
        year=2020,
        number=1,
        courses={"k": {"code": "K", "title": "课", "subject": "public"}},
        keys=keys,
    )
    (tmp_path / "m.json").write_bytes(manifest.data)
    made = {}
    for name in "AB":
        capsys.readouterr()
        assert dual_key_cli.main(["sign", "m.json", "--key", f"{name}.sealed.json"]) == 0
        made[name] = (keys[name], base64.b64decode(capsys.readouterr().out))
    (tmp_path / "c.json").write_bytes(certificate_file(row, manifest.data, made))
    ask = ["verify", "c.json", "--key-a", "A.pem", "--key-b"]

    assert dual_key_cli.main([*ask, "B.pem"]) == 0
    assert "valid under both keys" in capsys.readouterr().out
    assert dual_key_cli.main([*ask, "A.pem"]) == 1
    assert (tmp_path / "A.sealed.json").stat().st_mode & 0o077 == 0
    assert dual_key_cli.main(["generate", "A"]) == 2  # nothing is written over


def test_short_passphrase_makes_no_key(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("getpass.getpass", lambda *_asked: "short")

    assert dual_key_cli.main(["generate", str(tmp_path / "A")]) == 2
    assert list(tmp_path.iterdir()) == []
