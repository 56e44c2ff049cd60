"""Whose database this is, and that its site is called otherwise now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cejc.site import site
from registry.machinery.services import site_in_use


class Command(BaseCommand):
    help = "Says which site the database belongs to, and which one SITE is; docs/another-place.md."
    requires_system_checks = ()  # one of them refuses what this command puts right

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--renew", action="store_true", help="the site's folder was renamed: take SITE")

    def handle(self, *args: Any, renew: bool, **options: Any) -> None:
        before = site_in_use.renew() if renew else site_in_use.kept()
        renewed = f" -> {site().name}" if renew else ""
        self.stdout.write(f"database: {before or '-'}{renewed}; SITE: {site().name}")
