"""The slip's PDF: drawn by the worker from the frozen content, once; its SHA-256 is kept with the row."""

import hashlib

from cejc import clock
from cejc.lib import storage
from certification.models import Slip
from certification.moves.slip import SLIP
from certification.services.slips.slip_pdf import draw
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.job import handles, hurry


@handles("slip.render")
def run_render(job: Job) -> None:
    """Draw the slip of the job. Deterministic: a second run after a crash gives the same bytes."""
    drawn(Slip.objects.get(public_id=job.payload["slip"]))


def drawn(slip: Slip) -> Slip:
    """The slip with its file: drawn now where the worker has not come to it."""
    return slip if slip.pdf_sha256 else keep_file(slip=slip, pdf=draw(slip))


def wanted(slip: Slip) -> None:
    """Somebody looks at the slip: a file not drawn yet is drawn before those nobody looks at."""
    if not slip.pdf_name:
        hurry("slip.render", str(slip.public_id))


def keep_file(*, slip: Slip, pdf: bytes) -> Slip:
    """Store the file, then name it in the row; the file of a run that
    died in between is left without a row."""
    name = storage.save(pdf, ".pdf")
    kept = _name_file(slip=slip, name=name, pdf=pdf)
    if kept.pdf_name != name:
        storage.delete(name)
    return kept


@service
def _name_file(*, slip: Slip, name: str, pdf: bytes) -> Slip:
    slip = SLIP.locked(slip)
    if slip.pdf_sha256:
        return slip
    slip.pdf_name, slip.pdf_sha256, slip.pdf_size = name, hashlib.sha256(pdf).hexdigest(), len(pdf)
    slip.rendered_at = clock.now()
    slip.save(update_fields=["pdf_name", "pdf_sha256", "pdf_size", "rendered_at"])
    SLIP.record("drawn", slip, actor=None, after={"sha256": slip.pdf_sha256, "size": slip.pdf_size})
    return slip
