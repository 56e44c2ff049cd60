"""The process that tests/loaded.py forks: `python -m tests.loading DESCRIPTOR`."""

import array
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import sys
from contextlib import suppress
from types import ModuleType
from typing import Any

import django

ROOMS = ("cejc", "credits", "registry", "certification")
# Addresses depend on settings that a fork reads anew; settings too.
LATER = ("urls", "settings", "settings_test", "wsgi", "asgi")
OTHERS = ("django.core.management.commands.runserver", "gunicorn.app.wsgiapp", "weasyprint", "openpyxl")


def load() -> None:
    django.setup()
    for room in ROOMS:
        _load(room)
    for name in OTHERS:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _load(package: str) -> None:
    found = importlib.import_module(package)
    for one in pkgutil.iter_modules(found.__path__, f"{package}."):
        if one.name.rpartition(".")[2] in LATER:
            continue
        if one.ispkg:
            _load(one.name)
        else:
            importlib.import_module(one.name)


def serve(asking: socket.socket) -> dict[str, Any] | None:
    """Answer until the other end is closed: None; in a fork, what it is to do."""
    ended: dict[int, int] = {}
    while True:
        said, passed, _flags, _address = asking.recvmsg(1 << 20, socket.CMSG_SPACE(3 * 4))
        if not said:
            return None
        question = json.loads(said)
        if "ended" in question:
            asking.send(json.dumps(_ended(question["ended"], ended)).encode())
            continue
        files = array.array("i", passed[0][2])
        if (pid := os.fork()) == 0:
            asking.close()
            _take(files)
            return question  # type: ignore[no-any-return]
        for one in files:
            os.close(one)
        asking.send(json.dumps(pid).encode())


def _ended(pid: int, ended: dict[int, int]) -> int | None:
    """The code with which the fork ended, less than 0 for a signal; None while it goes on."""
    with suppress(ChildProcessError):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            ended[pid] = os.waitstatus_to_exitcode(status)
    return ended.get(pid)


def _take(files: "array.array[int]") -> None:
    for place, one in enumerate(files):
        os.dup2(one, place)
    for one in files:
        os.close(one)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr


def become(question: dict[str, Any]) -> None:
    """Go on as `python command…` would."""
    os.environ.clear()
    os.environ.update(question["env"])
    os.chdir(question["folder"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _read_settings()
    _run(question["command"])


def _read_settings() -> None:
    """The settings of the new environment, and all that was opened by those before."""
    from asgiref.local import Local
    from django.conf import empty, settings
    from django.core.cache import caches
    from django.core.files.storage import default_storage, storages
    from django.db import connections

    for name in [name for name in sys.modules if name.rpartition(".")[2].startswith("settings")]:
        if name.split(".")[0] in (*ROOMS, "tests", "bench"):
            del sys.modules[name]
    settings._wrapped = empty
    for handler in (connections, caches):
        handler.__dict__.pop("settings", None)
        handler._settings = None
        handler._connections = Local(handler.thread_critical)
    storages.__dict__.pop("backends", None)
    storages._backends, storages._storages = None, {}
    default_storage._wrapped = empty
    django.setup()


def _run(command: list[str]) -> None:
    first, *rest = command
    if first == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif first == "-c":
        sys.argv = ["-c", *rest[1:]]
        sys.path[0] = ""
        sys.modules["__main__"] = ModuleType("__main__")
        exec(compile(rest[0], "<string>", "exec"), sys.modules["__main__"].__dict__)
    else:
        sys.argv = command
        runpy.run_path(first, run_name="__main__")


if __name__ == "__main__":
    load()
    asked = serve(socket.socket(fileno=int(sys.argv[1])))
    if asked is not None:
        become(asked)
