"""Results that providers report: taken in whole lists at a time, each
answered for itself, nothing counted twice.

What becomes of them in people's records is `completion_settle`.
"""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.pieces import PIECE, pieces
from cejc.lib.writing import identity, names
from cejc.lib.writing.dates import cn_day
from credits.engine.facts import InputFault
from credits.engine.numbers import show, show_date
from credits.engine.policy import Policy
from credits.engine.records import parse_record
from credits.engine.values import FIRST_YEAR
from credits.queries import policy_here
from registry.enums import CompletionState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import enqueue
from registry.people.models import Professional, User
from registry.people.queries import people
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.results.moves.completion import stand
from registry.results.queries.activity_course import year_faults
from registry.results.queries.completion import facts_of
from registry.results.queries.recognition import Books, books_for, standing_of
from registry.training.models import Course, TrainingBase, TrainingSession
from registry.training.standings import ACCEPTED, Standing, refusal, standing

_EXTERNAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,63}")
TAKEN, HELD, REFUSED = "accepted", "held", "refused"


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


class _Bad(Exception):
    def __init__(self, code: str, what: object = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what


@dataclass
class _Desk:
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


Foresee = Callable[[Sequence[Completion]], Sequence[Standing]]


@service
def receive(
    *,
    actor: User | None,
    reported: Sequence[Reported],
    base: TrainingBase | None = None,
    session: TrainingSession | None = None,
    check_only: bool = False,
    apart: bool = False,
    foresee: Foresee | None = None,
) -> list[Receipt]:
    """Take in what a base's platform (`base`) or a closed session
    (`session`) reports; one receipt each, in order.

    `check_only` writes nothing, and `foresee` says how people's records would take each result;
    `apart`, too: and each result is weighed as if it were the only one ever reported. `actor` None is
    the API's client of `base`. The same result again is the same result; another one under a name that
    is taken is refused unless it `supersedes`.
    """
    base = base or (session.base if session else None)
    _lock(base, session)
    desk = _desk(base, session, actor, reported)
    desk.apart = apart
    if not apart:
        _earlier(desk, reported)
    rows = [_read(desk, one) for one in reported]
    made = [row for row, _receipt in rows if row is not None]
    desk.books = books_for(made)
    if apart:
        desk.books.heads.clear()
    receipts = [_answer(desk, row, receipt) for row, receipt in rows]
    if foresee is not None:
        receipts = _foreseen(rows, receipts, foresee)
    if made and not (check_only or apart):
        _keep(desk, made)
    return receipts


def _foreseen(
    rows: Sequence[tuple[Completion | None, Receipt]], receipts: list[Receipt], foresee: Foresee
) -> list[Receipt]:
    """What would be taken in and then held by the person's record is said to be held."""
    taken = [
        row
        for (row, _r), receipt in zip(rows, receipts, strict=True)
        if row is not None and receipt.state == TAKEN
    ]
    found = {id(row): one for row, one in zip(taken, foresee(taken), strict=True) if not one.ok}
    return [
        replace(receipt, code=found[id(row)].code, sentence=found[id(row)].sentence, state=HELD)
        if id(row) in found
        else receipt
        for (row, _r), receipt in zip(rows, receipts, strict=True)
    ]


def _lock(base: TrainingBase | None, session: TrainingSession | None) -> None:
    """Lists of one provider queue, so that the same one sent twice at once is taken in once."""
    if base is not None:
        TrainingBase.objects.select_for_update(of=("self",)).get(pk=base.pk)
    elif session is not None:
        TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)


def _desk(
    base: TrainingBase | None,
    session: TrainingSession | None,
    actor: User | None,
    reported: Sequence[Reported],
) -> _Desk:
    desk = _Desk(base, session, actor)
    if base is not None:
        codes = {one.course_code for one in reported if one.course_code}
        for part in pieces(sorted(codes)):
            desk.courses |= {row.code: row for row in Course.objects.filter(base=base, code__in=part)}
        codes = {one.session_code for one in reported if one.session_code}
        for part in pieces(sorted(codes)):
            rows = TrainingSession.objects.filter(base=base, code__in=part)
            desk.sessions |= {row.code: row for row in rows}
    indexes = {_index(one) for one in reported} - {""}
    for part in pieces(sorted(indexes)):
        found = Professional.objects.filter(identity_index__in=part)
        desk.people |= {row.identity_index: row for row in found}
    return desk


def _earlier(desk: _Desk, reported: Sequence[Reported]) -> None:
    """The newest version under each name, and what these people have from this provider already."""
    mine = (
        Completion.objects.filter(base=desk.base)
        if desk.base
        else Completion.objects.filter(session=desk.session)
    )
    for part in pieces(sorted({one.external_id for one in reported})):
        for row in mine.filter(external_id__in=part).order_by("version"):
            desk.latest[row.session_id, row.external_id] = row
    for part in pieces(sorted({_index(one) for one in reported} - {""})):
        for row in mine.filter(identity_index__in=part, state__in=LIVE):
            desk.claimed[_claim(row)] = row.external_id


def _index(one: Reported) -> str:
    if one.identity_type not in identity.TYPES:
        return ""
    return people.identity_index(identity.normalise(one.identity_type, one.identity_number))


def _claim(row: Completion) -> tuple[int | None, int | None, str, int]:
    """One person has one result of one course and year, or of one session."""
    year = 0 if row.session_id else row.attributed_year or row.passed_on.year
    return row.course_id if not row.session_id else None, row.session_id, row.identity_index, year


def _read(desk: _Desk, one: Reported) -> tuple[Completion | None, Receipt]:
    """A row that is not saved, with its receipt so far; None where nothing is to be kept."""
    try:
        row = _row(desk, one)
        return _place(desk, one, row)
    except _Bad as bad:
        code, what = bad.code, bad.what
    except identity.IdentityFault as fault:
        code, what = "bad_identity", str(fault)
    except names.NameFault as fault:
        code, what = "bad_name", str(fault)
    return None, Receipt(str(one.external_id)[:64], code, refusal(code, what), REFUSED)


def _row(desk: _Desk, one: Reported) -> Completion:
    if not _EXTERNAL.fullmatch(one.external_id):
        raise _Bad("bad_external_id")
    name = names.normalise(one.name)
    names.check(name, printed=False)
    number = identity.normalise(one.identity_type, one.identity_number)
    identity.check(one.identity_type, number)
    if one.passed_on is None or not date(FIRST_YEAR, 1, 1) <= one.passed_on <= clock.today():
        raise _Bad("bad_date", cn_day(one.passed_on) if one.passed_on else "")
    if not one.passed:
        raise _Bad("not_passed")
    row = Completion(
        base=desk.base,
        external_id=one.external_id,
        name=name,
        identity_type=one.identity_type,
        identity_number=number,
        identity_index=people.identity_index(number),
        identity_masked=identity.mask(number),
        passed_on=one.passed_on,
        certificate=one.certificate[:64],
        reported_by=desk.actor,
        reported_at=clock.now(),
    )
    _what(desk, one, row)
    return row


def _what(desk: _Desk, one: Reported, row: Completion) -> None:
    """Which course or session, and how long. Raises _Bad."""
    row.session = desk.session or (desk.sessions.get(one.session_code) if one.session_code else None)
    if one.session_code and row.session is None:
        raise _Bad("unknown_session", one.session_code[:40])
    _require_used(desk, one)
    if row.session is not None:
        row.course_id = row.session.course_id
        row.lines = [dict(line) for line in one.lines]
        _readable(desk, row, "training", {"lines": row.lines}, "bad_lines")
        if late := max(
            (line["date"] for line in row.lines if line["date"] > clock.today().isoformat()), default=""
        ):
            raise _Bad("bad_lines", _("%s在今天之后，还没有举办。") % show_date(date.fromisoformat(late)))
        return
    course = desk.courses.get(one.course_code)
    if course is None:
        raise _Bad("unknown_course", one.course_code[:40])
    if not course.is_online:
        raise _Bad("not_online", course.code)
    if faults := year_faults(course, one.attributed_year):
        raise _Bad("bad_year", f"{faults[0].message}。")
    row.course, row.subject, row.attributed_year = course, course.subject, one.attributed_year
    if course.hours is not None and one.minutes is not None:
        desk.remarks[one.external_id] = _("课程已审定%s学时，按审定学时计，报送的时长不采用。") % show(
            course.hours
        )
    # What was approved for the course goes before what a platform says (R12).
    row.hours, row.minutes = course.hours, None if course.hours is not None else one.minutes
    _readable(desk, row, "online", facts_of(row), "bad_year" if one.attributed_year else "bad_hours")


def _require_used(desk: _Desk, one: Reported) -> None:
    """What a result of its kind has no use for is refused, not passed over. Raises _Bad."""
    of_session = bool(desk.session or one.session_code)
    unused = {
        "course_code": of_session and one.course_code and not desk.session,
        "minutes": of_session and one.minutes is not None,
        "attributed_year": of_session and one.attributed_year is not None,
        "lines": not of_session and one.lines,
    }
    if names := [name for name, given in unused.items() if given]:
        raise _Bad("unused", "、".join(names))


def _readable(desk: _Desk, row: Completion, kind: str, facts: dict[str, Any], code: str) -> None:
    try:
        parse_record(desk.policy, {"id": row.external_id, "kind": kind, **facts}, 1)
    except InputFault as fault:
        raise _Bad(code, str(fault)) from fault


def _place(desk: _Desk, one: Reported, row: Completion) -> tuple[Completion | None, Receipt]:
    """Beside what was reported before: new, the same again, a correction, or refused."""
    if desk.apart:
        return row, Receipt(row.external_id, "accepted", str(ACCEPTED["accepted"]), TAKEN)
    key = (row.session.pk if row.session else None, row.external_id)
    earlier = desk.latest.get(key)
    claim = _claim(row)
    other = desk.claimed.get(claim, row.external_id)
    if other != row.external_id:
        raise _Bad("duplicate", other)
    code = "accepted"
    if earlier is not None:
        if _same(earlier, row):
            known = str(earlier.public_id)
            return None, Receipt(
                row.external_id, "repeated", str(ACCEPTED["repeated"]), TAKEN, completion=known
            )
        if earlier.pk is None:
            raise _Bad("twice", row.external_id)
        if not one.supersedes:
            raise _Bad("changed", row.external_id)
        row.version, row.replaces, code = earlier.version + 1, earlier, "replaced"
    elif one.supersedes:
        raise _Bad("nothing_to_replace", row.external_id)
    desk.latest[key], desk.claimed[claim] = row, row.external_id
    return row, Receipt(row.external_id, code, str(ACCEPTED[code]), TAKEN)


SAME = (
    "name",
    "identity_index",
    "course_id",
    "passed_on",
    "hours",
    "minutes",
    "attributed_year",
    "certificate",
    "lines",
)


def _same(one: Completion, other: Completion) -> bool:
    live = one.pk is None or one.state in LIVE
    return live and all(getattr(one, name) == getattr(other, name) for name in SAME)


def _answer(desk: _Desk, row: Completion | None, receipt: Receipt) -> Receipt:
    """The receipt with how the result stands, which is kept on the row."""
    if row is None:
        return receipt
    found = _first_standing(desk, row)
    stand(row, found)
    plain = found.code == "settling"
    return Receipt(
        row.external_id,
        receipt.code if plain else found.code,
        (receipt.sentence if plain else found.sentence) + desk.remarks.get(row.external_id, ""),
        TAKEN if plain else HELD,
        names.mask(row.name) if row.professional_id else "",
        str(row.public_id),
    )


def _first_standing(desk: _Desk, row: Completion) -> Standing:
    """Person first, then the notice; what only the person's record can tell is settled by the worker."""
    person = desk.people.get(row.identity_index)
    if person is None:
        found = standing_of(row, desk.books)
        return found if found.final else standing("no_person")
    if person.name != row.name:
        return standing("name_mismatch")
    row.professional = person
    found = standing_of(row, desk.books)
    return standing("settling") if found.ok else found


def _keep(desk: _Desk, made: list[Completion]) -> None:
    replaced = [row.replaces.pk for row in made if row.replaces is not None and row.replaces.pk]
    Completion.objects.bulk_create(made, batch_size=PIECE)
    retire(replaced)
    after = {"count": len(made), "replaced": len(replaced)}
    audit.record("completion.received", _about(desk), actor=desk.actor, context=desk.base, after=after)
    settle_later(completions=[row.pk for row in made])


def _about(desk: _Desk) -> Model:
    found = desk.session or desk.base
    if found is None:
        raise ValueError("a result comes from a base or from a session")
    return found


def retire(keys: Sequence[int]) -> None:
    """Rows that a newer version stands for; what they had in people's
    records is taken out by the settling."""
    for piece in pieces(keys):
        Completion.objects.filter(pk__in=piece).update(state=CompletionState.REPLACED)


def settle_later(**scope: Any) -> None:
    """Have the worker weigh again what a change of `scope` touches: course=, batch=, session=, filing= (a
    number), base= with year=, person= with index=, or completions=[keys]. Called inside a service."""
    enqueue("completion.settle", uuid.uuid4().hex, {key: _plain(value) for key, value in scope.items()})


def _plain(value: Any) -> Any:
    return value.pk if hasattr(value, "pk") else value
