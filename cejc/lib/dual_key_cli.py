"""`python -m cejc.lib.dual_key`: keys, signatures and certificates at a
desk with no network and no database."""

import argparse
import base64
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cejc.lib import sealed_key
from cejc.lib.dual_key import FormatFault, KeyFault, algorithm, faults, open_file, read_public


def verify(file: Path, key_a: Path, key_b: Path) -> tuple[list[str], str]:
    """The faults of a certificate file under two public keys in PEM, and what it says when there are none."""
    try:
        opened = open_file(file.read_bytes())
        found = faults(opened, read_public(key_a.read_bytes()), read_public(key_b.read_bytes()))
    except (FormatFault, KeyFault) as fault:
        return [str(fault)], ""
    one, batch = opened.certificate, opened.manifest
    course = batch.courses.get(one.get("course", ""), {})
    said = (one.get("hours") and f"{one['hours']} hours") or f"{one.get('minutes')} minutes"
    return found, (
        f"{one['holder']['name']} {one['holder']['identity_masked']}, {course.get('title', '')}, {said}, "
        f"passed {one['passed_on']}; {batch.platform.get('name')} ({batch.platform.get('code')}), "
        f"{batch.year} batch {batch.number}"
    )


def main(arguments: Sequence[str]) -> int:
    """0: done or believed; 1: not believed; 2: bad use."""
    told = _parser().parse_args(arguments)
    try:
        return int(told.run(told))
    except (OSError, FormatFault, KeyFault) as fault:
        print(f"error: {fault}", file=sys.stderr)
    except sealed_key.WrongPassphrase:
        print("error: the passphrase does not open this key", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cejc.lib.dual_key", description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("verify", help="check a certificate file under the two public keys")
    one.add_argument("file", type=Path)
    one.add_argument("--key-a", type=Path, required=True, metavar="A.pem")
    one.add_argument("--key-b", type=Path, required=True, metavar="B.pem")
    one.set_defaults(run=_verify)
    one = commands.add_parser("generate", help="make a key: the public half in PEM, the private one sealed")
    one.add_argument("name", type=Path, help="writes NAME.pem and NAME.sealed.json")
    one.set_defaults(run=_generate)
    one = commands.add_parser("sign", help="sign a manifest; prints the signature in base64")
    one.add_argument("manifest", type=Path)
    one.add_argument("--key", type=Path, required=True, metavar="NAME.sealed.json")
    one.set_defaults(run=_sign)
    return parser


def _verify(told: argparse.Namespace) -> int:
    found, said = verify(told.file, told.key_a, told.key_b)
    for one in found:
        print(f"NOT VALID: {one}")
    if not found:
        print(f"valid under both keys: {said}")
    return 1 if found else 0


def _generate(told: argparse.Namespace) -> int:
    passphrase = getpass.getpass("Passphrase: ")
    if len(passphrase) < sealed_key.LEAST_PASSPHRASE or getpass.getpass("Once more: ") != passphrase:
        print(
            f"error: twice the same, at least {sealed_key.LEAST_PASSPHRASE} characters, please",
            file=sys.stderr,
        )
        return 2
    key, sealed = sealed_key.new_key(passphrase)
    _write(told.name.with_suffix(".pem"), key.pem)
    _write(told.name.with_suffix(".sealed.json"), sealed)
    print(f"key id {key.fingerprint}")
    return 0


def _write(path: Path, text: str) -> None:
    """A new file that its owner alone may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _sign(told: argparse.Namespace) -> int:
    sealed = told.key.read_text()
    private = sealed_key.open_sealed(sealed, getpass.getpass("Passphrase: "))
    name = sealed_key.read_sealed(sealed)["algorithm"]
    print(base64.b64encode(algorithm(name).sign(private, told.manifest.read_bytes())).decode())
    return 0
