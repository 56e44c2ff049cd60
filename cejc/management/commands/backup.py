from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc.lib import backup


class Command(BaseCommand):
    help = "Take a backup of the database and of all kept files while the portal runs: `backup FOLDER`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="backups stand in it side by side")

        parser.add_argument(
            "--rotate", action="store_true", help="then delete those older than CEJC_BACKUP_DAYS"
        )

    def handle(self, *args: Any, folder: Path, rotate: bool, **options: Any) -> None:
        try:
            made, manifest = backup.make(folder)
        except (backup.BackupFault, OSError) as fault:
            raise CommandError(str(fault)) from fault
        rows = sum(manifest.tables.values())
        self.stdout.write(f"{made}: {rows} rows, {manifest.files} files, {manifest.bytes} bytes.")
        if rotate:
            gone = backup.rotate(folder, timedelta(days=settings.CEJC_BACKUP_DAYS))
            self.stdout.write(f"{gone} older backups were deleted.")
        if manifest.absent:
            names = "\n".join(manifest.absent)
            raise CommandError(
                f"The store did not have {len(manifest.absent)} files that rows name:\n{names}"
            )
