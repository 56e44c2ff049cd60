"""Facts in, awards out: the conversion rules at the command line. Pure; asks the database for nothing but a
policy that no file has."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from cejc.site import site
from credits.command_line import (
    NOTHING_READ,
    SOME_UNREAD,
    Unreadable,
    add_arguments,
    answer,
    file_policy,
    first_line,
    reader_gone,
)
from credits.engine import Policy, PolicyInvalid, bundled_names
from credits.kept import published_edition

FIRST_EDITION = "@1"


class Command(BaseCommand):
    help = "Converts the records of a JSON file (or - for standard input) into awards and yearly totals."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, file: str, policy: str | None, lines: bool, **options: Any) -> None:
        try:
            unread = answer(_policy(policy or site().policy), file, lines, self._say)
        except BrokenPipeError:
            raise CommandError(reader_gone(), returncode=NOTHING_READ) from None
        except (Unreadable, PolicyInvalid) as fault:
            raise CommandError(first_line(fault), returncode=NOTHING_READ) from None
        if unread:
            raise CommandError(unread, returncode=SOME_UNREAD)

    def _say(self, text: str) -> None:
        """The same UTF-8 bytes whatever the locale of the terminal."""
        buffer = getattr(self.stdout._out, "buffer", None)
        if buffer is None:
            self.stdout.write(text, ending="")
            return
        buffer.write(text.encode("utf-8"))
        buffer.flush()


def _policy(reference: str) -> Policy:
    """By name, edition or path. Raises Unreadable."""
    found = file_policy(site(), reference) or _published(reference)
    found = found or file_policy(site(), reference.removesuffix(FIRST_EDITION))
    if found is None:
        raise Unreadable(
            f"没有名为 {reference[:60]} 的政策，可用的有 {'、'.join(bundled_names())}，"
            "也可以给出已发布政策的名称（修订版写作“名称@版次”）或政策文件的路径"
        )
    return found


def _published(reference: str) -> Policy | None:
    try:
        return published_edition(reference)
    except DatabaseError:
        raise Unreadable(f"没有名为 {reference[:60]} 的政策文件，已发布的政策无法从数据库读取") from None
