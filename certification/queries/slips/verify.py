"""What the public may learn of a slip: every printed field, and how it stands today."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cejc.lib.db.ready import ready, statement
from cejc.lib.states import state_of
from cejc.lib.writing.pasted import code_in, number_in
from certification.enums import RecheckState, SlipState
from certification.models import Recheck, Slip
from certification.queries.slips.recheck import is_in_question
from credits.queries import every_published_policy
from registry.public_log.models import LogLeaf
from registry.public_log.queries import leaves, papers

NUMBER = re.compile(r"〔\s*([0-9]{4})\s*〕\s*0*([0-9]{1,9})\s*号?")


@dataclass(frozen=True)
class Verified:
    """A slip as the verify page shows it. `kind` is the state tag's: done, returned, refused."""

    slip: Slip
    content: dict[str, Any]
    label: str
    kind: str
    sentence: str

    @property
    def logged(self) -> QuerySet[LogLeaf]:
        """What of it was put down for the public log, the oldest first."""
        return leaves.of_subject(self.slip)

    def paper(self) -> dict[str, Any]:
        """The slip as a file for programs, with the proof of each act. Raises FileNotFoundError."""
        return {
            "number": self.slip.number,
            "state": self.slip.state,
            "content": self.content,
            "log": papers.logged(self.logged),
        }


def by_code(year: int, sequence: int, check_code: str) -> Verified | None:
    """The slip with this number, if the check code is right; None for both faults alike."""
    code = code_in(check_code).encode()
    # The same number may also stand on a city's own certificate; the check code tells them apart.
    rows = _numbered(year, sequence)
    found = [slip for slip in rows if secrets.compare_digest(slip.check_code.encode(), code)]
    return verified(found[0]) if found else None


@ready
def _numbered(year: int, sequence: int) -> QuerySet[Slip]:
    rows = Slip.objects.filter(year=year, sequence=sequence).order_by("pk")
    return rows.select_related("superseded_by")


def rests_on(year: int, sequence: int) -> list[tuple[str, Any]]:
    """The rows that decide over an answer of `by_code`: what is printed never changes, how it stands does."""
    return [statement(_stands, year, sequence)]


@ready
def _stands(year: int, sequence: int) -> QuerySet[Slip, Any]:
    rows = Slip.objects.filter(year=year, sequence=sequence).order_by("pk")
    asked = Recheck.objects.filter(slip=OuterRef("pk"), state=RecheckState.OPEN)
    said = ("check_code", "content_sha256", "state", "state_at", "state_reason", "superseded_by")
    return rows.values_list("pk", *said, Exists(asked), leaves.placed("slip"))


def by_sha256(digest: str) -> Verified | None:
    """The slip whose file has this SHA-256: the very bytes that the portal drew."""
    slip = Slip.objects.select_related("superseded_by").filter(pdf_sha256=digest).first() if digest else None
    return verified(slip) if slip else None


def by_printed_number(text: str) -> Slip | None:
    """A slip whose number stands in `text`; says nothing of whether the text is genuine."""
    for year, sequence in NUMBER.findall(text)[:5]:
        rows = Slip.objects.filter(year=int(year), sequence=int(sequence)).order_by("certificate")
        found = [slip for slip in rows if slip.number in text]
        if found or rows:
            return (found or list(rows))[0]
    return None


def issued_as(text: str) -> Slip | None:
    """The slip of this portal whose number is `text`, however its brackets, zeros and spaces are typed."""
    found = number_in(text)
    prefix = unicodedata.normalize("NFKC", text).strip()[:2]
    rows = (
        Slip.objects.filter(year=found[0], sequence=found[1], number__startswith=prefix)
        if found
        else Slip.objects.none()
    )
    return rows.order_by("certificate").first()


def is_of_this_portal(text: str) -> bool:
    """Whether `text` has the shape of a number that this portal gives, of a year for which it issues: such a
    number is in the register, or was never issued."""
    found = number_in(text)
    if found is None:
        return False
    year, sequence = found
    policies = every_published_policy()
    if year < min(policy.application_year for policy in policies):
        return False
    formats = {policy.slip.number for policy in policies}
    formats |= {kind.number for policy in policies for kind in policy.certificates.values()}
    return any(_plain(shape.format(year=year, serial=sequence)) == _plain(text) for shape in formats)


def _plain(text: str) -> str:
    """A number without its brackets, blanks and leading zeros, for comparing shapes."""
    bare = re.sub(r"[\s〔〕\[\]()【】（）号]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"(?<=[0-9]{4})0+(?=[1-9])", "", bare)


def verified(slip: Slip) -> Verified:
    if slip.state == SlipState.VALID and is_in_question(slip):
        sentence = _(
            "该%(word)s由本系统签发，所依据的材料发生变化，正在重新核查。核查期间请暂缓采信，以重核结果为准。"
        ) % {"word": _word(slip)}
        return Verified(slip, slip.content, _("待重核"), "waiting", sentence)
    return Verified(slip, slip.content, slip.get_state_display(), state_of(slip).kind, _sentence(slip))


def _sentence(slip: Slip) -> str:
    said = {"word": _word(slip)}
    if slip.state == SlipState.VALID:
        return _("该%(word)s由本系统签发，目前有效。") % said
    if slip.state == SlipState.SUPERSEDED:
        return _("该%(word)s已被替换，请以新的%(word)s为准。") % said
    return _("该%(word)s已撤销，不能作为继续教育学时认定的依据。") % said


def _word(slip: Slip) -> str:
    """A city's own document is not called 认定单."""
    return _("证书") if slip.certificate else _("认定单")
