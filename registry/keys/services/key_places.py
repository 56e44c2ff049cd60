"""Where private keys are: files below one folder, under one passphrase, or devices behind PKCS#11."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cejc.lib.signing import pens
from cejc.lib.signing.algorithms import Unusable
from cejc.lib.signing.pens import Pen
from registry.enums import KeyPlace

NEEDED = {KeyPlace.FILE: ("file",), KeyPlace.DEVICE: ("library", "token", "label", "certificates")}


def folder() -> Path:
    return Path(settings.CEJC_SIGNING_DIR)


def opened(place: str, held: dict[str, str]) -> Pen:
    """The pen of a key: some tenths of a second. Raises Unusable."""
    if place not in NEEDED or any(not held.get(name) for name in NEEDED[KeyPlace(place)]):
        raise Unusable(_("没有写明密钥在哪里。"))
    if place == KeyPlace.FILE:
        return pens.in_file(read(held["file"]), settings.CEJC_SIGNING_PASSPHRASE)
    certificates = read(held["certificates"])
    return pens.in_device(
        held["library"], held["token"], held["label"], settings.CEJC_SIGNING_PIN, certificates
    )


def read(name: str) -> bytes:
    """A file of the folder. Raises Unusable for one that is not in it."""
    path = (folder() / name).resolve()
    if folder().resolve() not in path.parents or not path.is_file():
        raise Unusable(_("密钥文件夹中没有文件“%(name)s”。") % {"name": name})
    return path.read_bytes()


def write(name: str, data: bytes) -> None:
    """A file that only its owner reads; one that is there is replaced at one stroke."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = folder() / f"{name}.{os.getpid()}"
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(data)
    beside.replace(folder() / name)


def seal(name: str, key: Any, certificates: list[Any]) -> None:
    write(name, pens.sealed(key, certificates, settings.CEJC_SIGNING_PASSPHRASE))
