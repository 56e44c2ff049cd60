"""Write docs/messages.md from the source and the tests, or check that it is up to date."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc import said_doc

PATH = settings.BASE_DIR / "docs" / "messages.md"
HEAD = """# What the product says it did, and the fact that a test sets beside it

Written by `manage.py messages_doc` from the calls of `said.done` in the source and of `outcome` in the tests;
do not edit it. A message without a fact fails `make check` and `tests/cejc/test_messages.py`. To add a
message: say it by `registry.people.views.answers.done`, `acted` or `cejc.said.done`, and assert it with
`outcome(answer, message, fact)`.

| message | said by | the fact | test |
|---|---|---|---|
"""


class Command(BaseCommand):
    help = "Write docs/messages.md; --check fails when it is out of date or a message has no fact."
    requires_system_checks = []  # noqa: RUF012  (Django reads it, nobody shares it)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail when the file differs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = said_doc.proved(
            said_doc.messages_of(settings.BASE_DIR), said_doc.proofs_of(settings.BASE_DIR)
        )
        if bare := [f"{one.place}: {one.text}" for one, proofs in found.items() if not proofs]:
            raise CommandError("messages without a fact in a test:\n" + "\n".join(bare))
        text = HEAD + "".join(_line(one, proofs[0]) for one, proofs in found.items())
        if not options["check"]:
            PATH.write_text(text, encoding="utf-8")
            self.stdout.write(f"{PATH.name} written: {len(found)} messages.")
        elif not PATH.exists() or PATH.read_text(encoding="utf-8") != text:
            raise CommandError("docs/messages.md is out of date: run manage.py messages_doc.")
        else:
            self.stdout.write("docs/messages.md is up to date.")


def _line(message: said_doc.Message, proof: said_doc.Proof) -> str:
    fact = proof.fact.replace("|", "\\|").replace("\n", " ")
    return f"| {message.text} | `{message.place}` | `{fact}` | `{proof.test}` |\n"
