"""Write docs/messages.md from the source and the tests, or check that it is up to date."""

from django.conf import settings
from django.core.management.base import CommandError

from cejc import said_doc
from cejc.lib.doc_command import DocCommand

HEAD = """# What the product says it did, and the fact that a test sets beside it

Written by `manage.py messages_doc` from the calls of `said.done` in the source and of `outcome` in the tests;
do not edit it. A message without a fact fails `make check` and `tests/cejc/test_messages.py`. To add a
message: say it by `registry.people.views.answers.done`, `acted` or `cejc.said.done`, and assert it with
`outcome(answer, message, fact)`.

| message | said by | the fact | test |
|---|---|---|---|
"""


class Command(DocCommand):
    help = "Write docs/messages.md; --check fails when it is out of date or a message has no fact."
    name = "messages"

    def text(self) -> str:
        root = settings.BASE_DIR
        found = said_doc.proved(said_doc.messages_of(root), said_doc.proofs_of(root))
        if bare := [f"{one.place}: {one.text}" for one, proofs in found.items() if not proofs]:
            raise CommandError("messages without a fact in a test:\n" + "\n".join(bare))
        return HEAD + "".join(_line(one, proofs[0]) for one, proofs in found.items())


def _line(message: said_doc.Message, proof: said_doc.Proof) -> str:
    fact = proof.fact.replace("|", "\\|").replace("\n", " ")
    return f"| {message.text} | `{message.place}` | `{fact}` | `{proof.test}` |\n"
