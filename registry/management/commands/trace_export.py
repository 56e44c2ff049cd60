import sys
from typing import Any

from django.core.management.base import BaseCommand

from registry.people.services.exporting import trace


class Command(BaseCommand):
    help = "Whose export rows come from: marks, or rows as they are copied out of a table, on standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        for one in trace(sys.stdin.read()):
            cells = {None: "not compared", True: "as they left", False: "changed"}[one.same]
            row = one.export
            if row is None:
                self.stdout.write(f"{one.mark}: not a mark of this portal")
                continue
            login, moment = row.made_by.username, f"{row.made_at:%Y-%m-%d %H:%M}"
            self.stdout.write(f"{one.mark}: {login}, {moment} UTC, row {one.number}, cells {cells}")
