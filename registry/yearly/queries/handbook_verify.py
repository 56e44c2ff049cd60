"""What the public may learn of a digital handbook: every printed field, and how it stands today."""

import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cejc.lib.writing.pasted import code_in, printed
from cejc.site import site
from registry.public_log.models import LogLeaf
from registry.public_log.queries import leaves, papers
from registry.yearly.models import Handbook, HandbookEdition
from registry.yearly.queries.handbook_content import reopened_since


@dataclass(frozen=True)
class VerifiedBook:
    """An edition as the verify page shows it. `kind` is the state tag's."""

    edition: HandbookEdition
    content: dict[str, Any]
    label: str
    kind: str
    sentence: str
    reopened: list[int]

    @property
    def logged(self) -> list[LogLeaf]:
        """What of the edition, and of the number it shows, was put down for the public log."""
        return [*leaves.of_subject(self.edition.handbook), *leaves.of_subject(self.edition)]

    def paper(self) -> dict[str, Any]:
        """The edition as a file for programs, with the proof of each act. Raises FileNotFoundError."""
        row = self.edition
        return {
            "number": row.handbook.number,
            "edition": row.edition,
            "content": row.content,
            "log": papers.logged(self.logged),
        }


def by_code(year: int, sequence: int, check_code: str) -> VerifiedBook | None:
    """The edition of this number with this check code; None for a wrong number and a wrong code alike."""
    rows = HandbookEdition.objects.select_related("handbook").filter(
        handbook__year=year, handbook__sequence=sequence
    )
    typed = code_in(check_code).encode()
    for row in rows.order_by("-edition"):
        if secrets.compare_digest(row.check_code.encode(), typed):
            return verified(row)
    return None


def by_sha256(digest: str) -> VerifiedBook | None:
    """The edition whose file has this SHA-256: the very bytes that the portal drew."""
    if not digest:
        return None
    row = HandbookEdition.objects.select_related("handbook").filter(pdf_sha256=digest).first()
    return verified(row) if row else None


def by_printed_number(text: str) -> Handbook | None:
    """A handbook whose number stands in `text`; says nothing of whether the text is genuine."""
    for year, sequence in printed(site().papers.handbook_number).findall(unicodedata.normalize("NFKC", text))[
        :5
    ]:
        if found := Handbook.objects.filter(year=int(year), sequence=int(sequence)).first():
            return found
    return None


def verified(row: HandbookEdition) -> VerifiedBook:
    reopened = reopened_since(row.handbook, row.content)
    return VerifiedBook(row, row.content, *_standing(row, reopened), reopened)


def _standing(row: HandbookEdition, reopened: list[int]) -> tuple[str, str, str]:
    """Label, kind and sentence."""
    last = row.handbook.editions.order_by("-edition").first()
    if last and last.pk != row.pk:
        sentence = _("该登记手册由本系统生成，此后又生成了第%(edition)s版，请以新版为准。")
        return _("已有新版"), "returned", sentence % {"edition": last.edition}
    if reopened:
        sentence = _("该登记手册由本系统生成，但%(years)s年度的登记此后已重新开启，请暂缓采信该年度。")
        years = _("、").join(str(year) for year in reopened)
        return _("有年度重新开启"), "waiting", sentence % {"years": years}
    return _("有效"), "done", _("该登记手册由本系统生成，是目前的最新版。")
