"""Facts in, awards out: the conversion rules at the command line. Pure; opens no database."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc.site import site
from credits.engine import BUNDLED, InputFault, Policy, PolicyInvalid, bundled_names, load_file
from credits.engine.document import MAX_BYTES, run


class Command(BaseCommand):
    help = "Converts the records of a JSON file (or - for standard input) into awards and yearly totals."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--policy", default=site().policy, help="name of a bundled policy, or a policy file"
        )
        parser.add_argument("file", help="JSON file, or - for standard input")

    def handle(self, *args: Any, file: str, policy: str, **options: Any) -> None:
        try:
            answer = run(_policy(policy), _read(file))
        except (InputFault, PolicyInvalid) as fault:
            raise CommandError(str(fault).splitlines()[0], returncode=2) from None
        self._write(answer)

    def _write(self, answer: str) -> None:
        """The same UTF-8 bytes whatever the locale of the terminal."""
        buffer = getattr(self.stdout._out, "buffer", None)
        if buffer is None:
            self.stdout.write(answer, ending="")
            return
        buffer.write(answer.encode("utf-8"))
        buffer.flush()


def _policy(name: str) -> Policy:
    if name == site().policy and site().policy_file.exists():
        return load_file(site().policy_file)
    if name in bundled_names():
        return load_file(BUNDLED / f"{name}.toml")
    if Path(name).suffix == ".toml" or "/" in name:
        return load_file(Path(name))
    raise InputFault(
        f"没有名为 {name[:60]} 的政策，可用的有 {'、'.join(bundled_names())}，也可以给出政策文件的路径"
    )


def _read(file: str) -> bytes:
    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(file).open("rb") as handle:
            return handle.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        raise InputFault(f"文件 {file[:60]} 不存在或无法读取") from None
