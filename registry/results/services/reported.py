"""What providers report and are answered, and what reading a list of it needs, fetched at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cejc.lib.pieces import pieces
from cejc.lib.writing import identity
from credits.engine.policy import Policy
from credits.queries import policy_here
from registry.people.models import Professional, User
from registry.people.queries import people
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.results.queries.recognition import Books
from registry.training.models import Course, TrainingBase, TrainingSession


@dataclass(frozen=True)
class Reported:
    """One result as its provider names it: of an online course (`hours` approved or
    `minutes`), or of a session (`lines` of {"date", "slot", "subject"}). `supersedes`: it
    corrects the one of the same `external_id`.
    """

    external_id: str
    name: str
    identity_type: str
    identity_number: str = field(repr=False)  # in no traceback
    passed_on: date | None
    course_code: str = ""
    session_code: str = ""
    hours: Decimal | None = None
    minutes: int | None = None
    lines: tuple[Mapping[str, str], ...] = ()
    attributed_year: int | None = None
    certificate: str = ""
    supersedes: bool = False
    passed: bool = True


@dataclass(frozen=True)
class Receipt:
    """The answer to one result. `state`: accepted, held (it may still count), refused (nothing was kept)."""

    external_id: str
    code: str
    sentence: str
    state: str
    masked_name: str = ""
    completion: str = ""  # public id


class Bad(Exception):
    def __init__(self, code: str, what: object = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what


@dataclass
class Desk:
    """What reading a list of results needs, fetched at once."""

    base: TrainingBase | None
    session: TrainingSession | None
    actor: User | None
    courses: dict[str, Course] = field(default_factory=dict)
    sessions: dict[str, TrainingSession] = field(default_factory=dict)
    people: dict[str, Professional] = field(default_factory=dict)
    latest: dict[tuple[int | None, str], Completion] = field(default_factory=dict)
    claimed: dict[tuple[int | None, int | None, str, int], str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)  # external id -> what was not used of it
    books: Books | None = None
    policy: Policy = field(default_factory=policy_here)
    apart: bool = False  # beside nothing: neither what was reported before nor the rest of the list


def open_desk(
    base: TrainingBase | None,
    session: TrainingSession | None,
    actor: User | None,
    reported: Sequence[Reported],
) -> Desk:
    desk = Desk(base, session, actor)
    if base is not None:
        codes = {one.course_code for one in reported if one.course_code}
        for part in pieces(sorted(codes)):
            desk.courses |= {row.code: row for row in Course.objects.filter(base=base, code__in=part)}
        codes = {one.session_code for one in reported if one.session_code}
        for part in pieces(sorted(codes)):
            rows = TrainingSession.objects.filter(base=base, code__in=part)
            desk.sessions |= {row.code: row for row in rows}
    indexes = {index_of(one) for one in reported} - {""}
    for part in pieces(sorted(indexes)):
        found = Professional.objects.filter(identity_index__in=part)
        desk.people |= {row.identity_index: row for row in found}
    return desk


def fetch_earlier(desk: Desk, reported: Sequence[Reported]) -> None:
    """The newest version under each name, and what these people have from this provider already."""
    mine = (
        Completion.objects.filter(base=desk.base)
        if desk.base
        else Completion.objects.filter(session=desk.session)
    )
    for part in pieces(sorted({one.external_id for one in reported})):
        for row in mine.filter(external_id__in=part).order_by("version"):
            desk.latest[row.session_id, row.external_id] = row
    for part in pieces(sorted({index_of(one) for one in reported} - {""})):
        for row in mine.filter(identity_index__in=part, state__in=LIVE):
            desk.claimed[claim_of(row)] = row.external_id


def index_of(one: Reported) -> str:
    if one.identity_type not in identity.TYPES:
        return ""
    return people.identity_index(identity.normalise(one.identity_type, one.identity_number))


def claim_of(row: Completion) -> tuple[int | None, int | None, str, int]:
    """One person has one result of one course and year, or of one session."""
    year = 0 if row.session_id else row.attributed_year or row.passed_on.year
    return row.course_id if not row.session_id else None, row.session_id, row.identity_index, year
