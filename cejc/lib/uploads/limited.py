"""Start a child with hard limits on one file, and read its answer."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from subprocess import Popen
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import Any, BinaryIO

import cejc

ROOT = Path(cejc.__file__).resolve().parent.parent
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
MEMORY = 1024 * 1024 * 1024
SECONDS = 20


class ChildFailed(Exception):
    """The child died, ran out of memory or time: the file cannot be worked with."""


class ChildFound(Exception):
    """The child's finding about the file: a code and facts."""

    def __init__(self, code: str, facts: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


_here: ContextVar[bool] = ContextVar("cejc_limited_here", default=False)


@contextmanager
def own_files() -> Iterator[None]:
    """Work on files that the portal itself has just drawn (demo data): in
    this process, without a child for each."""
    token = _here.set(True)
    try:
        yield
    finally:
        _here.reset(token)


def is_here() -> bool:
    """Whether `own_files` is in force."""
    return _here.get()


def _run_here(task: str, path: str, options: dict[str, Any]) -> tuple[dict, bytes]:
    from cejc.lib.uploads.child.__main__ import work_of
    from cejc.lib.uploads.child.faults import Fault

    try:
        return work_of(task)(path, **options)
    except Fault as fault:
        raise ChildFound(fault.code, {"fault": fault.code, **fault.facts}) from fault


def run(
    task: str, path: str, *, memory: int = MEMORY, seconds: int = SECONDS, written: int = 0, **options: Any
) -> tuple[dict, bytes]:
    """The facts and bytes that a task of `cejc.lib.uploads.child` gives for the file at `path`."""
    if _here.get():
        return _run_here(task, path, options)
    asked = {"memory": memory, "cpu": seconds, "written": written, **options}
    command = [sys.executable, "-m", "cejc.lib.uploads.child", task, path]
    try:
        done = subprocess.run(  # noqa: S603  (the command is ours; the path is a temporary file)
            command,
            cwd=ROOT,
            env=ENVIRONMENT,
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=seconds * 2,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise ChildFailed(task) from fault
    if done.returncode != 0:
        raise ChildFailed(
            f"{task} ended with {done.returncode}: {done.stderr[-300:].decode(errors='replace')}"
        )
    head, _, body = done.stdout.partition(b"\n")
    facts = json.loads(head)
    if "fault" in facts:
        raise ChildFound(facts["fault"], facts)
    return facts, body


@contextmanager
def stream(
    task: str, path: str, *, memory: int = MEMORY, seconds: int = SECONDS, written: int = 0, **options: Any
) -> Iterator[tuple[dict, Iterator[bytes]]]:
    """As `run`, for an answer of many lines: the facts, then the lines one at a time, never all in memory."""
    with TemporaryFile() as answer:
        _copied(
            task, path, answer, seconds, {"memory": memory, "cpu": seconds, "written": written, **options}
        )
        answer.seek(0)
        facts = json.loads(answer.readline())
        if "fault" in facts:
            raise ChildFound(facts["fault"], facts)
        yield facts, iter(answer)


def _copied(task: str, path: str, answer: BinaryIO, seconds: int, asked: dict[str, Any]) -> None:
    """The child's whole answer, copied to `answer` through a pipe: the child itself may write no file."""
    command = [sys.executable, "-m", "cejc.lib.uploads.child", task, path]
    with (
        TemporaryFile() as errors,
        Popen(  # noqa: S603  (the command is ours; the path is a temporary file)
            command, cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        ) as child,
    ):
        timer = threading.Timer(seconds * 2, child.kill)
        timer.start()
        try:
            child.stdin.write(json.dumps(asked).encode())  # type: ignore[union-attr]
            child.stdin.close()  # type: ignore[union-attr]
            shutil.copyfileobj(child.stdout, answer)  # type: ignore[arg-type]
        except BrokenPipeError:
            pass  # the child ended before it was asked; its status says why
        finally:
            timer.cancel()
        if child.wait() != 0:
            errors.seek(0)
            raise ChildFailed(
                f"{task} ended with {child.returncode}: {errors.read()[-300:].decode(errors='replace')}"
            )


@contextmanager
def on_disk(source: BinaryIO) -> Iterator[str]:
    """The path of a file that holds what `source` holds; a large upload is already on disk."""
    ready = getattr(source, "temporary_file_path", None)
    if ready is not None:
        source.flush()
        yield ready()
        return
    source.seek(0)
    with NamedTemporaryFile(prefix="cejc-") as copy:
        while piece := source.read(1024 * 1024):
            copy.write(piece)
        copy.flush()
        yield copy.name
