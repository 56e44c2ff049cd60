"""A certificate file under the two public keys: no database and no network are asked."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cejc.lib.dual_key_cli import verify


class Command(BaseCommand):
    help = "Check a certificate file off line, with nothing but the public keys A and B in PEM."
    requires_system_checks: list[str] = []  # noqa: RUF012  (they would look at the database)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key-a", type=Path, required=True)
        parser.add_argument("--key-b", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        found, said = verify(options["file"], options["key_a"], options["key_b"])
        if found:
            self.stderr.write("\n".join(f"NOT VALID: {one}" for one in found))
            raise SystemExit(1)
        self.stdout.write(f"valid under both keys: {said}")
