from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from registry.activities.services.paper_backlog import look_at_earlier


class Command(BaseCommand):
    """After the upgrade that brought it, once; docs/operations.md says what it costs."""

    help = (
        "Look at the pages of evidence handed in before the portal compared papers, so that what comes from "
        "now on is compared with it too. It accuses nobody by itself. May be stopped and started again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=0, help="so many files at most (0: all)")

    def handle(self, *args: Any, most: int, **options: Any) -> None:
        looked, lost = look_at_earlier(most)
        self.stdout.write(f"Files looked at: {looked}; whose bytes are missing: {lost}.")
