"""`manage.py count_figures`: count every yearly figure anew, say what differed, and put it right."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from certification.services.figures import Difference, count_everything
from credits.engine.numbers import show
from registry.machinery.services import demo_clock
from registry.models import Organisation


class Command(BaseCommand):
    help = "Count every yearly figure anew and put right what differed; --check only says what would differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        demo_clock.apply()
        found = _undone() if options["check"] else count_everything()
        names = dict(Organisation.objects.values_list("pk", "name"))
        for one in found:
            self.stdout.write(_line(one, names))
        self.stdout.write(f"{len(found)} figures differed." if found else "Counted: nothing differed.")


def _undone() -> list[Difference]:
    with transaction.atomic():
        found = count_everything()
        transaction.set_rollback(True)
    return found


def _line(one: Difference, names: dict[int, str]) -> str:
    unit, year, name, part, days = one.key
    what = " ".join(str(word) for word in (names[unit], year, name, part, days or "") if word)
    return f"{what}: {show(one.was)} -> {show(one.found)}"
