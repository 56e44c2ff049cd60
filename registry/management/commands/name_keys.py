from typing import Any

from django.core.management.base import BaseCommand

from registry.people.models import Professional
from registry.people.name_keys import recount


class Command(BaseCommand):
    help = (
        "Count anew by which letters people's names are found and sorted. Safe to run twice, and "
        "while people work."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{recount(Professional)} keys changed.")
