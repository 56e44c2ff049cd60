"""The digital handbook: content frozen on request, drawn by the worker,
its SHA-256 kept; verifiable like a slip."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import crypto, storage
from cejc.lib.paper import pdf, qr
from cejc.lib.writing.dates import cn_day
from registry.enums import PaperKind
from registry.keys.services import signing
from registry.keys.services.signing import Signed
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import enqueue, handles
from registry.people.models import User
from registry.people.permissions import is_self, require
from registry.yearly.models import Handbook, HandbookEdition
from registry.yearly.permissions import handed_out_by, hands_out
from registry.yearly.queries.handbook_content import contents_of, current_portraits

TEMPLATE, STYLE = "pdf/handbook.html", "pdf/handbook.css"
RENDER = "handbook.render"  # a file of its own is drawn


@service
def ask(*, actor: User, handbook: Handbook) -> HandbookEdition:
    """An edition of the handbook as it stands now; the last one, when nothing has changed since.

    Asked by the person, HR of the person's unit or the claiming office. What a record holds that no font
    draws stands as 〓 with a note: one record must not keep a person from the handbook.
    """
    require(
        is_self(actor, handbook.professional) or hands_out(actor, handbook),
        _("电子登记手册由本人、所在单位或者领取单位生成。"),
    )
    made = _newest(actor, Handbook.objects.filter(pk=handbook.pk))[handbook.pk]
    enqueue(RENDER, str(made.public_id), {"edition": str(made.public_id)}, owner=actor)
    return made


@service
def ask_many(*, actor: User, handbooks: Sequence[Handbook]) -> list[HandbookEdition]:
    """The same of each, in their order, to be printed together: a file of its own is drawn when it is asked
    for. Those that are not the actor's to hand out any more are left out."""
    mine = handed_out_by(actor).filter(pk__in=[book.pk for book in handbooks])
    made = _newest(actor, Handbook.objects.filter(pk__in=mine.values("pk")))
    return [made[book.pk] for book in handbooks if book.pk in made]


def _newest(actor: User, books: QuerySet[Handbook]) -> dict[int, HandbookEdition]:
    """By handbook the edition as it stands now; a constant number of queries."""
    rows = books.select_for_update(of=("self",)).select_related("professional", "claim__organisation")
    locked = {book.pk: book for book in rows.order_by("pk")}
    contents, found = contents_of([*locked.values()]), _last(locked)
    photos = current_portraits([book.professional_id for book in locked.values()])
    new = []
    for book in locked.values():
        content, last = contents[book.professional_id], found.get(book.pk)
        digest = crypto.canonical_sha256(content)
        if last is None or last.content_sha256 != digest:
            made = _new(actor, book, content, last.edition + 1 if last else 1)
            photo = photos.get(book.professional_id)
            made.content_sha256, made.photo_name = digest, photo.stored_name if photo else ""
            new.append(made)
    HandbookEdition.objects.bulk_create(new)
    for made in new:
        after = {"edition": made.edition, "content_sha256": made.content_sha256}
        audit.record("handbook.edition_asked", made, actor=actor, context=made.handbook, after=after)
    return found | {made.handbook_id: made for made in new}


def _last(books: Mapping[int, Handbook]) -> dict[int, HandbookEdition]:
    """By handbook its last edition."""
    last = HandbookEdition.objects.filter(handbook=OuterRef("handbook")).order_by("-edition")
    rows = HandbookEdition.objects.filter(handbook__in=[*books], edition=Subquery(last.values("edition")[:1]))
    found = {row.handbook_id: row for row in rows}
    for row in found.values():
        row.handbook = books[row.handbook_id]
    return found


def _new(actor: User, book: Handbook, content: dict[str, Any], number: int) -> HandbookEdition:
    return HandbookEdition(
        handbook=book,
        edition=number,
        content=content | {"edition": number, "drawn_on": clock.today().isoformat()},
        asked_by=actor,
        check_code=crypto.random_code(),
    )


def verify_address(edition: HandbookEdition) -> str:
    """The address behind the QR code: number and check code, nothing about the person."""
    book = edition.handbook
    return f"{settings.CEJC_PUBLIC_URL}/handbook/verify/{book.year}/{book.sequence}/{edition.check_code}"


def draw(edition: HandbookEdition) -> bytes:
    """The PDF of an edition: the same bytes each time. Nobody's name is in its metadata."""
    return pdf.from_template(TEMPLATE, sheet_of(edition), title=edition.handbook.number, css=STYLE)


def sheet_of(edition: HandbookEdition) -> dict[str, Any]:
    """The context of templates/pdf/handbook.html."""
    content: dict[str, Any] = edition.content
    return content | {
        "check_code": edition.check_code,
        "photo": _photo(edition.photo_name),
        "drawn_day": cn_day(content["drawn_on"]),
        "granted_day": cn_day(content["granted_on"]),
        "qr_svg": qr.svg(verify_address(edition), size="26mm"),
        "verify_url": f"{settings.CEJC_PUBLIC_URL}/handbook/verify/",
        "titles": [row | {"day": cn_day(row["since"])} for row in content["titles"]],
        "years": [_year(row) for row in content["years"]],
    }


def _year(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "records": [one | {"when": when(one["days"])} for one in row["records"]],
        "confirmations": [[stage, office, cn_day(day)] for stage, office, day in row["confirmations"]],
        "total": "，".join(f"{name}{hours}学时（分）" for name, hours in row["sums"]),
    }


def when(days: list[str]) -> str:
    """One day, or from the first to the last."""
    first, last = (day.replace("-", ".") for day in days)
    return first if first == last else f"{first}—{last}"


def _photo(name: str) -> str:
    if not name:
        return ""
    with storage.open_(name) as source:
        return "data:image/jpeg;base64," + base64.b64encode(source.read()).decode()


@handles(RENDER)
def run_render(job: Job) -> None:
    """Draw the edition of the job and sign it; a second run after that changes nothing."""
    edition = HandbookEdition.objects.select_related("handbook").get(public_id=job.payload["edition"])
    if edition.pdf_sha256:
        return
    paper = signing.signed(draw(edition), PaperKind.HANDBOOK)
    name = storage.save(paper.pdf, ".pdf")
    kept = _name_file(edition=edition, name=name, paper=paper)
    if kept.pdf_name != name:
        storage.delete(name)


@service
def _name_file(*, edition: HandbookEdition, name: str, paper: Signed) -> HandbookEdition:
    row = (
        HandbookEdition.objects.select_for_update(of=("self",)).select_related("handbook").get(pk=edition.pk)
    )
    if row.pdf_sha256:
        return row
    row.pdf_name, row.pdf_sha256 = name, hashlib.sha256(paper.pdf).hexdigest()
    row.pdf_size = len(paper.pdf)
    row.rendered_at = clock.now()
    row.save(update_fields=["pdf_name", "pdf_sha256", "pdf_size", "rendered_at"])
    signing.note(paper, PaperKind.HANDBOOK, name)
    after = {"edition": row.edition, "sha256": row.pdf_sha256}
    audit.record("handbook.edition_drawn", row, after=after, context=row.handbook)
    return row
