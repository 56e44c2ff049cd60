"""Name what in later migrations the code of the version before would not survive."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from cejc.lib.db import unstopped


class Command(BaseCommand):
    help = "Fail, and say what to do instead, where a migration needs a stop of the portal."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if found := list(unstopped.later_faults()):
            raise CommandError("\n".join(map(str, found)))
        self.stdout.write("Every later migration can run beside the version before.")
