"""A command that writes a page of docs/ from the source, or checks that it is up to date."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class DocCommand(BaseCommand):
    """`name` is the page; `text` gives what it holds, or raises CommandError."""

    name: str
    requires_system_checks = []  # noqa: RUF012  (Django reads it, nobody shares it)

    def text(self) -> str:
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail when the file differs")

    def handle(self, *args: Any, **options: Any) -> None:
        path, text = settings.BASE_DIR / "docs" / f"{self.name}.md", self.text()
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"{path.name} written.")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(f"docs/{path.name} is out of date: run manage.py {self.name}_doc.")
        else:
            self.stdout.write(f"docs/{path.name} is up to date.")
