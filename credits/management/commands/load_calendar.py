"""Store the working days of years."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc.errors import Refused
from credits.services import load_calendar


class Command(BaseCommand):
    help = "Loads the working days of the years given; refuses years without published arrangements."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("years", nargs="+", type=int)

    def handle(self, *args: Any, years: list[int], **options: Any) -> None:
        try:
            count = load_calendar(years=years)
        except Refused as fault:
            raise CommandError(fault.sentence) from None
        self.stdout.write(
            f"已载入 {'、'.join(str(year) for year in sorted(set(years)))} 年的工作日历，共 {count} 天。"
        )
