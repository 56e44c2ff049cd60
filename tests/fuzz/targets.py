"""Every parser of what strangers send: what it may answer, and nothing else.

A child with limits that dies is answered with a sentence (`ChildFailed`); the same task in this process raises,
and is counted as a death. Anything else that a target raises is a finding.
"""

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from unittest import mock

from pydantic import ValidationError

from cejc.lib import dual_key
from cejc.lib.paper.pdf_text import printed_text
from cejc.lib.sheets import book
from cejc.lib.spreadsheet import SheetFault
from cejc.lib.uploads import alike, clean, files, limited, preview
from cejc.lib.uploads.child.__main__ import work_of
from cejc.lib.uploads.child.faults import Fault
from cejc.site.reading import SiteInvalid, read
from credits.engine import InputFault, PolicyInvalid, read_bytes
from credits.engine.bases import Unreadable
from registry.activities.services.past_records import UNREADABLE, _members
from registry.platforms.api.schemas import ResultIn, ResultsIn
from registry.platforms.api.schemas_offering import CoursesIn, NewSessionsIn

DEATHS: dict[str, int] = {}
DEPTH: dict[str, int] = {}  # files that were taken to the end


@contextmanager
def here():
    """Tasks of the child in this process; one that raises has died, as the child would."""
    with mock.patch.object(limited, "run", _run), mock.patch.object(limited, "stream", _stream):
        yield


def _run(task: str, path: str, *, memory: int = 0, seconds: int = 0, written: int = 0, **options: Any) -> Any:
    try:
        facts, body = work_of(task)(path, **options)
        json.dumps(facts)
    except Fault as fault:
        raise limited.ChildFound(fault.code, {"fault": fault.code, **fault.facts}) from fault
    except TimeoutError:
        raise
    except Exception as fault:
        told = f"{task}: {type(fault).__name__}"
        DEATHS[told] = DEATHS.get(told, 0) + 1
        raise limited.ChildFailed(told) from fault
    return facts, body if isinstance(body, bytes) else b"".join(_lines(task, body))


def _lines(task: str, body: Any) -> Any:
    try:
        yield from body
    except TimeoutError:
        raise
    except Exception as fault:
        told = f"{task}: {type(fault).__name__}"
        DEATHS[told] = DEATHS.get(told, 0) + 1
        raise limited.ChildFailed(told) from fault


@contextmanager
def _stream(task: str, path: str, **options: Any) -> Any:
    facts, body = _run(task, path, **options)
    yield facts, io.BytesIO(body)


def upload(body: bytes) -> None:
    """A file that proves something: checked, copied, drawn, looked at, its words read."""
    source = io.BytesIO(body)
    try:
        ending = files.KINDS[files.kind_of(source)][1][0]
        checked = files.check(source, name=f"x{ending}", declared="")
        clean.cleaned(source, checked.mime)
        if preview.can_preview(checked.mime):
            preview.render(source, checked.mime, pages=checked.pages, longest=200)
        if alike.can_look(checked.mime):
            alike.looks_of(source, checked.mime)
        if checked.mime == "application/pdf":
            alike.own_numbers(printed_text(source))
        DEPTH["upload"] = DEPTH.get("upload", 0) + 1
    except files.FileFault:
        pass


def workbook(body: bytes) -> None:
    """A list: xlsx, xls or csv."""
    try:
        book.require_book(io.BytesIO(body))
        with book.opened(io.BytesIO(body)) as opened:
            for page in opened.visible:
                for _number, cells in opened.rows(page):
                    [str(cell) for cell in cells]
    except (SheetFault, files.FileFault):
        pass


def package(body: bytes) -> None:
    """A zip of scans, as the worker unpacks it."""
    faults: list[str] = []
    with NamedTemporaryFile() as copy:
        copy.write(body)
        copy.flush()
        for name, opened in _members(copy.name, "x.zip", faults):
            try:
                files.shown_name(name).encode()
                opened.read(1024 * 1024)
            except UNREADABLE:
                faults.append(name)


def policy(body: bytes) -> None:
    """A policy file that an officer puts in."""
    with suppress(PolicyInvalid, Unreadable, InputFault):
        read_bytes(body, "x.toml")


def site(body: bytes) -> None:
    """A site.toml."""
    with NamedTemporaryFile(suffix=".toml") as copy:
        copy.write(body)
        copy.flush()
        with mock.patch("cejc.site.reading.FILE", Path(copy.name).name), suppress(SiteInvalid):
            read(Path(copy.name).parent)


def api(body: bytes) -> None:
    """What platforms send as JSON."""
    for schema in (ResultsIn, CoursesIn, NewSessionsIn):
        try:
            raw = json.loads(body)
            schema.model_validate(raw)
            for one in raw.get("results", ()) if isinstance(raw, dict) else ():
                ResultIn.model_validate(one)
        except (ValidationError, ValueError, RecursionError):
            pass


def delivery(body: bytes) -> None:
    """A manifest, a certificate, a public key and a signature, as signed by platforms."""
    for parser in (
        dual_key.read_manifest,
        lambda one: dual_key.certificate_hash(dual_key.open_file(one).certificate),
        dual_key.read_public,
    ):
        with suppress(dual_key.FormatFault, dual_key.KeyFault):
            parser(body)


def signature(body: bytes) -> None:
    """What an administrator of keys pastes; the form takes any ValueError."""
    with suppress(ValueError):
        dual_key.read_signature(body.decode("utf-8", "replace"))


def signed_paper(body: bytes) -> None:
    """A PDF dropped on the verify page."""
    try:
        with limited.on_disk(io.BytesIO(body)) as path:
            limited.run("signatures", path, roots=[])
    except (limited.ChildFound, limited.ChildFailed):
        pass


TARGETS: dict[str, Callable[[bytes], None]] = {
    "upload": upload,
    "workbook": workbook,
    "package": package,
    "policy": policy,
    "site": site,
    "api": api,
    "delivery": delivery,
    "signature": signature,
    "signed": signed_paper,
}


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
