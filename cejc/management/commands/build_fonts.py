from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cejc.lib.paper import fonts


class Command(BaseCommand):
    help = "Cut the fonts of slips and notices to the characters in use, once at set-up. Safe to run twice."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = fonts.build()
        except (fonts.FontsMissing, OSError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Fonts {'made' if made else 'are ready'} in {fonts.folder()}.")
