import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc.errors import Refused
from registry.changes.services import erasure_again


class Command(BaseCommand):
    help = (
        "`erasures list > FILE`: deletions and holds, to be kept beside the backups; "
        "`erasures apply FILE`: after a restore, carry out again what the backup did not know."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("list", "apply"))
        parser.add_argument("file", type=Path, nargs="?")

    def handle(self, *args: Any, what: str, file: Path | None, **options: Any) -> None:
        if what == "list":
            self.stdout.write(erasure_again.written(), ending="")
            return
        try:
            text = file.read_text("utf-8") if file else sys.stdin.read()
            done = erasure_again.apply(text)
        except (OSError, UnicodeDecodeError, Refused) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"{done.erased} erased, {done.already} were erased already, {done.unknown} are not in this "
            f"database; {done.holds} holds set."
        )
