"""`manage.py migrate` beside a portal at work: it never keeps everybody waiting behind its own wait."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import connections

from cejc.lib import patience
from cejc.lib.db import guards

# Whoever wants a table for himself makes all others queue up behind him: after so long he gives up and lets
# them pass. A step that gave up is undone as a whole, and tried again by the same command.
LOCK_SECONDS = 4.0


class Command(DjangoCommand):
    def check(self, *args: Any, **options: Any) -> None:
        """Everything but what this command is called to mend."""
        with guards.awaited():
            super().check(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        if connections[options["database"]].vendor != "postgresql":
            super().handle(*args, **options)
            return
        with patience.waiting(LOCK_SECONDS, as_long_as_it_takes=True):
            super().handle(*args, **options)
