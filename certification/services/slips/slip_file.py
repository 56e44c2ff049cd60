"""The slip's PDF: drawn from the frozen content and signed by the worker, once; its SHA-256 is in the row."""

import hashlib

from cejc import clock
from cejc.lib import storage
from certification.models import Slip
from certification.moves.slip import SLIP
from certification.services.slips import slip_code
from certification.services.slips.slip_pdf import draw
from registry.enums import PaperKind
from registry.keys.services import signing
from registry.keys.services.signing import Signed
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.job import handles, hurry


@handles("slip.render")
def run_render(job: Job) -> None:
    """Draw the slip of the job and sign it. What a run that crashed left is in no row."""
    drawn(Slip.objects.get(public_id=job.payload["slip"]))


def drawn(slip: Slip) -> Slip:
    """The slip with its file: drawn now where the worker has not come to it."""
    if slip.pdf_sha256:
        return slip
    paper = signing.signed(draw(slip, slip_code.code_of(slip)), kind_of(slip))
    return keep_file(slip=slip, paper=paper)


def kind_of(slip: Slip) -> str:
    """As what it is signed: a city's own document may have another certificate."""
    return PaperKind.CERTIFICATE if slip.certificate else PaperKind.SLIP


def wanted(slip: Slip) -> None:
    """Somebody looks at the slip: a file not drawn yet is drawn before those nobody looks at."""
    if not slip.pdf_name:
        hurry("slip.render", str(slip.public_id))


def keep_file(*, slip: Slip, paper: Signed) -> Slip:
    """Store the file, then name it in the row; the file of a run that
    died in between is left without a row."""
    name = storage.save(paper.pdf, ".pdf")
    kept = _name_file(slip=slip, name=name, paper=paper)
    if kept.pdf_name != name:
        storage.delete(name)
    return kept


@service
def _name_file(*, slip: Slip, name: str, paper: Signed) -> Slip:
    slip = SLIP.locked(slip)
    if slip.pdf_sha256:
        return slip
    slip.pdf_name, slip.pdf_sha256 = name, hashlib.sha256(paper.pdf).hexdigest()
    slip.pdf_size = len(paper.pdf)
    slip.rendered_at = clock.now()
    slip.save(update_fields=["pdf_name", "pdf_sha256", "pdf_size", "rendered_at"])
    signing.note(paper, kind_of(slip), name)
    SLIP.record("drawn", slip, actor=None, after={"sha256": slip.pdf_sha256, "size": slip.pdf_size})
    return slip
