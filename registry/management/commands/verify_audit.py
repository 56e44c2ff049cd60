from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cejc.lib import crypto, signed_note
from registry.machinery.models import AuditEntry, AuditWaiting
from registry.machinery.services import audit_whole


class Command(BaseCommand):
    """Walk the audit log; exit 1 and name every entry that was altered, removed, moved or slipped in."""

    help = "Check that no entry of the audit log was altered, removed or inserted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--whole", action="store_true", help="from the first entry on, whatever is known")
        parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="one kept elsewhere")
        parser.add_argument("--key", default="", help="the public key that signed it, if it is another's")

    def handle(self, *args: Any, whole: bool, checkpoint: Path | None, key: str, **options: Any) -> None:
        elsewhere = _read(checkpoint, key) if checkpoint else None
        walk = audit_whole.Walk() if whole or elsewhere else audit_whole.resumed()
        found = list(audit_whole.faults(walk, elsewhere))
        if found:
            raise CommandError("The audit log is broken:\n" + "\n".join(found))
        audit_whole.keep(walk, timezone.now())
        waiting = AuditWaiting.objects.count()
        more = f", {waiting} of them not linked yet" if waiting else ""
        self.stdout.write(f"The audit log is whole: {AuditEntry.objects.count()} entries{more}.")


def _read(path: Path, key: str) -> signed_note.Checkpoint:
    """The checkpoint in a file, signed by `key` or by one of this portal's own."""
    public = [signed_note.public_key(seed) for seed in crypto.signing_seeds("log")]
    try:
        note = path.read_text(encoding="utf-8")
        keys = [signed_note.public_of(key)] if key else public
        return _opened(note, keys)
    except (OSError, UnicodeError, signed_note.NoteBroken) as fault:
        raise CommandError(f"{path}: {fault}") from fault


def _opened(note: str, keys: list[bytes]) -> signed_note.Checkpoint:
    *others, last = keys
    for one in others:
        try:
            return signed_note.checkpoint(signed_note.opened(note, one))
        except signed_note.NoteBroken:
            continue
    return signed_note.checkpoint(signed_note.opened(note, last))
