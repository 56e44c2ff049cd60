"""What keeps cases from being passed, asked for many at once: for the list before a bulk decision."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cejc.lib.db.ready import Keys, ready
from certification.enums import DegreeState, PriorSlipState, YearResult
from certification.models import Case, CaseItem, CaseYear, DegreeProof, Exemption, PriorSlip
from certification.queries.policy import policy_of, table_of
from certification.queries.stage_items import is_of_stage
from registry.enums import FlagState
from registry.models import EvidenceFlag
from registry.results.queries.activity_course import unanswered


def blockers(cases: Sequence[Case]) -> dict[int, str]:
    """Key of a case -> why it cannot be passed at its stage now; cases that nothing blocks are left out.

    A constant number of queries. What the decision itself finds by counting anew is said after it.
    """
    found: dict[int, list[str]] = defaultdict(list)
    keys = [case.pk for case in cases]
    _say(found, _("%(years)s年学时不足"), _short(keys))
    _say(found, _("%(years)s年免于考核待核定"), _exempt(keys))
    for (key,) in _flagged(keys):
        found[key].append(_("有相同材料待核对"))
    for key, titles in _unanswered_courses(cases).items():
        found[key].append(_("网络课程待核对：%(titles)s") % {"titles": "、".join(titles)})
    for (key,) in _claimed_degrees(keys):
        found[key].append(_("学位证书待核对"))
    receiving = [case.pk for case in cases if case.stage == table_of(case).receiving]
    for key in _with_unchecked_slip(receiving):
        found[key].append(_("以往认定单待核对"))
    return {key: "；".join(reasons) for key, reasons in found.items()}


def _say(found: dict[int, list[str]], sentence: str, rows: Iterable[tuple[int, int]]) -> None:
    years: dict[int, list[int]] = defaultdict(list)
    for key, year in rows:
        years[key].append(year)
    for key, of_case in years.items():
        found[key].append(sentence % {"years": "、".join(map(str, of_case))})


@ready
def _short(keys: Keys) -> QuerySet[CaseYear, tuple[int, int]]:
    rows = CaseYear.objects.filter(case__in=keys, result=YearResult.SHORT)
    return rows.order_by("year").values_list("case", "year")


@ready
def _exempt(keys: Keys) -> QuerySet[Exemption, tuple[int, int]]:
    rows = Exemption.objects.filter(case__in=keys, approved_at=None)
    return rows.order_by("year").values_list("case", "year")


@ready
def _flagged(keys: Keys) -> QuerySet[CaseItem, tuple[int]]:
    """Cases with a file that another record also has, nobody having said why."""
    flags = EvidenceFlag.objects.filter(state=FlagState.OPEN)
    either = Q(activity__evidence__in=flags.values("first")) | Q(
        activity__evidence__in=flags.values("second")
    )
    waiting = CaseItem.objects.filter(either, case__in=keys, activity__state__in=("submitted", "begun"))
    return waiting.values_list("case").distinct()


@ready
def _claimed_degrees(keys: Keys) -> QuerySet[DegreeProof, tuple[int]]:
    return DegreeProof.objects.filter(case__in=keys, state=DegreeState.CLAIMED).values_list("case")


@ready
def _waiting(keys: Keys) -> QuerySet[CaseItem]:
    rows = CaseItem.objects.filter(case__in=keys, activity__state__in=("submitted", "begun"))
    return rows.select_related("activity").order_by("pk")


def _unanswered_courses(cases: Sequence[Case]) -> dict[int, list[str]]:
    """Key of a case -> online courses of no catalogue that its stage reviews and nobody has answered for."""
    stages = {case.pk: table_of(case).stage(case.stage) for case in cases}
    policies = {case.pk: policy_of(case) for case in cases}
    waiting = _waiting(list(stages))
    items = [item for item in waiting if is_of_stage(item, stages[item.case_id], policies[item.case_id])]
    asked, found = unanswered(item.activity for item in items), defaultdict(list)
    for item in items:
        if item.activity_id in asked:
            found[item.case_id].append(str(item.activity))
    return found


def _with_unchecked_slip(keys: list[int]) -> set[int]:
    used = set(_certified(keys))
    return {key for key, number in _claimed_slips(keys) if (key, number) in used}


@ready
def _certified(keys: Keys) -> QuerySet[CaseYear, tuple[int, str]]:
    return CaseYear.objects.filter(case__in=keys, basis="certified").values_list("case", "basis_note")


@ready
def _claimed_slips(keys: Keys) -> QuerySet[PriorSlip, tuple[int, str]]:
    claimed = PriorSlip.objects.filter(state=PriorSlipState.CLAIMED, professional__cases__in=keys)
    return claimed.values_list("professional__cases", "number")
