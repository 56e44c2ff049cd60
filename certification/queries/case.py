"""The page of a case: where it is, who has it, since when, what comes next; what its years hold."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from certification.enums import YearBasis
from certification.models import Case, CaseItem, CaseYear, Exemption, NoticeEntry, PriorSlip
from certification.queries.desk import Deadlines
from certification.queries.policy import policy_of, table_of
from certification.workflow.table import CANCELLED, DRAFT, ISSUED, RECORDED, RETURNED, state_label
from credits.engine import ALL_SUBJECTS, Policy, Stage, show
from registry.enums import ActivityState, Office

ZERO = Decimal(0)


def holder(case: Case, stage: Stage) -> str:
    """The organisation that does `stage` for this case."""
    if stage.office in (Office.EMPLOYER, Office.UNIVERSITY, Office.AGENCY):
        return case.organisation.name
    if stage.office == Office.DEPARTMENT and case.department:
        return case.department.name
    return str(Office(stage.office).label)


def steps(case: Case, transitions: list) -> list[dict[str, Any]]:
    """The step line: every stage of the route, who has it, since when."""
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
                "label": stage.name, "state": state, "who": holder(case, stage),
                "when": case.state_since if state == "current" else left,
                "note": _note(table, case, stage, state),
            }
        )  # fmt: skip
    return found


def _note(table: Any, case: Case, stage: Stage, state: str) -> str:
    """What stands under a step: the state now; under an ended notice that its moment is the end."""
    if state == "current":
        return state_label(table, case.state)
    return "公示期满" if state == "done" and stage.kind == "notice" else ""


def _person_step(case: Case, here: int) -> dict[str, Any]:
    state = "returned" if case.state == RETURNED else "current" if here < 0 else "done"
    when = case.submitted_at if here >= 0 else case.state_since
    note = NOTES_OF_PERSON.get(case.state, "")
    return {"label": "本人申请", "state": state, "who": case.professional.name, "when": when, "note": note}


NOTES_OF_PERSON = {
    RETURNED: "请按退回理由修改后再次提交",
    DRAFT: "尚未提交",
    CANCELLED: "已取消，需要时可以重新申请",
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

    A year is green only by what somebody has approved; what was only filled in is said to be that, by `relied`
    (the case's items with their activities), `priors` and `exemptions` that wait for an officer.
    """
    policy = policy_of(case)
    approved = _approved(relied)
    unchecked = {one.number for one in priors if one.state == "claimed"}
    asked = {one.year for one in exemptions if one.approved_at is None}
    found = []
    for row in case.years.all():
        met = row.result == "met"
        short = {
            subject.name: max(subject.minimum - _hours_of(row, subject.id), ZERO)
            for subject in policy.subjects
        }
        missing = "、".join(f"{name}{show(hours)}学时" for name, hours in short.items() if hours)
        waits = met and _waits(policy, row, approved, unchecked, asked)
        found.append(
            {
                "row": row,
                "met": met,
                "missing": "" if met else f"缺{missing}",
                "waits": waits,
                "state": _result(met, waits),
            }
        )
    return found


def _result(met: bool, waits: bool) -> dict[str, str]:
    if waits:
        return {"label": "按已填报计算可达标，待审核", "kind": "waiting"}
    return {"label": "合格", "kind": "done"} if met else {"label": "不足", "kind": "waiting"}


def _hours_of(row: CaseYear, subject: str) -> Decimal:
    return {"public": row.public_hours, "professional": row.professional_hours}.get(subject, ZERO)


def _approved(relied: Iterable[CaseItem]) -> dict[int, dict[str, Decimal]]:
    """Year -> subject -> hours of the activities that somebody approved; a deemed year stands under `all`."""
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for item in relied:
        if item.activity.state == ActivityState.APPROVED:
            for award in item.awards:
                if award["subject"] != ALL_SUBJECTS or award["deemed"]:
                    found[award["year"]][award["subject"]] += Decimal(award["hours"])
    return found


def _waits(
    policy: Policy,
    row: CaseYear,
    approved: dict[int, dict[str, Decimal]],
    unchecked: set[str],
    asked: set[int],
) -> bool:
    """Whether the year rests on something that nobody has approved yet."""
    if row.basis == YearBasis.CERTIFIED:
        return row.basis_note in unchecked
    if row.basis == YearBasis.EXEMPT:
        return row.year in asked
    hours = approved[row.year]
    if hours[ALL_SUBJECTS]:
        return False
    enough = all(hours[subject.id] >= subject.minimum for subject in policy.subjects)
    return not (enough and sum(hours.values(), ZERO) >= policy.total_minimum)


def items(case: Case, relied: Iterable[CaseItem]) -> list[dict[str, Any]]:
    """The activities the case relies on, with their awards in this span, the earliest year first."""
    names = policy_of(case).subject_names
    found = []
    for item in relied:
        awards = [award | {"subject_name": "全年" if award["subject"] == ALL_SUBJECTS else names[award["subject"]]}
                  for award in item.awards]  # fmt: skip
        first = min((award["year"] for award in awards), default=0)
        found.append({"item": item, "activity": item.activity, "awards": awards, "first": first})
    return sorted(found, key=lambda one: (one["first"], one["item"].pk))


KINDS = {
    "return": "returned",
    "uphold": "returned",
    "issue": "official",
    "publish": "official",
    "file": "official",
}


def history(case: Case, transitions: list) -> list[dict[str, Any]]:
    """What happened to the case, newest first, as templates/ui/timeline.html wants it."""
    labels = {move.action: move.label for move in table_of(case).moves}
    return [
        {
            "when": one.at, "actor": one.office_label or one.actor_label, "sentence": labels.get(one.action, one.action),
            "detail": one.reason, "kind": KINDS.get(one.action.rpartition(".")[2], "neutral"),
        }
        for one in reversed(transitions)
    ]  # fmt: skip


def page(case: Case) -> dict[str, Any]:
    """Everything the page of a case shows, in a constant number of queries."""
    transitions = list(case.transitions.all())
    entry = (
        NoticeEntry.objects.filter(case=case).exclude(notice__state="draft").select_related("notice").last()
    )
    priors = (
        PriorSlip.objects.filter(professional=case.professional).select_related("checked_by").order_by("pk")
    )
    priors, exemptions = list(priors), list(case.exemptions.order_by("year"))
    relied = list(case.items.select_related("activity").order_by("pk"))
    used = {row.basis_note for row in case.years.all()}
    due = Deadlines.load().of(case) if not case.has_ended else None
    return {
        "case": case, "policy": policy_of(case), "series": policy_of(case).series[case.title_series].name,
        "route": policy_of(case).routes[case.route], "steps": steps(case, transitions), "years": years(case, relied, priors, exemptions),
        "items": items(case, relied), "history": history(case, transitions), "notice_entry": entry,
        "priors": [prior for prior in priors if prior.number in used or prior.state == "claimed"],
        "exemptions": exemptions, "slips": list(case.slips.order_by("-pk")),
        "state_label": state_label(table_of(case), case.state), "due": due,
        "last_return": next((one for one in reversed(transitions) if one.to_state == RETURNED), None),
    }  # fmt: skip
