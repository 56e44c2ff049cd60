"""Real processes that need not load what they run: forks of one that has loaded it.

Starting Python, Django and the portal's modules costs two seconds of a processor, which was half of what the suite
costs. `start` asks a process that did it once (one a kind of settings) for a fork, which takes arguments,
variables, folder and files of its own, reads the settings anew and goes on as if it had been started.
What a start itself promises is tested by processes that are really started (`bin/first-run`, `really=True`).
"""

import array
import atexit
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import IO, Any

from django.conf import settings

# A kind of process: what modules may have looked at when they were loaded.
KIND = ("DJANGO_SETTINGS_MODULE", "CEJC_DEMO", "CEJC_HTTPS", "CEJC_DEBUG")
_loaded: dict[tuple, "_Loaded"] = {}


class _Loaded:
    """The process that is forked; it answers one line of JSON with another."""

    def __init__(self, env: dict[str, str]) -> None:
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "tests.loading", str(theirs.fileno())]
        self.process = subprocess.Popen(
            command, env=env, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        atexit.register(self.end)

    def ask(self, question: dict[str, Any], files: tuple[int, ...] = ()) -> Any:
        passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))] if files else []
        self.socket.sendmsg([json.dumps(question).encode()], passed)
        return json.loads(self.socket.recv(65536))

    def end(self) -> None:
        self.socket.close()
        self.process.wait(10)


class Process:
    """What tests use of `subprocess.Popen`."""

    def __init__(self, loaded: _Loaded, pid: int) -> None:
        self._loaded, self.pid = loaded, pid
        self.returncode: int | None = None
        self.stdin: IO[str] | None = None
        self.stdout: IO[str] | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._loaded.ask({"ended": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        end = time.monotonic() + timeout if timeout else None
        while self.poll() is None:
            if end and time.monotonic() > end:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
            time.sleep(0.01)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(15)

    def kill(self) -> None:
        self.send_signal(9)


def start(
    command: list[str],
    env: dict[str, str],
    *,
    stdin: Any = subprocess.DEVNULL,
    stdout: Any = None,
    stderr: Any = None,
) -> Process:
    """`python command…` in the environment `env`; `stdin` and `stdout` may be PIPE (text), all may be open files."""
    kind = tuple(env.get(name) for name in KIND)
    if kind not in _loaded:
        _loaded[kind] = _Loaded(env)
    ours: dict[int, int] = {}
    with open(os.devnull, "r+b") as nothing:
        given, closing = [], []
        for place, asked in enumerate((stdin, stdout, stderr)):
            given.append(_file(place, asked, nothing.fileno(), ours, closing))
        question = {"command": command, "env": env, "folder": str(settings.BASE_DIR)}
        process = Process(_loaded[kind], _loaded[kind].ask(question, tuple(given)))
        for one in closing:
            os.close(one)
    process.stdin = open(ours[0], "w") if 0 in ours else None  # noqa: SIM115  (its owner closes it)
    process.stdout = open(ours[1]) if 1 in ours else None  # noqa: SIM115
    return process


def _file(place: int, asked: Any, nothing: int, ours: dict[int, int], closing: list[int]) -> int:
    """The descriptor that the process gets; of a pipe the other end is ours."""
    if asked == subprocess.DEVNULL:
        return nothing
    if asked is None:
        return place
    if asked != subprocess.PIPE:
        return int(asked.fileno())
    ends = os.pipe()
    theirs, own = ends if place == 0 else ends[::-1]
    ours[place] = own
    closing.append(theirs)
    return theirs
