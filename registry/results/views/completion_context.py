"""What pages show of a reported result. Where is my hour: the way of one reported result from its provider to
the year, and who can mend what stops it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cejc.site import gettext as _
from cejc.templatetags.cejc_ui import cn_date, cn_time
from credits.queries import policy_here
from registry.enums import ActivityState, CompletionState, ManifestState
from registry.results.models import Completion
from registry.results.queries.recognition import Books, books_for
from registry.training.queries.recognition import key_b_due
from registry.training.standings import BASE, MENDERS, OFFICE, PROVINCE, standing

# The step at which a code stops a result.
STOPS = {
    "no_person": "person",
    "name_mismatch": "person",
    "unfiled": "rule",
    "outside_filing": "rule",
    "outside_place": "rule",
    "over_headcount": "rule",
    "needs_consent": "rule",
    "suspended": "rule",
    "no_live_date": "rule",
    "before_live": "rule",
    "no_conclusion": "rule",
    "conclusion_failed": "rule",
    "late_conclusion": "rule",
    "cross_failed": "rule",
    "key_b_awaited": "keys",
    "key_b_late": "keys",
    "unsigned": "keys",
    "key_compromised": "keys",
    "batch_altered": "keys",
    "no_employer": "employer",
    "employer_returned": "employer",
    "taken_back": "count",
}


@dataclass(frozen=True)
class Step:
    """`state` is of ui/step_line.html: done, current, next, returned."""

    id: str
    label: str
    state: str
    who: str = ""
    when: str = ""
    note: str = ""


def provenance_of(row: Completion, books: Books | None = None) -> list[Step]:
    """The steps of one result, in order. `row` comes with course, session, batch and activity at hand."""
    books = books or books_for([row])
    steps = [
        _reported(row),
        *(_training(row, books) if row.session_id else _online(row, books)),
        _person(row),
    ]
    filed = books.policy.recognition.filed_subject
    if (row.activity is not None and row.activity.is_professional_subject) or not _only_filed(row, filed):
        steps.append(_employer(row))
    steps.append(Step("count", _("计入学时"), "next"))
    return _marked(row, steps)


def _only_filed(row: Completion, filed: str) -> bool:
    """Whether all of it is of the subject that the employer need not look at."""
    subjects = {row.subject} if row.subject else {one["subject"] for one in row.lines}
    return subjects <= {filed}


def _reported(row: Completion) -> Step:
    provider = str(row.base or (row.session.organiser if row.session else ""))
    return Step("reported", _("施教机构报送"), "done", provider, cn_time(row.reported_at))


def _training(row: Completion, books: Books) -> list[Step]:
    filing = row.session.filing if row.session else None
    if row.base_id is None or not any(
        one["subject"] == books.policy.recognition.filed_subject for one in row.lines
    ):
        return []
    return [
        Step("rule", _("{filed_subject}培训备案"), "", filing.number if filing else "", note=row.overruled)
    ]


def _online(row: Completion, books: Books) -> list[Step]:
    review = books.reviews.get(row.course_id or 0)
    deposited = books.deposited.get((row.base_id or 0, row.passed_on.year))
    signed = cn_time(row.batch.signed_b_at) if row.batch and row.batch.signed_b_at else ""
    due = cn_date(key_b_due(row.passed_on.year, books.policy))
    key_note = _("秘钥B于%s交存") % cn_date(deposited) if deposited else _("秘钥B应于%s前交存") % due
    return [
        Step("rule", _("课程审定"), "", when=cn_time(review.submitted_at) if review else ""),
        Step("keys", _("双重秘钥签署"), "", when=signed, note=key_note),
    ]


def _person(row: Completion) -> Step:
    return Step("person", _("核对本人"), "", row.name)


def _employer(row: Completion) -> Step:
    unit = str(row.activity.organisation or "") if row.activity else ""
    return Step("employer", _("用人单位审核"), "", unit)


def _marked(row: Completion, steps: list[Step]) -> list[Step]:
    """Everything before the step that stops it is done; the rest comes next."""
    counted = row.state == CompletionState.COUNTED
    stop = (
        None
        if counted
        else STOPS.get(row.code, "employer" if row.state == CompletionState.REVIEW else "count")
    )
    places = [step.id for step in steps]
    at = len(steps) if stop is None else places.index(stop) if stop in places else len(steps) - 1
    ended = row.state in (CompletionState.REFUSED, CompletionState.REPLACED, CompletionState.WITHDRAWN)
    marks = [
        "done" if index < at else ("returned" if ended else "current") if index == at else "next"
        for index in range(len(steps))
    ]
    if counted and row.activity is not None and row.activity.state == ActivityState.APPROVED:
        steps[-1] = Step("count", steps[-1].label, "done", when=cn_time(row.settled_at))
    return [
        Step(one.id, one.label, mark, one.who, one.when, one.note)
        for one, mark in zip(steps, marks, strict=True)
    ]


# Who has the next word on a batch of certificates: the base makes its manifest, then key A signs, then key B.
SIGNS = {
    ManifestState.OPEN: BASE,
    ManifestState.FROZEN: OFFICE,
    ManifestState.SIGNED_A: PROVINCE,
    ManifestState.SIGNED: OFFICE,
    ManifestState.VOID: BASE,
}


def mender_of(row: Completion) -> str:
    """Who can mend what keeps it from counting; "" when nothing or nobody."""
    if row.state == CompletionState.REVIEW:
        return str(MENDERS["employer"])
    if not row.code or row.state == CompletionState.REFUSED:
        return ""  # nothing that anybody does later makes it count
    if row.code == "unsigned":
        return str(MENDERS[SIGNS[ManifestState(row.batch.state)] if row.batch else BASE])
    return str(MENDERS[standing(row.code).mender])


def line_of(row: Completion) -> dict[str, Any]:
    """One row of a list, with the reason and who can mend it."""
    return {
        "row": row,
        "title": str(row.session or row.course or ""),
        "mender": mender_of(row),
        "provider": str(row.base or (row.session.organiser if row.session else "")),
    }


def lines_of(row: Completion) -> list[str]:
    """The signed parts of days: 2020年6月1日上午 公需科目."""
    policy = policy_here()
    return [
        _("%(day)s%(slot)s　%(subject)s")
        % {
            "day": cn_date(date.fromisoformat(line["date"])),
            "slot": policy.slots[line["slot"]].name if line["slot"] in policy.slots else line["slot"],
            "subject": policy.subject_names.get(line["subject"], ""),
        }
        for line in row.lines
    ]
