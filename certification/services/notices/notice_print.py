"""The paper of a notice for the wall, drawn by the worker when it is published and again when somebody is
struck."""

import hashlib
from collections.abc import Collection

from django.db import transaction
from django.db.models import Count

from cejc.lib import storage
from certification.models import Notice, NoticeEntry
from certification.moves.notice import NOTICE
from certification.services.notices.notice_pdf import draw
from registry.enums import PaperKind
from registry.keys.services import signing
from registry.keys.services.signing import Signed
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.job import enqueue, handles, hurry

JOB = "notice.print"


def _struck(notice: Notice) -> int:
    return notice.entries.exclude(taken_out_reason="").count()


def struck_of(notices: Collection[Notice]) -> dict[int, int]:
    """How many were struck from each, by key; nothing for a notice that stands whole. One query."""
    rows = NoticeEntry.objects.filter(notice__in=notices).exclude(taken_out_reason="")
    return dict(rows.order_by().values_list("notice").annotate(Count("pk")))


def _key(notice: Notice) -> str:
    return f"{notice.public_id}:{_struck(notice)}"


def enqueue_print(notice: Notice) -> None:
    """Have the worker draw the list as it stands now."""
    enqueue(JOB, _key(notice), {"notice": f"{notice.public_id}"})


@handles(JOB)
def run_print(job: Job) -> None:
    """Draw the notice of the job as it stands. A second run after a crash draws the same."""
    drawn(Notice.objects.get(public_id=job.payload["notice"]))


def drawn(notice: Notice) -> Notice:
    """The notice with its paper, as the list stands."""
    struck = _struck(notice)
    if is_drawn(notice, struck):
        return notice
    paper = signing.signed(draw(notice), PaperKind.NOTICE)
    name = storage.save(paper.pdf, ".pdf")
    kept = _name_file(notice=notice, name=name, paper=paper, struck=struck)
    if kept.pdf_name != name:
        storage.delete(name)
    return kept


def is_drawn(notice: Notice, struck: int | None = None) -> bool:
    """Whether the kept paper shows the list as it stands."""
    return bool(notice.pdf_name) and notice.pdf_struck == (_struck(notice) if struck is None else struck)


@service
def _name_file(*, notice: Notice, name: str, paper: Signed, struck: int) -> Notice:
    row, before, sha256 = NOTICE.locked(notice), "", hashlib.sha256(paper.pdf).hexdigest()
    if row.pdf_name and row.pdf_struck >= struck:
        return row
    before, row.pdf_name, row.pdf_sha256, row.pdf_struck = row.pdf_name, name, sha256, struck
    row.save(update_fields=["pdf_name", "pdf_sha256", "pdf_struck"])
    signing.note(paper, PaperKind.NOTICE, name)
    NOTICE.record("drawn", row, actor=None, after={"sha256": sha256, "struck": struck})
    if before:
        transaction.on_commit(lambda: storage.delete(before))
    return row


def wanted(notice: Notice) -> Job | None:
    """Somebody waits for the paper: it is drawn before what nobody waits for. The job; None once it is
    swept."""
    hurry(JOB, _key(notice))
    return Job.objects.filter(key=f"{JOB}:{_key(notice)}").first()
