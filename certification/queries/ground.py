"""Does what a case rests on still stand? Its records, earlier slips,
exempt and registered years, employer, degree.

One question, asked of many cases at once before every later step and of one case under lock when
the step is made: `why_not`. What moved is found by comparing rows, in a constant number of queries;
the engine counts only where something did.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.enums import DegreeState, YearBasis
from certification.models import Case, CaseItem, CaseYear, DegreeProof, Exemption, NoticeEntry, PriorSlip
from certification.queries.degree import span_of
from certification.queries.ledger import certified_of, ledger, shortage
from certification.queries.policy import policy_of
from certification.queries.yearly.subject_hours import frozen_year
from certification.workflow.table import DRAFT, ENDED, RECORDED, RETURNED
from credits.engine import Policy, Result, show
from registry.activities.queries.ledger import CLAIMING
from registry.enums import ActivityState, RegistrationState
from registry.models import Activity, AnnualRegistration, Employment

ASIDE = (YearBasis.CERTIFIED, YearBasis.EXEMPT)
WITH_PERSON = (DRAFT, RETURNED)
GONE = {
    ActivityState.DRAFT: gettext_lazy("已撤回"),
    ActivityState.RETURNED: gettext_lazy("已退回本人"),
    ActivityState.DISCARDED: gettext_lazy("已作废"),
    ActivityState.REVOKED: gettext_lazy("已被撤销认可"),
}


def resting_on(people: Collection[int]) -> list[Case]:
    """The cases of `people` that rest on something: under way, or recorded without a paper of its own."""
    rows = Case.objects.filter(professional__in=people).exclude(
        state__in=[*WITH_PERSON, *(state for state in ENDED if state != RECORDED)]
    )
    return list(rows.exclude(state=RECORDED, slips__isnull=False).select_related(*NAMED).order_by("pk"))


NAMED = ("professional", "organisation")


@dataclass
class Ground:
    """What moved under one case. `barred`: no count mends it, whatever the years hold."""

    what: list[str] = field(default_factory=list)
    barred: bool = False

    def add(self, sentence: str, *, barred: bool = False) -> None:
        if sentence not in self.what:
            self.what.append(sentence)
        self.barred |= barred


Years = dict[int, list[CaseYear]]
Found = dict[int, Ground]
Cases = Mapping[int, Case]


def moved(cases: Collection[Case]) -> Found:
    """Key of a case -> what it rests on that does not stand any more. A constant number of queries."""
    found: Found = defaultdict(Ground)
    by_key = {case.pk: case for case in cases}
    if by_key:
        years = _years(by_key)
        _records(found, by_key)
        _slips(found, by_key, years)
        _exempt(found, by_key, years)
        _registered(found, by_key, years)
        _employed(found, by_key)
        _degrees(found, by_key)
    return dict(found)


def _years(cases: Iterable[int]) -> Years:
    found: Years = defaultdict(list)
    for row in CaseYear.objects.filter(case__in=list(cases)).order_by("year"):
        found[row.case_id].append(row)
    return found


def _records(found: Found, cases: Cases) -> None:
    """Records that count no longer, or that were sent in again since the case was. Items without an award
    have been taken out of the count already."""
    rows = (
        CaseItem.objects.filter(case__in=list(cases))
        .exclude(awards=[])
        .select_related("activity")
        .order_by("pk")
    )
    for item in rows:
        if item.activity.state not in CLAIMING:
            found[item.case_id].add(gone(item.activity))
        elif _sent_again(item.activity, cases[item.case_id]):
            found[item.case_id].add(_("“%s”重新提交过") % item.activity)


def gone(activity: Activity) -> str:
    """“名称”已被撤销认可."""
    return _("“%(title)s”%(how)s") % {
        "title": activity,
        "how": GONE.get(ActivityState(activity.state), activity.get_state_display()),
    }


def _sent_again(activity: Activity, case: Case) -> bool:
    both = activity.submitted_at and case.submitted_at
    return bool(both and activity.submitted_at > case.submitted_at and activity.version > 1)  # type: ignore[operator]


def _slips(found: Found, cases: Cases, years: Years) -> None:
    taken = {key: [row for row in rows if row.basis == YearBasis.CERTIFIED] for key, rows in years.items()}
    people = {cases[key].professional_id for key, rows in taken.items() if rows}
    stands = certified_of(people)
    lost = {
        (key, row.basis_note)
        for key, rows in taken.items()
        for row in rows
        if row.basis_note not in stands[cases[key].professional_id].values()
    }
    for (key, number), why in _why_refused(lost, cases).items():
        found[key].add(_("以往认定单%(number)s不再有效%(why)s") % {"number": number, "why": why})


def _why_refused(lost: Collection[tuple[int, str]], cases: Cases) -> dict[tuple[int, str], str]:
    """（核对不符的说明） of each lost paper slip, "" where there is none to tell."""
    if not lost:
        return {}
    people = {cases[key].professional_id for key, _number in lost}
    rows = PriorSlip.objects.filter(professional__in=people, number__in={number for _key, number in lost})
    notes = {(row.professional_id, row.number): f"（{row.note}）" for row in rows if row.note}
    return {
        (key, number): notes.get((cases[key].professional_id, number), "") for key, number in sorted(lost)
    }


def _exempt(found: Found, cases: Cases, years: Years) -> None:
    free = {(key, row.year) for key, rows in years.items() for row in rows if row.basis == YearBasis.EXEMPT}
    if not free:
        return
    asked = set(Exemption.objects.filter(case__in=list(cases)).values_list("case_id", "year"))
    people = {cases[key].professional_id for key, _year in free}
    locked = AnnualRegistration.objects.locked().filter(professional__in=people).exclude(exempt_reason="")
    registered = set(locked.values_list("professional_id", "year"))
    for key, year in sorted(free - asked):
        if (cases[key].professional_id, year) not in registered:
            found[key].add(_("%s年免于考核的确认已取消") % year)


def _registered(found: Found, cases: Cases, years: Years) -> None:
    """Examined years whose registration is open again: somebody is about to change what they hold."""
    wanted = {
        (cases[key].professional_id, row.year)
        for key, rows in years.items()
        for row in rows
        if row.basis not in ASIDE
    }
    rows = AnnualRegistration.objects.filter(
        professional__in={person for person, _year in wanted}, state=RegistrationState.OPEN
    ).exclude(declared_at=None)
    reopened = set(rows.values_list("professional_id", "year"))
    for key, of_case in years.items():
        if cases[key].state == RECORDED:
            continue
        for row in of_case:
            if row.basis not in ASIDE and (cases[key].professional_id, row.year) in reopened:
                found[key].add(_("%s年的年度登记已重新开启") % row.year, barred=True)


def _employed(found: Found, cases: Cases) -> None:
    """The unit vouches for its own staff only; a recorded result stays where it was recorded."""
    people = {case.professional_id for case in cases.values()}
    places = dict(
        Employment.objects.current()
        .filter(professional__in=people)
        .values_list("professional_id", "organisation_id")
    )
    for key, case in cases.items():
        if case.state != RECORDED and places.get(case.professional_id) != case.organisation_id:
            found[key].add(_("已不在%s任职") % case.organisation, barred=True)


def _degrees(found: Found, cases: Cases) -> None:
    """A stated degree that neither the register has nor a certificate stands for shortens no span (R17)."""
    stated = {key: case for key, case in cases.items() if case.degree != case.professional.degree}
    proofs = DegreeProof.objects.filter(case__in=list(stated)).exclude(state=DegreeState.REFUSED)
    proved = set(proofs.values_list("case_id", "degree"))
    for key, case in stated.items():
        span = None if (key, case.degree) in proved else span_of(case, case.professional.degree)
        if span and set(span.years) - set(case.span):
            found[key].add(
                _("学位按单位登记的%(degree)s计算，认定跨度为%(first)s—%(last)s年")
                % {"degree": case.professional.get_degree_display(), "first": span.first, "last": span.last}
            )


def counted(case: Case) -> Result:
    """What the case counts now: its records that still stand, none that was taken out of the count before."""
    rows = (
        case.items.exclude(awards=[])
        .select_related("activity")
        .order_by("activity__submitted_at", "activity_id")
    )
    return ledger(case, [item.activity for item in rows if item.activity.state in CLAIMING])


def why_not(cases: Sequence[Case]) -> dict[int, str]:
    """Key of a case -> why it does not stand as it was counted; cases that stand are left out.

    A constant number of queries while nothing moved; where something
    did, the case is counted anew (not kept).
    """
    found: dict[int, str] = {}
    by_key = {case.pk: case for case in cases}
    for key, ground in moved(cases).items():
        lost = short_of(by_key[key], counted(by_key[key]))
        if lost or ground.barred:
            found[key] = sentence(ground, lost)
    return found


def sentence(ground: Ground, lost: Sequence[str]) -> str:
    """What moved and what is lacking now, in words."""
    text = "；".join(ground.what)
    if not lost:
        return text
    return _("%(ground)s，%(lost)s") % {"ground": text, "lost": "、".join(lost)}


def short_of(case: Case, result: Result) -> list[str]:
    """Each year that is short now, and by how much."""
    return [shortage(line, policy_of(case)) for line in result.years if not line.settled]


def shown_year(row: CaseYear, policy: Policy) -> dict[str, Any]:
    """One year as a notice prints it; a snapshot holds these."""
    return {
        "year": row.year,
        **frozen_year(row, policy),
        "total": show(row.total_hours),
        "basis": row.get_basis_display(),
        "result": row.get_result_display(),
    }


COMPARED = ("year", "public", "professional", "basis", "result")
BY_SUBJECT = (*COMPARED, "hours")  # of a snapshot that has them: it may be older


def announced(case: Case) -> list[dict[str, Any]] | None:
    """The years as the last notice that still speaks for the case printed them; None where none does."""
    rows = NoticeEntry.objects.filter(
        case=case, taken_out_at=None, notice__published_at__isnull=False, notice__annulled_at=None
    ).exclude(notice__state="withdrawn")
    entry = rows.order_by("notice__published_at", "pk").last()
    return None if entry is None else list(entry.snapshot.get("years", []))


def differs(case: Case) -> bool:
    """Whether the years of the case, as kept now, are other than what was announced."""
    said = announced(case)
    now = [shown_year(row, policy_of(case)) for row in case.years.order_by("year")]
    if said is None:
        return False
    names = BY_SUBJECT if any("hours" in row for row in said) else COMPARED
    return _bare(said, names) != _bare(now, names)


def _bare(years: Iterable[dict[str, Any]], names: Sequence[str]) -> list[list[Any]]:
    return [[row.get(name) for name in names] for row in years]
