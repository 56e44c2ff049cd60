"""Add a unit of thousands to the demo, through the services."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test.utils import override_settings

from cejc.lib.uploads import limited
from certification.demo import crowd
from certification.demo.given import given
from certification.demo.people import PASSWORD
from certification.management.commands.seed_demo import HASHERS
from registry.machinery.services import audit, demo_clock


class Command(BaseCommand):
    help = "Add a hospital of thousands to the demo data: its roster, two years of hours, applications."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=3000)
        parser.add_argument("--cases", type=int, default=1500)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CEJC_DEMO:
            raise CommandError("seed_crowd works in the demo configuration only (CEJC_DEMO=1).")
        audit.bind_request("seed-crowd")
        demo_clock.apply()
        with override_settings(PASSWORD_HASHERS=HASHERS), limited.own_files():
            crowd.gather(options["people"], options["cases"], lambda text: self.stdout.write(f"  {text}"))
        logins = "、".join(login for login, _name in crowd.CLERKS)
        self.stdout.write(f"{given('crowd')['unit']}: HR {logins}, people crowd1 …, password {PASSWORD}")
