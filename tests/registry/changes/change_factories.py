"""Changes of people's files, asked for and decided through the services."""

from io import StringIO

from django.core.management import call_command
from django.db import connection

from cejc.lib import storage
from registry.changes.services import identity_change
from registry.changes.services import person_request as requests
from registry.models import AuditEntry, Completion, Message
from registry.results.services.completion import receive
from registry.results.services.completion_settle import settle
from tests import factories
from tests.registry.results import completion_factories as make

NEW_NAME = "欧阳晓明"


def proof(body: bytes = b"") -> dict[str, str]:
    """The columns of a kept file."""
    name = storage.save(body or factories.one_page(), ".pdf")
    return {"file_name": "证明.pdf", "stored_name": name, "sha256": "0" * 64, "mime": "application/pdf"}


def ask(user, person=None, **values):
    """`user` asks for another name of `person` (of oneself)."""
    wanted = values or {"name": NEW_NAME}
    return identity_change.ask(
        actor=user, professional=person or user.professional, reason="户口簿已更正", file=proof(), **wanted
    )


def decide(row, first, second):
    """Both officers let it pass; the row as it ended."""
    requests.confirm(actor=first, request=row)
    return requests.approve(actor=second, request=row)


def log_text() -> str:
    """Everything that the audit log and the messages hold, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_auditentry")
        rows = [str(row) for row in cursor.fetchall()]
    return "\n".join([*rows, *(f"{one.subject} {one.body} {one.link}" for one in Message.objects.all())])


def actions_of(row) -> list[str]:
    entries = AuditEntry.objects.filter(subject=str(row.public_id)).order_by("number")
    return list(entries.values_list("action", flat=True))


def verify_audit() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def receive_signed(course, *reported):
    """Results of `course` arrive and stand under both keys; the rows."""
    receive(actor=None, base=course.base, reported=reported)
    rows = Completion.objects.filter(external_id__in=[one.external_id for one in reported])
    make.signed_batch(course.base, rows, year=rows[0].passed_on.year)
    settle(list(rows.values_list("pk", flat=True)))
    return list(rows.order_by("pk"))
