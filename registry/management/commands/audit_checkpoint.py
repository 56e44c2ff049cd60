from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cejc.lib import crypto, signed_note
from registry.machinery.models import AuditCheckpoint
from registry.machinery.services import audit_linking


class Command(BaseCommand):
    """Print what the audit log is now, signed: to be kept where nobody of this office can change it."""

    help = "Print the signed checkpoint of the audit log, or the key that it is checked by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--key", action="store_true", help="print the public key instead")

    def handle(self, *args: Any, key: bool, **options: Any) -> None:
        if key:
            public = signed_note.public_key(crypto.signing_seeds("log")[0])
            self.stdout.write(signed_note.verifier(audit_linking.origin(), public))
            return
        audit_linking.link_all()
        point = AuditCheckpoint.objects.order_by("-size").first()
        if point is None:
            self.stderr.write("The audit log is empty: there is nothing to sign yet.")
        else:
            self.stdout.write(point.note, ending="")
