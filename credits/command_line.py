"""`manage.py convert`: which policy, which input, and what is said where.

It needs no portal, and does not wait until one is loaded (`without_portal`), unless the policy stands in the
database alone.
"""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from cejc.site import Site, SiteInvalid, at, usual_site
from credits.engine import BUNDLED, InputFault, Policy, PolicyInvalid, bundled_names, load_file, read_bytes
from credits.engine.document import run
from credits.engine.document_stream import answers
from credits.engine.json_text import MAX_BYTES
from credits.engine.words import _

NOTHING_READ, SOME_UNREAD = 2, 3
Say = Callable[[str], Any]


class Unreadable(Exception):
    """Nothing was answered; `str()` is one line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--policy",
        help="name of a policy that comes with the portal or was published, as NAME or NAME@EDITION, "
        "or a policy file",
    )
    parser.add_argument(
        "--lines",
        action="store_true",
        help="the input has a document in each line; each is answered in a line",
    )
    parser.add_argument("file", help="JSON file, or - for standard input")


def file_policy(site: Site, reference: str) -> Policy | None:
    """The policy of that name or path, by files alone; None where only the database can know it. What comes
    with the portal makes sense by its tests, and only its form is read again."""
    if reference == site.policy and site.policy_file.exists():
        return load_file(site.policy_file)
    if reference in bundled_names():
        return read_bytes((BUNDLED / f"{reference}.toml").read_bytes(), f"{reference}.toml")
    if Path(reference).suffix == ".toml" or "/" in reference:
        return load_file(Path(reference))
    return None


def answer(policy: Policy, file: str, lines: bool, say: Say) -> str:
    """Answers the file by `say`. Returns a sentence about lines that could not be read, or "". Raises
    Unreadable."""
    with _opened(file) as content:
        if lines:
            return _each_line(policy, content, say)
        try:
            say(run(policy, content.read(MAX_BYTES + 1)))
        except InputFault as fault:
            raise Unreadable(first_line(fault)) from None
    return ""


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    try:
        return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")
    except (OSError, ValueError):
        raise Unreadable(_("文件 {file} 不存在或无法读取", file=file[:60])) from None


def _each_line(policy: Policy, content: BinaryIO, say: Say) -> str:
    unread, first = 0, 0
    for text, fault in answers(policy, content):
        say(text)
        if fault:
            unread, first = unread + 1, first or fault
    if not unread:
        return ""
    return _("有 {unread} 行未能读取，首先是第 {first} 行，其余各行均已答复", unread=unread, first=first)


def first_line(fault: Exception) -> str:
    return str(fault).splitlines()[0]


def without_portal(arguments: list[str]) -> int | None:
    """The exit status; None where nothing was done, for only the whole portal knows how: what is not plain
    arguments, and policies that stand in the database."""
    try:
        given, site = _parser().parse_args(arguments), _site()
    except (_Unclear, SiteInvalid):
        return None
    try:
        policy = file_policy(site, given.policy or site.policy) if site else None
        return None if policy is None else _said(answer(policy, given.file, given.lines, _say))
    except (Unreadable, PolicyInvalid) as fault:
        return _said(first_line(fault), NOTHING_READ)
    except BrokenPipeError:
        return _said(reader_gone(), NOTHING_READ)


def reader_gone() -> str:
    """Nobody reads the output any more, and nothing is tried to be written to it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _("读取方提前关闭了输出")


def _said(unread: str, status: int = SOME_UNREAD) -> int:
    """As Django says it."""
    if unread:
        sys.stderr.write(f"CommandError: {unread}\n")
    return status if unread else 0


def _say(text: str) -> None:
    """At once, for somebody may be waiting for it; the same bytes whatever the locale of the terminal."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


class _Unclear(Exception):
    """Arguments that are not this command's own; Django knows what they mean."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Unclear(message)


def _parser() -> _Parser:
    parser = _Parser(add_help=False)
    add_arguments(parser)
    return parser


def _site() -> Site | None:
    """The one that the settings choose, without them; None where its name stands in a file of secrets."""
    return None if "SITE_FILE" in os.environ else at(os.environ.get("SITE") or usual_site())
