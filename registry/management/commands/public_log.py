from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cejc.errors import Refused
from registry.public_log import keys
from registry.public_log.models import LogWitness
from registry.public_log.queries.proofs import last, note_of
from registry.public_log.services import earlier, sequencing, witnesses


class Command(BaseCommand):
    """The public log at the console: its key, its checkpoint, its witnesses."""

    help = "Show the key or the checkpoint of the public log, name its witnesses, log what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        parts.add_parser("key", help="print the public key that witnesses follow the log by")
        parts.add_parser("checkpoint", help="print the newest checkpoint, with its co-signatures")
        parts.add_parser("witnesses", help="list the witnesses")
        parts.add_parser("earlier", help="look again for acts that are not in the log, and put them in")
        add = parts.add_parser("add", help="name a witness by its key")
        add.add_argument("key")
        add.add_argument("--label", default="", help="what people call it")
        parts.add_parser("retire", help="take nothing more from a witness").add_argument("name")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        try:
            getattr(self, f"_{part}")(**options)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal

    def _key(self, **_options: Any) -> None:
        for one in keys.told():
            self.stdout.write(one)

    def _checkpoint(self, **_options: Any) -> None:
        point = last()
        if point is None:
            raise CommandError("The log is empty: there is nothing signed yet.")
        self.stdout.write(note_of(point), ending="")

    def _witnesses(self, **_options: Any) -> None:
        for row in LogWitness.objects.order_by("pk"):
            state = f"retired {row.retired_at:%Y-%m-%d}" if row.retired_at else "in force"
            self.stdout.write(f"{row.label}\t{state}\t{row.key}")

    def _earlier(self, **_options: Any) -> None:
        earlier.again()
        while earlier.go_on():
            pass
        self.stdout.write(f"{sequencing.grow()} leaves are new.")

    def _add(self, key: str, label: str, **_options: Any) -> None:
        self.stdout.write(f"{witnesses.add(key=key, label=label)} is a witness of this log.")

    def _retire(self, name: str, **_options: Any) -> None:
        self.stdout.write(f"{witnesses.retire(name=name)} is no witness any more.")
