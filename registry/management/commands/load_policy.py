"""Store a policy while a portal is set up; later ones are drafted and published by two officers."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc.errors import Refused
from credits.engine import PolicyInvalid
from credits.kept import file_of
from registry.rules.services.publishing import set_up


class Command(BaseCommand):
    help = (
        "Puts a policy, by file or bundled name, in force while no officer is there yet. Safe to run twice. "
        "Afterwards: manage.py policy."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", help="name of a bundled policy, or a policy file")
        parser.add_argument("--publish", action="store_true", help="kept for old scripts; always done")

    def handle(self, *args: Any, policy: str, **options: Any) -> None:
        try:
            row, changed = set_up(text=text_of(policy), name=policy)
        except (PolicyInvalid, Refused) as fault:
            raise CommandError(str(fault)) from None
        done = "已载入" if changed else "没有变化"
        self.stdout.write(f"政策 {row.name}（{row.checked_sha256[:12]}）{done}，已发布。")


def text_of(policy: str) -> str:
    """The text of a bundled policy, of the site's, or of a file. Raises CommandError."""
    path = file_of(policy) or Path(policy)
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{policy}：文件不存在，或不是 UTF-8 文本") from None
