"""Write docs/workflow.md from the policy's routes, or check that it is up to date."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from certification.workflow.document import document
from credits.queries import DEFAULT_POLICY, bundled

PATH = settings.BASE_DIR / "docs" / "workflow.md"


class Command(BaseCommand):
    help = "Write docs/workflow.md from the policy's routes; --check fails when it is out of date."
    requires_system_checks = []  # noqa: RUF012  (Django reads it, nobody shares it)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail when the file differs")

    def handle(self, *args: Any, **options: Any) -> None:
        text = document(bundled(DEFAULT_POLICY))
        if not options["check"]:
            PATH.write_text(text, encoding="utf-8")
            self.stdout.write(f"{PATH.name} written.")
        elif not PATH.exists() or PATH.read_text(encoding="utf-8") != text:
            raise CommandError("docs/workflow.md is out of date: run manage.py workflow_doc.")
        else:
            self.stdout.write("docs/workflow.md is up to date.")
