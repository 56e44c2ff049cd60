"""The page of a case: where it is, who has it, since when, what comes next; what its years hold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.enums import YearBasis
from certification.models import (
    Case,
    CaseItem,
    CaseYear,
    Exemption,
    NoticeEntry,
    Objection,
    PriorSlip,
    Recheck,
    Slip,
)
from certification.queries import pace
from certification.queries.degree import standing_of
from certification.queries.desk import Deadlines
from certification.queries.ground import gone
from certification.queries.ledger import person_of_case
from certification.queries.notices import objection as objections
from certification.queries.policy import policy_of, table_of
from certification.queries.yearly.subject_hours import parts_of
from certification.workflow.table import (
    CANCELLED,
    DRAFT,
    ISSUED,
    RECORDED,
    RETURNED,
    REVOKED,
    kind_of,
    state_label,
)
from credits.engine import ALL_SUBJECTS, Stage, YearLine
from credits.engine.ledger import year_lines
from credits.governing import cited
from registry.activities.queries.evidence import flags_of
from registry.activities.queries.kept import kept_award
from registry.activities.queries.lacking import carried_words, words_of
from registry.activities.queries.ledger import CLAIMING
from registry.enums import ActivityState, FlagState, Office
from registry.models import Activity, Unattended, User
from registry.people.queries.standing import standing_sentence, unattended

RECOUNT = "recount"  # a row of the history that moves nothing: counted again


def holder(case: Case, stage: Stage) -> str:
    """The organisation that does `stage` for this case."""
    if stage.office in (Office.EMPLOYER, Office.UNIVERSITY, Office.AGENCY):
        return case.organisation.name
    if stage.office == Office.DEPARTMENT and case.department:
        return case.department.name
    return policy_of(case).office_name(stage.office, str(Office(stage.office).label))


def steps(
    case: Case,
    transitions: list,
    stuck: Unattended | None = None,
    known: Mapping[str, pace.Pace] | None = None,
) -> list[dict[str, Any]]:
    """The step line: every stage of the route, who has it, since when, how long it takes."""
    table = table_of(case)
    order = [stage.id for stage in table.stages]
    finished = case.state in (ISSUED, RECORDED)
    here = order.index(case.stage) if case.stage in order else (len(order) if finished else -1)
    found = [_person_step(case, here)]
    for index, stage in enumerate(table.stages):
        state = "done" if index < here else "current" if index == here else "next"
        left = (
            next((one.at for one in reversed(transitions) if _leaves(one, stage)), None)
            if state == "done"
            else None
        )
        found.append(
            {
                "label": stage.name,
                "state": state,
                "who": _who(case, stage, stuck if state == "current" else None),
                "when": case.state_since if state == "current" else left,
                "note": _note(table, case, stage, state),
                "pace": known[stage.id].short if known and stage.id in known and state == "next" else "",
            }
        )
    return found


def _who(case: Case, stage: Stage, stuck: Unattended | None) -> str:
    """Who has it; where nobody of the office may act, who does it instead, or that nobody does."""
    if stuck is None:
        return holder(case, stage)
    return (
        _("%(deputy)s（代%(office)s）") % {"deputy": stuck.stands_in, "office": stuck.office}
        if stuck.stands_in
        else _("%(office)s（目前没有人可以办理）") % {"office": stuck.office}
    )


def _note(table: Any, case: Case, stage: Stage, state: str) -> str:
    """What stands under a step: the state now; under an ended notice that its moment is the end."""
    if state == "current":
        return state_label(table, case.state)
    return _("公示期满") if state == "done" and stage.kind == "notice" else ""


def _person_step(case: Case, here: int) -> dict[str, Any]:
    state = "returned" if case.state == RETURNED else "current" if here < 0 else "done"
    when = case.submitted_at if here >= 0 else case.state_since
    note = NOTES_OF_PERSON.get(case.state, "")
    return {"label": _("本人申请"), "state": state, "who": case.professional.name, "when": when, "note": note}


NOTES_OF_PERSON = {
    RETURNED: gettext_lazy("请按退回理由修改后再次提交"),
    DRAFT: gettext_lazy("尚未提交"),
    CANCELLED: gettext_lazy("已取消，需要时可以重新申请"),
    REVOKED: gettext_lazy("认定单已撤销，可以重新申请"),
}


def _leaves(transition: Any, stage: Stage) -> bool:
    return (
        transition.from_state.partition(".")[0] == stage.id
        and transition.to_state.partition(".")[0] != stage.id
    )


def years(
    case: Case, relied: Iterable[CaseItem], priors: Iterable[PriorSlip], exemptions: Iterable[Exemption]
) -> list[dict[str, Any]]:
    """One row a year: hours, need, basis, result in words, what is missing.

    A year is green only by what somebody has approved; what was only filled in is said to be that, by
    `relied` (the case's items with their activities), `priors` and `exemptions` that wait for an officer.
    """
    policy = policy_of(case)
    approved, held = _approved(case, relied), _held(relied)
    unchecked = {one.number for one in priors if one.state == "claimed"}
    asked = {one.year for one in exemptions if one.approved_at is None}
    found = []
    for row in case.years.all():
        met = row.result == "met"
        missing = "、".join(
            _("%(what)s学时") % {"what": one} for one in words_of(policy, row.details.get("missing", {}))
        )
        waits = met and _waits(row, approved, unchecked, asked)
        found.append(
            {
                "row": row,
                "parts": parts_of(row, policy),
                "met": met,
                "missing": _("缺%(missing)s") % {"missing": missing} if missing and not met else "",
                "needs": row.details.get("needs", []),
                "held": held[row.year],
                "carried": carried_words(policy, row.details.get("carried", {})),
                "waits": waits,
                "state": _result(row, met, waits),
            }
        )
    return found


# A year that is not examined is called by its ground; while nobody has checked it, by what it waits for.
GROUNDS = {
    YearBasis.CERTIFIED: (gettext_lazy("已认定"), gettext_lazy("待核对")),
    YearBasis.EXEMPT: (gettext_lazy("免于考核"), gettext_lazy("待核定")),
}


def _result(row: CaseYear, met: bool, waits: bool) -> dict[str, str]:
    settled, waiting = GROUNDS.get(YearBasis(row.basis), (_("合格"), _("按已填报计算可达标，待审核")))
    if waits:
        return {"label": str(waiting), "kind": "waiting"}
    return {"label": str(settled), "kind": "done"} if met else {"label": _("不足"), "kind": "waiting"}


def _approved(case: Case, relied: Iterable[CaseItem]) -> dict[int, YearLine]:
    """Year -> what the activities that somebody approved come to, with nothing set aside."""
    counted = [
        (item.activity, award)
        for item in relied
        if item.activity.state == ActivityState.APPROVED
        for award in item.awards
    ]
    kept = [kept_award(str(row.public_id), award) for row, award in counted]
    kinds = {str(row.public_id): row.kind for row, _award in counted}
    lines = year_lines(policy_of(case), case.span, kept, kinds, {}, {}, person_of_case(case))
    return {line.year: line for line in lines}


def _held(relied: Iterable[CaseItem]) -> Mapping[int, list[str]]:
    """Year -> which hours count only once they are approved, and why."""
    found: dict[int, list[str]] = defaultdict(list)
    for item in relied:
        for award in item.awards:
            if award.get("held"):
                found[award["year"]].append(f"{item.activity}：{award['why']}")
    return found


def _waits(row: CaseYear, approved: Mapping[int, YearLine], unchecked: set[str], asked: set[int]) -> bool:
    """Whether the year rests on something that nobody has approved yet."""
    if row.basis == YearBasis.CERTIFIED:
        return row.basis_note in unchecked
    if row.basis == YearBasis.EXEMPT:
        return row.year in asked
    return not approved[row.year].settled


def items(case: Case, relied: Iterable[CaseItem]) -> list[dict[str, Any]]:
    """The activities the case relies on, with their awards in this span, the earliest year first."""
    names = policy_of(case).subject_names
    notes = _upheld_notes([item.activity for item in relied])
    found = []
    for item in relied:
        awards = [
            award
            | {"subject_name": _("全年") if award["subject"] == ALL_SUBJECTS else names[award["subject"]]}
            for award in item.awards
        ]
        first = min((award["year"] for award in awards), default=0)
        dropped = not awards
        why = "；".join(
            [
                *([gone(item.activity)] if dropped and item.activity.state not in CLAIMING else []),
                *notes.get(item.activity_id, []),
            ]
        )
        found.append(
            {
                "item": item,
                "activity": item.activity,
                "awards": awards,
                "first": first,
                "dropped": dropped,
                "why": why,
            }
        )
    return sorted(found, key=lambda one: (one["first"], one["item"].pk))


def _upheld_notes(activities: list[Activity]) -> dict[int, list[str]]:
    """Activity -> what reviewers found of files that it shares with
    another record, for every later office."""
    found: dict[int, list[str]] = {}
    for key, flags in flags_of(activities).items():
        notes = [_("材料重复属实：%s") % flag.note for flag in flags if flag.state == FlagState.UPHELD]
        if notes:
            found[key] = list(dict.fromkeys(notes))
    return found


def history(case: Case, transitions: list, objected: list[Objection]) -> list[dict[str, Any]]:
    """What happened to the case, newest first, as templates/ui/timeline.html wants it."""
    labels = {move.action: move.label for move in table_of(case).moves} | {RECOUNT: _("依据有变动，重新计算")}
    found = [
        {
            "when": one.at,
            "actor": one.office_label or one.actor_label,
            "sentence": labels.get(one.action, one.action),
            "detail": one.reason,
            "kind": kind_of(one.action),
        }
        for one in reversed(transitions)
    ]
    return sorted([*found, *objections.history(case, objected)], key=lambda one: one["when"], reverse=True)


def papers(case: Case) -> list[Slip]:
    """The slips of the case, the newest first, each with `standing`: what it is worth now."""
    rows = list(case.slips.select_related("superseded_by").order_by("-pk"))
    asked = set(Recheck.objects.filter(slip__in=rows, state="open").values_list("slip_id", flat=True))
    for row in rows:
        new = getattr(row, "superseded_by", None)
        row.standing = (  # type: ignore[attr-defined]
            _("待重核")
            if row.pk in asked and row.state == "valid"
            else _("已由%s替换") % new.number
            if new
            else row.get_state_display()
        )
    return rows


def page(case: Case, user: User) -> dict[str, Any]:
    """Everything the page of a case shows, in a constant number of queries."""
    stuck = unattended(case)
    transitions = list(case.transitions.all())
    objected = objections.of_case(case)
    entry = (
        NoticeEntry.objects.filter(case=case).exclude(notice__state="draft").select_related("notice").last()
    )
    slips = PriorSlip.objects.filter(professional=case.professional).select_related("checked_by")
    priors, exemptions = list(slips.order_by("pk")), list(case.exemptions.order_by("year"))
    relied = list(case.items.select_related("activity").order_by("pk"))
    rows = years(case, relied, priors, exemptions)
    used = {one["row"].basis_note for one in rows}
    due = Deadlines.load().of(case) if not case.has_ended else None
    known = {} if case.has_ended else pace.paces(case)
    return {
        "case": case,
        "policy": policy_of(case),
        "cited": cited(policy_of(case)),
        "standing": standing_sentence(stuck) if stuck else "",
        "series": policy_of(case).series[case.title_series].name,
        "route": policy_of(case).routes[case.route],
        "steps": steps(case, transitions, stuck, known),
        "pace": pace.sentence(case, known),
        "years": rows,
        "items": items(case, relied),
        "history": history(case, transitions, objected),
        "notice_entry": entry,
        "priors": [prior for prior in priors if prior.number in used or prior.state != "checked"],
        "exemptions": exemptions,
        "slips": papers(case),
        "state_label": state_label(table_of(case), case.state),
        "due": due,
        "degree": standing_of(case),
        "objections": objections.shown(case, user, objected),
        "revocation": next((one for one in reversed(transitions) if one.to_state == REVOKED), None),
        "last_return": next((one for one in reversed(transitions) if one.to_state == RETURNED), None),
    }
