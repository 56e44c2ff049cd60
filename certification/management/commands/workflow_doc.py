"""Write docs/workflow.md from the policy's routes, or check that it is up to date."""

from cejc.lib.doc_command import DocCommand
from cejc.site import site
from certification.workflow.document import document
from credits.queries import bundled


class Command(DocCommand):
    help = "Write docs/workflow.md from the policy's routes; --check fails when it is out of date."
    name = "workflow"

    def text(self) -> str:
        return document(bundled(site().policy))
