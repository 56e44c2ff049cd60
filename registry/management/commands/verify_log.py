from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cejc.lib import signed_note
from cejc.lib.storage import Differs
from registry.public_log import keys
from registry.public_log.models import LogLeaf
from registry.public_log.queries import keeping
from registry.public_log.queries.proofs import last
from registry.public_log.services import sequencing, whole


class Command(BaseCommand):
    """Walk the public log; exit 1 and name what rows, tiles, checkpoints and records do not agree about."""

    help = "Check that the public log is what it was, and that in it is what was published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="one kept elsewhere")
        parser.add_argument("--mend", action="store_true", help="write missing tiles anew, from the rows")

    def handle(self, *args: Any, checkpoint: Path | None, mend: bool, **options: Any) -> None:
        if mend:
            _mend()
        found = list(whole.faults(_read(checkpoint) if checkpoint else None))
        if found:
            raise CommandError("The public log is broken:\n" + "\n".join(found))
        point, waiting = last(), LogLeaf.objects.filter(place=None).count()
        more = f", {waiting} more wait" if waiting else ""
        self.stdout.write(f"The public log is whole: {point.size if point else 0} leaves{more}.")


def _mend() -> None:
    if point := last():
        kept = keeping.of_log()
        try:
            sequencing.write(kept, 0, point.size)
        except Differs as fault:
            raise CommandError(f"{fault} holds something else than the rows; nothing was replaced") from fault
        sequencing.sweep(kept, 0, point.size)


def _read(path: Path) -> signed_note.Checkpoint:
    """A checkpoint signed by one of the log's keys."""
    fault: Exception | None = None
    for public in keys.public_keys():
        try:
            note = path.read_text(encoding="utf-8")
            return signed_note.checkpoint(signed_note.opened(note, public))
        except (OSError, UnicodeError, signed_note.NoteBroken) as why:
            fault = why
    raise CommandError(f"{path}: {fault}") from fault
