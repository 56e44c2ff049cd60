"""`manage.py count_desks`: count what waits on every desk anew, say what differed, and put it right."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registry.machinery.services.counting import count_all, differences


class Command(BaseCommand):
    help = "Count every desk anew and put right what differed; --check only says what would differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        found = differences() if options["check"] else count_all()
        for one in found:
            self.stdout.write(f"{' '.join(str(value) for value in one.columns.values())}: {one.missing:+}")
        self.stdout.write(f"{len(found)} counters differed." if found else "Counted: nothing differed.")
