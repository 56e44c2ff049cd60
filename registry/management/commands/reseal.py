from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from registry.people.services.reseal import reindex, reseal


class Command(BaseCommand):
    """After a change of keys; docs/operations.md says in which order."""

    help = (
        "Encrypt anew what an older field key sealed; --index computes the blind indexes anew. Safe "
        "to run twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--index", action="store_true", help="the index key was replaced")

    def handle(self, *args: Any, index: bool, **options: Any) -> None:
        if index:
            self.stdout.write(f"Indexes computed anew: {reindex()}.")
        self.stdout.write(f"Values encrypted anew: {reseal()}.")
