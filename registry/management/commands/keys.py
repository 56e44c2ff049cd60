from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from registry.machinery.services import keys


class Command(BaseCommand):
    """Before and after a change of keys; docs/operations.md says in which order."""

    help = "Say which keys the portal works with and whether this node has them; no key is shown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--renew", choices=keys.PURPOSES, help="the key of this node replaces the one in use, on purpose"
        )

    def handle(self, *args: Any, renew: str | None, **options: Any) -> None:
        if renew:
            keys.renew(renew)
        known, own = keys.kept(), keys.of_this_node()
        lacking = keys.lacking(known, own)
        for purpose in keys.PURPOSES:
            state = "DIFFERS" if purpose in lacking else "ok" if purpose in known else "not noted yet"
            used = ", ".join(known.get(purpose, [])) or "-"
            self.stdout.write(f"{purpose}: {state}; in use {used}; here {', '.join(own[purpose])}")
