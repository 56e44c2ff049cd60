from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.machinery.models import AuditEntry, AuditHead
from registry.machinery.services.audit import faults


class Command(BaseCommand):
    """Walk the whole chain of the audit log; exit 1 and name every broken entry."""

    help = "Check that no entry of the audit log was altered, removed or inserted."

    def handle(self, *args: Any, **options: Any) -> None:
        entries = AuditEntry.objects.order_by("number").iterator(chunk_size=2000)
        found = list(faults(entries, head=AuditHead.objects.filter(pk=1).first()))
        if found:
            raise CommandError("The audit log is broken:\n" + "\n".join(found))
        self.stdout.write(f"The audit log is whole: {AuditEntry.objects.count()} entries.")
