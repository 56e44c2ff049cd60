"""Store a policy, and publish it when asked."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc.errors import Refused
from cejc.site import site
from credits.engine import BUNDLED, PolicyInvalid, bundled_names, load_file
from credits.services import load_policy


def _file(policy: str) -> Path:
    if policy == site().policy and site().policy_file.exists():
        return site().policy_file
    return BUNDLED / f"{policy}.toml" if policy in bundled_names() else Path(policy)


class Command(BaseCommand):
    help = "Stores a policy by file or bundled name; --publish puts it in force. Safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", help="name of a bundled policy, or a policy file")
        parser.add_argument("--publish", action="store_true")

    def handle(self, *args: Any, policy: str, publish: bool, **options: Any) -> None:
        path = _file(policy)
        try:
            row, changed = load_policy(policy=load_file(path), publish=publish)
        except (PolicyInvalid, Refused) as fault:
            raise CommandError(str(fault)) from None
        state = "已发布" if row.published_at else "未发布"
        self.stdout.write(
            f"政策 {row.name}（{row.sha256[:12]}）{'已载入' if changed else '没有变化'}，{state}。"
        )
