"""Write docs/workflow.md from the policy's routes, or check that it is up to date."""

from cejc.lib.doc_command import DocCommand
from certification.workflow.document import document
from credits.queries import DEFAULT_POLICY, bundled


class Command(DocCommand):
    help = "Write docs/workflow.md from the policy's routes; --check fails when it is out of date."
    name = "workflow"

    def text(self) -> str:
        return document(bundled(DEFAULT_POLICY))
