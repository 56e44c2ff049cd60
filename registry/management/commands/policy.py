"""The steps of a policy file at the command line: the same services, with the login that acts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc.errors import Refused
from credits.engine import PolicyInvalid
from registry.enums import PolicyState
from registry.management.commands.load_policy import text_of
from registry.people.models import User
from registry.rules.models import PolicyFile
from registry.rules.queries.policy_among import warnings_of
from registry.rules.queries.policy_text import policy_of_file
from registry.rules.services import policy_file, publishing

LAST = (PolicyState.AMENDED, PolicyState.WITHDRAWN, PolicyState.DROPPED)


class Command(BaseCommand):
    help = "Drafts, checks, proposes, publishes and withdraws policy files as an officer does on the pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["list", *STEPS])
        parser.add_argument("policy", nargs="?", default="", help="a name, NAME@EDITION; for draft a file")
        parser.add_argument("--actor", default="", help="the login that acts")
        parser.add_argument("--reason", default="", help="of return and ask-withdrawal")

    def handle(self, *args: Any, step: str, policy: str, actor: str, reason: str, **options: Any) -> None:
        if step == "list":
            for row in PolicyFile.objects.select_related("office"):
                self.stdout.write(_line(row))
            return
        try:
            row = STEPS[step](_actor(actor), policy, reason)
        except (PolicyInvalid, Refused) as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(_line(row))
        for said in _warnings(row) if step in ("draft", "check", "propose") else ():
            self.stdout.write(f"请核对：{said}")


def _warnings(row: PolicyFile) -> list[str]:
    try:
        return warnings_of(policy_of_file(row))
    except PolicyInvalid:
        return []  # a draft may still have faults; `check` names them


def _line(row: PolicyFile) -> str:
    year = row.application_year or "—"
    return f"{row.name}@{row.edition}　{year}　{row.get_state_display()}　{row.title}"


def _actor(username: str) -> User:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError("请用 --actor 写明办理的账号，该账号须存在且未停用")
    return found


def _row(reference: str) -> PolicyFile:
    """The newest open file of the name, or of NAME@EDITION."""
    name, _at, edition = reference.partition("@")
    rows = PolicyFile.objects.filter(name=name).exclude(state__in=LAST)
    rows = rows.filter(edition=edition) if edition.isdigit() else rows
    found = rows.order_by("-edition", "-pk").first()
    if found is None:
        raise CommandError(f"没有名为 {reference} 的政策文件")
    return found


def _draft(actor: User, policy: str, reason: str) -> PolicyFile:
    return policy_file.draft(actor=actor, text=text_of(policy))


def _by(service: Any) -> Any:
    return lambda actor, policy, reason: service(actor=actor, file=_row(policy))


def _with_reason(service: Any) -> Any:
    return lambda actor, policy, reason: service(actor=actor, file=_row(policy), reason=reason)


STEPS: dict[str, Any] = {
    "draft": _draft,
    "check": _by(policy_file.check),
    "propose": _by(publishing.propose),
    "publish": _by(publishing.publish),
    "return": _with_reason(publishing.return_),
    "ask-withdrawal": _with_reason(publishing.ask_withdrawal),
    "keep": _by(publishing.keep),
    "withdraw": _by(publishing.withdraw),
    "drop": _by(policy_file.drop),
}
