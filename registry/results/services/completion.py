"""Results that providers report: taken in whole lists at a time, each
answered for itself, nothing counted twice.

What becomes of them in people's records is `completion_settle`.
"""

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.pieces import PIECE, pieces
from cejc.lib.writing import identity, names
from cejc.lib.writing.dates import cn_day
from credits.engine.facts import InputFault
from credits.engine.numbers import show, show_date
from credits.engine.records import parse_record
from credits.engine.values import FIRST_YEAR
from registry.enums import CompletionState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import enqueue
from registry.people.models import User
from registry.people.queries import people
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.results.moves.completion import stand
from registry.results.queries.activity_course import year_faults
from registry.results.queries.completion import facts_of
from registry.results.queries.recognition import books_for, standing_of
from registry.results.services.reported import (
    Bad,
    Desk,
    Receipt,
    Reported,
    claim_of,
    fetch_earlier,
    open_desk,
)
from registry.training.models import TrainingBase, TrainingSession
from registry.training.standings import ACCEPTED, Standing, refusal, standing

_EXTERNAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,63}")
TAKEN, HELD, REFUSED = "accepted", "held", "refused"


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
    desk = open_desk(base, session, actor, reported)
    desk.apart = apart
    if not apart:
        fetch_earlier(desk, reported)
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


def _read(desk: Desk, one: Reported) -> tuple[Completion | None, Receipt]:
    """A row that is not saved, with its receipt so far; None where nothing is to be kept."""
    try:
        row = _row(desk, one)
        return _place(desk, one, row)
    except Bad as bad:
        code, what = bad.code, bad.what
    except identity.IdentityFault as fault:
        code, what = "bad_identity", str(fault)
    except names.NameFault as fault:
        code, what = "bad_name", str(fault)
    return None, Receipt(str(one.external_id)[:64], code, refusal(code, what), REFUSED)


def _row(desk: Desk, one: Reported) -> Completion:
    if not _EXTERNAL.fullmatch(one.external_id):
        raise Bad("bad_external_id")
    name = names.normalise(one.name)
    names.check(name, printed=False)
    number = identity.normalise(one.identity_type, one.identity_number)
    identity.check(one.identity_type, number)
    if one.passed_on is None or not date(FIRST_YEAR, 1, 1) <= one.passed_on <= clock.today():
        raise Bad("bad_date", cn_day(one.passed_on) if one.passed_on else "")
    if not one.passed:
        raise Bad("not_passed")
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


def _what(desk: Desk, one: Reported, row: Completion) -> None:
    """Which course or session, and how long. Raises Bad."""
    row.session = desk.session or (desk.sessions.get(one.session_code) if one.session_code else None)
    if one.session_code and row.session is None:
        raise Bad("unknown_session", one.session_code[:40])
    _require_used(desk, one)
    if row.session is not None:
        row.course_id = row.session.course_id
        row.lines = [dict(line) for line in one.lines]
        _readable(desk, row, "training", {"lines": row.lines}, "bad_lines")
        if late := max(
            (line["date"] for line in row.lines if line["date"] > clock.today().isoformat()), default=""
        ):
            raise Bad("bad_lines", _("%s在今天之后，还没有举办。") % show_date(date.fromisoformat(late)))
        return
    course = desk.courses.get(one.course_code)
    if course is None:
        raise Bad("unknown_course", one.course_code[:40])
    if not course.is_online:
        raise Bad("not_online", course.code)
    if faults := year_faults(course, one.attributed_year):
        raise Bad("bad_year", f"{faults[0].message}。")
    row.course, row.subject, row.attributed_year = course, course.subject, one.attributed_year
    if course.hours is not None and one.minutes is not None:
        desk.remarks[one.external_id] = _("课程已审定%s学时，按审定学时计，报送的时长不采用。") % show(
            course.hours
        )
    # What was approved for the course goes before what a platform says (R12).
    row.hours, row.minutes = course.hours, None if course.hours is not None else one.minutes
    _readable(desk, row, "online", facts_of(row), "bad_year" if one.attributed_year else "bad_hours")


def _require_used(desk: Desk, one: Reported) -> None:
    """What a result of its kind has no use for is refused, not passed over. Raises Bad."""
    of_session = bool(desk.session or one.session_code)
    unused = {
        "course_code": of_session and one.course_code and not desk.session,
        "minutes": of_session and one.minutes is not None,
        "attributed_year": of_session and one.attributed_year is not None,
        "lines": not of_session and one.lines,
    }
    if names := [name for name, given in unused.items() if given]:
        raise Bad("unused", "、".join(names))


def _readable(desk: Desk, row: Completion, kind: str, facts: dict[str, Any], code: str) -> None:
    try:
        parse_record(desk.policy, {"id": row.external_id, "kind": kind, **facts}, 1)
    except InputFault as fault:
        raise Bad(code, str(fault)) from fault


def _place(desk: Desk, one: Reported, row: Completion) -> tuple[Completion | None, Receipt]:
    """Beside what was reported before: new, the same again, a correction, or refused."""
    if desk.apart:
        return row, Receipt(row.external_id, "accepted", str(ACCEPTED["accepted"]), TAKEN)
    key = (row.session.pk if row.session else None, row.external_id)
    earlier = desk.latest.get(key)
    claim = claim_of(row)
    other = desk.claimed.get(claim, row.external_id)
    if other != row.external_id:
        raise Bad("duplicate", other)
    code = "accepted"
    if earlier is not None:
        if _same(earlier, row):
            known = str(earlier.public_id)
            return None, Receipt(
                row.external_id, "repeated", str(ACCEPTED["repeated"]), TAKEN, completion=known
            )
        if earlier.pk is None:
            raise Bad("twice", row.external_id)
        if not one.supersedes:
            raise Bad("changed", row.external_id)
        row.version, row.replaces, code = earlier.version + 1, earlier, "replaced"
    elif one.supersedes:
        raise Bad("nothing_to_replace", row.external_id)
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


def _answer(desk: Desk, row: Completion | None, receipt: Receipt) -> Receipt:
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


def _first_standing(desk: Desk, row: Completion) -> Standing:
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


def _keep(desk: Desk, made: list[Completion]) -> None:
    replaced = [row.replaces.pk for row in made if row.replaces is not None and row.replaces.pk]
    Completion.objects.bulk_create(made, batch_size=PIECE)
    retire(replaced)
    after = {"count": len(made), "replaced": len(replaced)}
    audit.record("completion.received", _about(desk), actor=desk.actor, context=desk.base, after=after)
    settle_later(completions=[row.pk for row in made])


def _about(desk: Desk) -> Model:
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
