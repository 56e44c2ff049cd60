from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc.lib import backup


class Command(BaseCommand):
    help = "Bring a backup back into an empty database and store; with --check, only look it through."
    requires_system_checks = ()  # they ask a database that is not there yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="one backup: the folder with manifest.json")
        parser.add_argument("--check", action="store_true", help="read all of it, change nothing")

    def handle(self, *args: Any, folder: Path, check: bool, **options: Any) -> None:
        try:
            manifest, brought = (backup.check(folder), 0) if check else backup.restore(folder)
        except (backup.BackupFault, OSError) as fault:
            raise CommandError(str(fault)) from fault
        rows = sum(manifest.tables.values())
        done = "is whole" if check else f"is back ({brought} files brought)"
        self.stdout.write(f"The backup of {manifest.made_at} {done}: {rows} rows, {manifest.files} files.")
        if manifest.absent:
            self.stdout.write(f"{len(manifest.absent)} files were missing already when it was taken.")
