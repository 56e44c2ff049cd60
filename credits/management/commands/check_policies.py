"""Validate every bundled policy file, and the files given, and work their examples."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credits.drawn import can_tell, undrawn
from credits.engine import BUNDLED, Policy, PolicyInvalid, all_worked, clauses_without, load_file


class Command(BaseCommand):
    help = "Checks all bundled policies and the paths given, and their examples; prints one line a policy."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path)

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        faults: list[str] = []
        names: dict[str, str] = {}
        for path in [*sorted(BUNDLED.glob("*.toml")), *paths]:
            try:
                policy = load_file(path)
            except PolicyInvalid as invalid:
                faults.append(str(invalid))
                continue
            if names.setdefault(policy.name, policy.sha256) != policy.sha256:
                faults.append(f"{path.name}：name：名称 {policy.name} 已被另一份政策使用")
            faults += [f"{path.name}：{one}" for one in undrawn(policy)]
            faults += [f"{path.name}：{one}" for one in all_worked(policy) if not one.right]
            self._tell(policy)
        if not can_tell():
            self.stderr.write("还没有生成字体（manage.py build_fonts），未检查文字能否印出")
        if faults:
            raise CommandError("\n".join(faults), returncode=1)

    def _tell(self, policy: Policy) -> None:
        number, title = policy.document_number, policy.title
        self.stdout.write(
            f"{policy.name}\t{policy.application_year}\t{policy.sha256[:12]}\t{number}\t{title}"
        )
        if policy.examples and (lacking := clauses_without(policy)):
            self.stdout.write(f"{policy.name}\t还没有界内、界外各一个算例的条款：{'、'.join(lacking)}")
